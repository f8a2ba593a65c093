// Cutting/ makes smaller recordings of larger ones. It never changes the file that it reads.

package import ExocapCore
package import LinuxIO

/// Why a recording cannot be cut.
package enum CutError: Error, Sendable, CustomStringConvertible {
  case system(IOError)
  /// A part in the middle cannot be read: what a cut would hide.
  case damaged(String)
  /// No tick lies between the two times.
  case nothing
  /// There is something at the path already.
  case exists(String)
  /// The recording's own description is not whole.
  case malformed(String)

  package var description: String {
    switch self {
    case .system(let error): error.description
    case .damaged(let text): "\(text): a cut would hide that; 'exocap replay FILE' passes over it"
    case .nothing: "no tick of a control loop lies between these times"
    case .exists(let path): "\(path) is there already: give another name with --out"
    case .malformed(let text): text
    }
  }
}

/// What a cut came to.
package struct CutOutcome: Sendable {
  package var path: String
  package var episode: EpisodeID
  package var ticks: UInt64 = 0
  package var messages: UInt64 = 0
  /// [B]
  package var size = 0
  /// [s] Since the beginning of the file that was cut: where the cut really begins and ends.
  package var begins = 0.0
  /// [s]
  package var ends = 0.0
}

/// Cuts a part out of a recording, such that it replays bit for bit as the whole does.
package enum RecordingCut {
  /// Writes the part of `recording` between two times since its beginning to `path`, whole or not at all.
  ///
  /// - Parameters:
  ///   - to: nil: to the end.
  ///   - episode: the cut's own UUID.
  ///   - version: of exocap.
  package static func cut(
    _ recording: Recording, from: Interval, to: Interval?, into path: String, episode: EpisodeID = .random(), version: String
  ) throws(CutError) -> CutOutcome {
    guard !Files.exists(path) else { throw .exists(path) }
    let end = to.map { recording.start + $0 } ?? .distantFuture
    let bounds = try CutBounds(recording, from: recording.start + from, to: end)
    let part = path + ".part"
    var outcome = CutOutcome(path: path, episode: episode)
    do throws(CutError) {
      var writer = try CutWriter(recording, bounds: bounds, path: part, episode: episode, version: version)
      try writer.write(from: from, to: to, into: &outcome)
    } catch {
      discard(part)
      throw error
    }
    do throws(IOError) {
      try Files.rename(part, to: path)
    } catch {
      throw .system(error)
    }
    return outcome
  }

  /// Removes what was half written; what cannot be removed is left with its unfinished name.
  private static func discard(_ path: String) {
    do throws(IOError) { try Files.remove(path) } catch { return }
  }
}
