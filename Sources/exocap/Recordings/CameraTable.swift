internal import ExocapRuntime

/// What cameras added to an episode.
struct CameraTable {
  private let cameras: [EpisodeCamera]

  init(_ cameras: [EpisodeCamera]) { self.cameras = cameras }

  /// For people; empty where there is none that can be read.
  var lines: [String] {
    var table = Table(
      ["camera", "images", "of", "rate", "gaps", "longest", "clock residual"], [.left, .right, .right, .right, .right, .right, .right])
    for camera in cameras {
      guard let file = camera.file else { continue }
      table.add([
        camera.name, file.images.grouped, file.expected.map { $0.grouped } ?? "?", file.rate.text(1) + " Hz", file.gaps.grouped,
        (file.longestGap * 1e3).text(1) + " ms", camera.residual.map { ($0.median * 1e6).text(1) + " µs" } ?? "-",
      ])
    }
    return cameras.contains { $0.file != nil } ? table.lines : []
  }

  /// For programs.
  var json: JSON {
    .array(
      cameras.map { camera in
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
