// Recording/ turns taps into recordings: messages, chunks, files. It knows no device and no robot protocol but the link's,
// which the sent command is read back from.

package import ExocapCore

/// Bounds of the recorder.
package struct RecorderSettings: Sendable {
  /// [B] A chunk is closed at so many uncompressed bytes.
  package var chunkSize = 128 << 10
  /// A chunk is closed when its first message is this old: what `kill -9` may take.
  package var chunkTime = Interval.milliseconds(100)
  /// [B] Of finished chunks on their way to the disk: over 10 s of the largest rig, uncompressed.
  package var queuedBytes = 64 << 20
  /// Finished chunks on their way to the disk: 10 s of 100 a second.
  package var queuedChunks = 1024
  package var compression = RecordingCompression.zstd
  /// Where files go: `folder/DATE/EPISODE.mcap`.
  package var folder: String
  /// [B] An episode does not begin, and ends by itself, where less is free on the disk.
  package var reserve = 64 << 20
  /// [B] Where less is free, discarded recordings are deleted before their time: above the reserve, so that the running one goes on.
  package var spaceWanted: Int { 2 * reserve }
  /// [B] What each file holds of the disk for its own end, at least: the summary of the first minutes.
  package var ballast = 1 << 20
  /// Names this life of the machine, so that a repair knows whether the power failed; empty: not known.
  package var boot = ""

  package init(folder: String) { self.folder = folder }

  /// Takes over what the rig says.
  package init(_ settings: RecordingSettings) {
    folder = settings.folder
    compression = settings.compression
  }
}

/// A file that travels in every recording: a profile, the rig, a calibration, as text.
package struct RecordingAttachment: Sendable, Equatable {
  /// For example `devices/hmc-exo.yaml`.
  package var name: String
  package var mediaType: String
  package var bytes: [UInt8]

  package init(name: String, mediaType: String = "application/yaml", bytes: [UInt8]) {
    self.name = name
    self.mediaType = mediaType
    self.bytes = bytes
  }
}

/// Names an episode for ever: a random UUID.
package struct EpisodeID: Hashable, Sendable, CustomStringConvertible {
  /// 36 characters, lower case.
  package let description: String

  /// An id that was written before.
  package init(_ text: String) { description = text }

  /// A new one: RFC 9562, version 4.
  package static func random() -> EpisodeID {
    var bytes = (0..<16).map { _ in UInt8.random(in: 0 ... .max) }
    bytes[6] = bytes[6] & 0x0F | 0x40
    bytes[8] = bytes[8] & 0x3F | 0x80
    var text = ""
    for (index, byte) in bytes.enumerated() {
      if [4, 6, 8, 10].contains(index) { text += "-" }
      text += String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }
    return EpisodeID(text)
  }
}

/// What a person says of an episode before it begins.
package struct EpisodePlan: Sendable {
  package var id: EpisodeID
  /// A pseudonym; empty: none given.
  package var operatorName: String
  /// What is demonstrated; empty: none given.
  package var label: String
  /// What the operator agreed to, such as the form's version; empty: none given.
  package var consent = ""
  /// Where it is demonstrated; empty: none given.
  package var scene = ""
  /// With what.
  package var objects: [String] = []

  package init(id: EpisodeID = .random(), operatorName: String = "", label: String = "") {
    self.id = id
    self.operatorName = operatorName
    self.label = label
  }

  /// What of it stands in the file, besides the id.
  var facts: [String: String] {
    [
      "operator": operatorName, "label": label, "task": label, "consent": consent, "scene": scene,
      "objects": JSONValue.array(objects.map { .string($0) }).line,
    ]
  }
}

/// What an episode came to, as the recorder knows it.
package struct EpisodeSummary: Sendable, Equatable {
  package var id: EpisodeID
  package var began: Timestamp
  package var ended: Timestamp
  /// Ticks in the file, over all robots.
  package var ticks: UInt64 = 0
  package var messages: UInt64 = 0
  /// Records that full rings and dropped chunks took.
  package var lostRecords: UInt64 = 0
  /// Chunks that found no room on their way to the disk.
  package var droppedChunks: UInt64 = 0
  /// How long some joint group followed the operator.
  package var engaged = Interval.zero
  /// What it is worth; nil before it has ended.
  package var quality: QualityVerdict?

  package init(id: EpisodeID, began: Timestamp) {
    self.id = id
    self.began = began
    ended = began
  }
}

/// Whose checkpoints the recorder waits for.
package enum CheckpointWish: Sendable, Equatable {
  case devices
  case robots
  case all
}

extension Interval {
  /// [s] NaN where either end was not known.
  static func seconds(from start: Timestamp, to end: Timestamp) -> Double {
    start == .never || end == .never ? .nan : (end - start).seconds
  }
}
