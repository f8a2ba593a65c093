internal import ExocapCore

/// An episode of this run of the daemon, with what is known of it.
struct BookEntry {
  var plan: EpisodePlan
  /// Where the recording is.
  var path: String
  /// [ns] Its log times are CLOCK_MONOTONIC plus this.
  var clockOffset: Int64
  /// What people said of it.
  var sidecar: EpisodeSidecar
  /// Whether it was told that its file is there.
  var isAnnounced = false

  init(_ plan: EpisodePlan, path: String, clockOffset: Int64) {
    self.plan = plan
    self.path = path
    self.clockOffset = clockOffset
    sidecar = EpisodeSidecar(episode: plan.id, task: plan.label, operatorName: plan.operatorName)
  }

  var id: EpisodeID { plan.id }
}

/// A decision on its way to the disk. It is carried out whether or not anybody still waits for the answer.
final class BookOrder {
  let order: EpisodeOrder
  /// The event that is told when it is done; nil: none.
  let event: String?
  /// Whether it comes after the episode's end: a file that is being written stays where it is.
  let waitsForEnd: Bool
  var ticket: Int?
  var outcome: Result<EpisodeDecision, ControlRefusal>?

  init(_ order: EpisodeOrder, event: String?, waitsForEnd: Bool) {
    self.order = order
    self.event = event
    self.waitsForEnd = waitsForEnd
  }
}
