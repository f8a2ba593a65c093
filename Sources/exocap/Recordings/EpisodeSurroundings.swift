internal import ExocapCore
internal import ExocapRuntime
internal import LinuxIO

/// What people said of a recording's episode, before it and since, and what cameras added to it.
struct EpisodeSurroundings {
  private let facts: EpisodeFacts?
  private let recording: Recording

  /// Looks beside the file, where its name is that of its episode.
  init(of recording: Recording) {
    self.recording = recording
    let folder = Files.folder(of: recording.path)
    let id = EpisodeID(checking: recording.episode.description)
    let files = id.flatMap { try? EpisodeFiles($0, in: folder) }
    facts = files?.recording == nil ? nil : files.map { EpisodeFacts($0) }
  }

  /// For people.
  var lines: [String] {
    var lines: [String] = []
    for (key, title) in [("label", "task"), ("operator", "operator"), ("consent", "consent"), ("scene", "scene"), ("objects", "objects")] {
      if let text = recording.facts[key], !text.isEmpty, text != "[]" { lines.append("\(title): \(text)") }
    }
    guard let facts else { return lines }
    if facts.files.hasSidecar {
      let said = [facts.sidecar.text("reason"), facts.sidecar.text("label")].filter { !$0.isEmpty }
      lines.append("decision: " + ([facts.sidecar.verdict.rawValue] + said).joined(separator: "; "))
    } else {
      lines.append("undecided: nobody said whether to keep it")
    }
    return lines + cameraLines
  }

  /// What the sidecar says; null where there is none.
  var decision: JSON { facts.map { $0.files.hasSidecar ? $0.sidecar.document : .null } ?? .null }

  private var cameraLines: [String] {
    let cameras = facts?.cameras ?? []
    return CameraTable(cameras).lines + cameras.flatMap { camera in camera.problems.map { "camera \(camera.name): \($0)" } }
  }

  /// Each camera's file, for programs.
  var cameras: JSON { CameraTable(facts?.cameras ?? []).json }
}
