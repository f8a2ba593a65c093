package import ExocapCore
package import LinuxIO
internal import MCAP

/// A recording on the disk, whole or torn: what it is, and what is in it.
///
/// The file is read in place: nobody may cut it shorter meanwhile.
package final class Recording {
  /// Where it is.
  package let path: String
  /// What the daemon wrote before the first message.
  package let facts: [String: String]
  /// What the recorder wrote at the end; nil where the file does not end as it should.
  package private(set) var closing: [String: String]?
  /// How long the disk took while it was written; nil where the file does not say.
  package private(set) var diskTimes: RecordingDiskTimes?
  /// Why the file was closed before its episode ended; nil: it was not.
  package private(set) var stopped: String?
  /// All metadata of a file that ends as it should, by name.
  package private(set) var metadata: [String: [String: String]] = [:]
  /// What a repair wrote; nil where the file was not torn.
  package private(set) var recovery: RecordingRecovery?
  /// What its daemon said that it is worth; nil where it says nothing.
  package private(set) var verdict: RecordedVerdict?
  /// The rig, its profiles and calibrations, as text.
  package let attachments: [RecordingAttachment]
  /// What is wrong with the file's end; nil: it is whole.
  package private(set) var damage: RecordingDamage?
  let channels: [UInt16: Channel]
  let file: MappedFile

  /// Opens a file and reads what stands before its first message and behind its last one.
  package init(path: String) throws(RecordingError) {
    self.path = path
    do throws(IOError) {
      file = try MappedFile(path)
    } catch {
      throw .system(error)
    }
    // SAFETY: the mapping lives as long as this object, and readers do not outlive the call.
    let opening = try unsafe RecordingOpening(file.unsafeBytes, path: path)
    facts = opening.facts
    attachments = opening.attachments
    channels = opening.channels
    readEnd()
  }

  private func readEnd() {
    do throws(MCAPError) {
      // SAFETY: as above.
      let index = try unsafe IndexedReader(file.unsafeBytes)
      for entry in index.metadataIndexes { metadata[entry.name] = try index.metadata(entry).entries }
      closing = metadata[RecordingFormat.closingName]
      stopped = metadata[RecordingFormat.stoppedName]?["reason"]
      diskTimes = metadata[RecordingFormat.diskName].flatMap { RecordingDiskTimes($0) }
      recovery = metadata[RecordingFormat.recoveredName].flatMap { RecordingRecovery($0) }
      verdict = metadata[QualityVerdict.metadataName].flatMap { RecordedVerdict($0) }
    } catch {
      damage = RecordingDamage(error)
    }
  }

  /// The episode's UUID; empty where the file says none.
  package var episode: EpisodeID { EpisodeID(facts["episode"] ?? "") }
  /// What the packets of that life of the daemon carry; 0 where the file does not say.
  package var run: UInt64 { UInt64(facts["run"] ?? "", radix: 16) ?? 0 }
  /// The version of exocap that wrote it.
  package var version: String { facts["exocap"] ?? "" }
  /// The rig's name.
  package var rigName: String { facts["rig"] ?? "" }
  /// How many devices its rig has, the states of robots included.
  package var deviceCount: Int { Int(facts["devices"] ?? "") ?? 0 }
  package var robotCount: Int { Int(facts["robots"] ?? "") ?? 0 }
  /// When the episode began, on the daemon's clock.
  package var start: Timestamp { facts["began_monotonic_ns"].flatMap { Int64($0) }.map { Timestamp(nanoseconds: $0) } ?? .never }
  /// [ns] Log times are the daemon's clock plus this.
  package var clockOffset: Int64 { Int64(facts["clock_offset_ns"] ?? "") ?? 0 }
  /// [B]
  package var size: Int { file.count }
}

/// How long the disk took for one write and one sync at most, while a file was written.
package struct RecordingDiskTimes: Sendable, Equatable {
  package var longestWrite: Interval
  package var longestSync: Interval

  init(_ entries: [String: String]) {
    longestWrite = Interval(nanoseconds: Int64(entries["longest_write_ns"] ?? "") ?? 0)
    longestSync = Interval(nanoseconds: Int64(entries["longest_sync_ns"] ?? "") ?? 0)
  }
}

/// Why a file cannot be read at all.
package enum RecordingError: Error, Sendable, CustomStringConvertible {
  case system(IOError)
  /// Not MCAP, or torn before its first message.
  case notReadable(path: String, RecordingDamage)
  /// MCAP, but not written by exocap.
  case notOurs(path: String)
  /// Written by a later exocap.
  case newer(path: String, format: String)

  package var description: String {
    switch self {
    case .system(let error): error.description
    case .notReadable(let path, let error): "\(path) is no recording: \(error)"
    case .notOurs(let path): "\(path) is an MCAP file, but exocap did not write it"
    case .newer(let path, let format):
      "\(path) has format \(format), this exocap reads format \(RecordingFormat.version): update exocap"
    }
  }
}

/// What is wrong with a file, in a person's words.
package struct RecordingDamage: Sendable, Equatable, CustomStringConvertible {
  /// Whether the file's end is missing: the recorder died, or the file was cut.
  package let isTorn: Bool
  package let description: String

  /// A file that was torn and is whole again, but for what is missing at its end.
  init(_ recovery: RecordingRecovery) {
    isTorn = true
    description = recovery.description
  }

  /// A file whose recorder had to close it: what came after its last whole chunk is in no file.
  init(stopped reason: String) {
    isTorn = true
    description = "the file was closed before its episode ended: \(reason)"
  }

  /// A chunk that a repair found damaged.
  static let passedOver = RecordingDamage(isTorn: false, description: "a chunk was damaged, and left out when the file was repaired")

  private init(isTorn: Bool, description: String) {
    self.isTorn = isTorn
    self.description = description
  }

  init(_ error: MCAPError) {
    switch error {
    case .truncated(_, let offset, _, _), .zeroOpcode(let offset), .unfinished(let offset):
      isTorn = true
      description = "the file ends at byte \(offset) without having been closed"
    case .checksumMismatch(.chunk, let offset, _, _), .badCompression(let offset):
      isTorn = false
      description = "the chunk at byte \(offset) is damaged"
    case .notMCAP:
      isTorn = false
      description = "it does not begin like an MCAP file"
    case .badClosingMagic, .trailingBytes, .malformed, .misplaced, .checksumMismatch, .unsupportedCompression, .overLimit,
      .conflictingDefinition, .undefined, .noSummary, .badIndex:
      isTorn = false
      description = "\(error)"
    }
  }
}

/// What stands in a file before its first chunk.
private struct RecordingOpening {
  var facts: [String: String] = [:]
  var attachments: [RecordingAttachment] = []
  var channels: [UInt16: Channel] = [:]

  init(_ bytes: UnsafeRawBufferPointer, path: String) throws(RecordingError) {
    var reader = unsafe MCAPReader(bytes)
    var isOpen = true
    do throws(MCAPError) {
      while isOpen, let record = try reader.next() {
        switch record {
        case .metadata(let metadata) where metadata.name == RecordingFormat.openingName: facts = metadata.entries
        case .attachment(let file):
          attachments.append(RecordingAttachment(name: file.name, mediaType: file.mediaType, bytes: file.content))
        case .chunk, .dataEnd: isOpen = false
        default: break
        }
      }
    } catch {
      // Torn right behind what we need is as good as torn later.
      if facts.isEmpty { throw .notReadable(path: path, RecordingDamage(error)) }
    }
    channels = reader.channels
    guard let format = facts["format"] else { throw .notOurs(path: path) }
    guard format == RecordingFormat.version else { throw .newer(path: path, format: format) }
  }
}
