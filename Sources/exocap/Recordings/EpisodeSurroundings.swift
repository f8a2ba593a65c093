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
    guard let cameras = facts?.cameras, !cameras.isEmpty else { return [] }
    var table = Table(
      ["camera", "images", "of", "rate", "gaps", "longest", "clock residual"], [.left, .right, .right, .right, .right, .right, .right])
    for camera in cameras {
      guard let file = camera.file else { continue }
      table.add([
        camera.name, file.images.grouped, file.expected.map { $0.grouped } ?? "?", file.rate.text(1) + " Hz", file.gaps.grouped,
        (file.longestGap * 1e3).text(1) + " ms", camera.residual.map { ($0.median * 1e6).text(1) + " µs" } ?? "-",
      ])
    }
    return table.lines + cameras.flatMap { camera in camera.problems.map { "camera \(camera.name): \($0)" } }
  }

  /// Each camera's file, for programs.
  var cameras: JSON {
    .array(
      (facts?.cameras ?? []).map { camera in
        .members([
          ("camera", .string(camera.name)), ("path", .string(camera.path)), ("images", camera.file.map { .count($0.images) } ?? .null),
          ("expected", camera.file?.expected.map { .count($0) } ?? .null), ("gaps", camera.file.map { .count($0.gaps) } ?? .null),
          ("longest_gap_s", camera.file.map { .number($0.longestGap) } ?? .null),
          ("rate_hz", camera.file.map { .number($0.rate) } ?? .null),
          ("clock_residual_s", camera.residual.map { .number($0.median) } ?? .null),
          ("worst_residual_s", camera.residual.map { .number($0.worst) } ?? .null),
          ("problems", .array(camera.problems.map { .string($0) })),
        ])
      })
  }
}
