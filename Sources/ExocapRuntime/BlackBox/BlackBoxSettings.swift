package import ExocapCore

/// Bounds of the black box.
package struct BlackBoxSettings: Sendable {
  /// How much of the past is kept; zero: there is no box.
  package var length: Interval
  /// [B] Compressed, at most: four times what the largest rig needs for a minute.
  package var bytes = 256 << 20

  /// What a file needs at its beginning: checkpoints of all devices, then of all loops, each written once a second.
  static var lead: Interval { .seconds(2) }

  /// Keeps what the rig says, and what a file needs before it begins.
  package init(_ settings: RecordingSettings) {
    length = settings.blackBox > .zero ? settings.blackBox + BlackBoxSettings.lead : .zero
  }

  var isOff: Bool { length <= .zero }
}
