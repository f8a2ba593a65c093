internal import ExocapCore
internal import LinuxIO

/// A file that a camera's process added to an episode, and how it fits to the recording.
package struct EpisodeCamera: Sendable {
  /// As in its file's name.
  package var name: String
  package var path: String
  /// Nil where it cannot be read.
  package var file: CameraFile?
  package var residual: ClockResidual?
  /// Whether it is another episode's.
  package var isStray = false
  /// What is wrong with it, and with its belonging to this episode.
  package var problems: [String] = []

  /// Those of an episode, by name. `recording`: whose clock theirs are held against; nil: it cannot be read.
  package static func list(_ files: EpisodeFiles, recording: Recording?) -> [EpisodeCamera] {
    files.others.map { EpisodeCamera(files.name(of: $0), path: $0, episode: files.id, recording: recording) }
  }

  /// Those that lie beside a recording under its episode's name; none where the recording has another.
  package static func beside(_ recording: Recording) -> [EpisodeCamera] {
    let name = Files.name(of: recording.path)
    guard let id = EpisodeID(checking: recording.episode.description), name == "\(id).mcap" || name == "\(id).mcap.part" else { return [] }
    do throws(IOError) {
      return list(try EpisodeFiles(id, in: Files.folder(of: recording.path)), recording: recording)
    } catch {
      // The recording was opened there; a folder that cannot be listed shows no camera.
      return []
    }
  }

  private init(_ name: String, path: String, episode: EpisodeID, recording: Recording?) {
    self.name = name
    self.path = path
    do throws(RecordingError) {
      let file = try CameraFile(path: path)
      problems = file.problems
      if EpisodeID(checking: file.episode.description) != nil, file.episode != episode {
        isStray = true
        problems.append("it says that it belongs to episode \(file.episode)")
      }
      residual = recording.flatMap { file.residual(against: $0) }
      self.file = file
    } catch {
      problems = ["\(error)"]
    }
  }

  /// What it is worth. Where no image is the episode's, all are missing.
  func health(beside recording: Recording) -> CameraHealth {
    guard let file, !isStray, file.images > 0 else {
      return CameraHealth(name: name, images: 0, missingShare: 1, longestGap: .nan, residual: .nan, worstResidual: .nan)
    }
    let began = recording.start == .never ? nil : recording.start.nanoseconds &+ recording.clockOffset
    let ended = recording.closing?["ended_ns"].flatMap { Int64($0) }
    // A camera that came late or left early has a gap there.
    let head = began.map { Double(Int64(clamping: file.first) &- $0) * 1e-9 } ?? 0
    let tail = ended.map { Double($0 &- Int64(clamping: file.last)) * 1e-9 } ?? 0
    let lost = max(file.missing, file.missingInGaps)
    return CameraHealth(
      name: name, images: file.images, missingShare: Double(lost) / Double(file.images + lost),
      longestGap: max(file.longestGap, head, tail), residual: residual?.median ?? .nan, worstResidual: residual?.worst ?? .nan)
  }
}
