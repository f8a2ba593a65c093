package import ExocapCore
internal import MCAP

/// What a repair found of a torn recording: it stands in the file as metadata, and is told to people.
package struct RecordingRecovery: Sendable, Equatable, CustomStringConvertible {
  /// [ns] When it was repaired, UTC since 1970.
  package var recoveredAt: Int64
  /// [B] What followed the last whole chunk.
  package var tailBytesCut: Int
  /// About how much of the end is missing; zero: nothing but the file's summary.
  package var lostTail: Interval
  /// Chunks in the middle that were damaged and are passed over.
  package var damagedChunks: Int
  /// Of exocap, that repaired.
  package var version: String

  /// [ms] `lostTail`, as files and programs have it.
  package var lostTailMilliseconds: Int64 { lostTail.nanoseconds / 1_000_000 }

  init(recoveredAt: Int64, tailBytesCut: Int, lostTail: Interval, damagedChunks: Int, version: String) {
    self.recoveredAt = recoveredAt
    self.tailBytesCut = tailBytesCut
    self.lostTail = lostTail
    self.damagedChunks = damagedChunks
    self.version = version
  }

  init(_ entries: [String: String]) {
    recoveredAt = Int64(entries["recovered_utc_ns"] ?? "") ?? 0
    tailBytesCut = Int(entries["tail_bytes_cut"] ?? "") ?? 0
    lostTail = .milliseconds(Int64(entries["lost_tail_ms"] ?? "") ?? 0)
    damagedChunks = Int(entries["damaged_chunks"] ?? "") ?? 0
    version = entries["exocap"] ?? ""
  }

  var metadata: Metadata {
    Metadata(
      name: RecordingFormat.recoveredName,
      entries: [
        "recovered_utc_ns": "\(recoveredAt)", "tail_bytes_cut": "\(tailBytesCut)",
        "lost_tail_ms": "\(lostTailMilliseconds)", "damaged_chunks": "\(damagedChunks)", "exocap": version,
      ])
  }

  /// For people.
  package var description: String {
    let tail =
      lostTail == .zero ? "it lacked its summary only" : "about the last \(lostTailMilliseconds) ms are missing"
    let middle = damagedChunks == 0 ? "" : ", and \(damagedChunks) damaged chunk\(damagedChunks == 1 ? "" : "s") in the middle"
    return "the file was torn and has been repaired: \(tail)\(middle)"
  }
}
