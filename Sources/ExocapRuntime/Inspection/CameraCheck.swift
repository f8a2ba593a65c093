internal import ExocapCore

/// A camera's file held against docs/adding-a-camera.md. What breaks it is an error; what is missing, or another clock, a warning.
struct CameraCheck {
  private(set) var findings: [RecordingFinding] = []
  private let camera: EpisodeCamera

  init(_ camera: EpisodeCamera, beside recording: Recording) {
    self.camera = camera
    for problem in camera.problems {
      add(problem, isWarning: false, advice: "see docs/adding-a-camera.md for what \(camera.path) must hold")
    }
    guard let file = camera.file, !camera.isStray, file.images > 0 else { return }
    let health = camera.health(beside: recording)
    if health.missingShare > 0 {
      let lost = max(file.missing, file.missingInGaps)
      add(
        "\(lost) of \(file.images + lost) images are missing, in \(file.gaps) gaps; the longest time without one is \(seconds(health.longestGap))",
        advice: "a slower rate, a faster disk or another port of the bus help")
    } else if health.longestGap > CameraCheck.limits(.cameraGap).check {
      add(
        "there is no image for \(seconds(health.longestGap)) at the episode's beginning or end",
        advice: "the camera's process must run before the episode and go on to 'recording_stopped'")
    }
    if health.residual > CameraCheck.limits(.cameraClock).check {
      add(
        "its clock is \(seconds(health.residual)) from the recording's",
        advice: "its images stand where they do not belong: see how its process maps time")
    }
  }

  /// Those of this build: a check is no judgement of the take.
  private static func limits(_ gate: QualityGate) -> QualityThresholds.Limits {
    QualityThresholds.standard.limits[gate] ?? QualityThresholds.Limits(check: .infinity, bad: .infinity)
  }

  private func seconds(_ value: Double) -> String { "\(Quantity.shortText(value)) s" }

  private mutating func add(_ text: String, isWarning: Bool = true, advice: String) {
    findings.append(
      RecordingFinding(kind: "camera", isWarning: isWarning, text: "camera \(camera.name): \(text)", advice: advice))
  }
}
