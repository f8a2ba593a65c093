import ExocapCore
import ExocapTestSupport
import LinuxIO
import Testing

@testable import ExocapRuntime

/// Cameras beside a recording of the made-up session: figures, reasons and findings by hand.
@Suite struct EpisodeCameraTests {
  /// A recording of about 1.8 s with a camera of 25 images a second that begins 10 ms after it.
  private struct Take {
    let folder: TestFolder
    let recording: Recording
    var camera: MadeCamera

    static func make() throws -> Take {
      let folder = try TestFolder()
      let recording = try Recording(path: RecordedSession.record(into: folder.path).file.path)
      let began = UInt64(recording.start.nanoseconds + recording.clockOffset)
      let ended = Take.end(of: recording)
      var camera = MadeCamera(count: 0)
      camera.captures = Array(stride(from: began + 10_000_000, through: ended, by: 40_000_000))
      camera.facts["frames_expected"] = "\(camera.captures.count)"
      // As RecordingBench's clocks are: 1 s is 1772600767 s.
      camera.facts["clock_pairs"] = "[[1500000000,1772600767500000000]]"
      return Take(folder: folder, recording: recording, camera: camera)
    }

    /// [ns] In the file's time; 0 where it does not say.
    static func end(of recording: Recording) -> UInt64 { UInt64(recording.closing?["ended_ns"] ?? "") ?? 0 }

    func write(_ name: String = "front") throws {
      try camera.write(to: String(recording.path.dropLast(".mcap".count)) + ".\(name).mcap")
    }

    func judge() -> QualityVerdict {
      var prints = TakePrints()
      return recording.judge(rig: SmallRig.rig, thresholds: .standard, after: &prints)
    }

    func findings() throws -> [RecordingFinding] { try RecordingCheck.check(recording.path).findings.filter { $0.kind == "camera" } }
  }

  private func figure(_ verdict: QualityVerdict, _ name: String, _ source: String = "camera.front") -> Double? {
    verdict.figures.first { $0.name == name && $0.source == source }?.value
  }

  @Test func aWholeCameraChangesNothing() throws {
    let take = try Take.make()
    let before = take.judge()
    #expect(!before.figures.contains { $0.source.hasPrefix("camera.") })
    try take.write()
    let after = take.judge()
    #expect(after.reasons == before.reasons)
    #expect(figure(after, "images") == Double(take.camera.captures.count) && figure(after, "camera_images") == 0)
    #expect(figure(after, "camera_clock") == 0)
    let gap = try #require(figure(after, "camera_gap"))
    #expect(abs(gap - 0.04) < 1e-9)
    #expect(try take.findings().isEmpty)
    let cameras = try RecordingCheck.check(take.recording.path).cameras
    #expect(cameras.map(\.name) == ["front"])
  }

  /// Of n images the 10th and two more are missing; the clock is 40 ms off.
  @Test func missingImagesAndAnotherClockAreTheRigs() throws {
    var take = try Take.make()
    let count = take.camera.captures.count
    take.camera.captures.removeSubrange(20...21)
    take.camera.captures.remove(at: 10)
    take.camera.facts["clock_pairs"] = "[[1500000000,1772600767540000000]]"
    try take.write()
    let verdict = take.judge()
    let reasons = verdict.reasons.filter { $0.source == "camera.front" }
    #expect(reasons.map(\.gate) == [.cameraClock, .cameraImages] && reasons.map(\.grade) == [.bad, .check])
    #expect(reasons.allSatisfy { $0.owner == .rig } && verdict.grade == .bad)
    #expect(abs(reasons[0].value - 0.04) < 1e-12 && reasons[1].value == 3 / Double(count))
    let gap = try #require(figure(verdict, "camera_gap"))
    #expect(abs(gap - 0.12) < 1e-9)
    let findings = try take.findings()
    #expect(findings.allSatisfy(\.isWarning) && findings.count == 2)
    #expect(
      findings.first?.text
        == "camera front: 3 of \(count) images are missing, in 2 gaps; the longest time without one is 0.12 s", "\(findings)")
    #expect(findings.last?.text == "camera front: its clock is 0.04 s from the recording's")
  }

  @Test func aProcessThatDoesNotSayHowManyIsCountedByItsGaps() throws {
    var take = try Take.make()
    take.camera.facts["frames_expected"] = nil
    take.camera.captures.remove(at: 10)
    try take.write()
    #expect(figure(take.judge(), "camera_images") == 1 / Double(take.camera.captures.count + 1))
  }

  @Test func aCameraThatStoppedHalfWayHasAGapToTheEnd() throws {
    var take = try Take.make()
    let ended = Take.end(of: take.recording)
    take.camera.captures.removeLast(take.camera.captures.count - 10)
    take.camera.facts["frames_expected"] = "10"
    try take.write()
    let verdict = take.judge()
    // The tenth came 0.37 s after the beginning.
    let tail = Double(ended - (take.camera.captures.last ?? 0)) * 1e-9
    let gap = try #require(figure(verdict, "camera_gap"))
    #expect(tail > 1 && abs(gap - tail) < 1e-9)
    #expect(verdict.reasons.first { $0.source == "camera.front" }?.gate == .cameraGap)
    let findings = try take.findings()
    #expect(findings.count == 1 && findings.first?.text.contains("at the episode's beginning or end") == true, "\(findings)")
  }

  @Test func anotherEpisodesFileAndOneThatIsTornAreErrors() throws {
    var take = try Take.make()
    take.camera.facts["episode"] = EpisodeFilesTests.second.description
    try take.write("stray")
    take.camera.facts["episode"] = EpisodeFilesTests.first.description
    let path = String(take.recording.path.dropLast(".mcap".count)) + ".torn.mcap"
    try take.camera.write(to: path, cutTo: take.camera.bytes.count / 2)
    let verdict = take.judge()
    #expect(figure(verdict, "camera_images", "camera.stray") == 1)
    #expect(verdict.reasons.contains { $0.gate == .cameraImages && $0.source == "camera.stray" && $0.grade == .bad })
    let report = try RecordingCheck.check(take.recording.path)
    let errors = report.findings.filter { $0.kind == "camera" && !$0.isWarning }
    #expect(!report.isGood)
    #expect(errors.contains { $0.text == "camera stray: it says that it belongs to episode \(EpisodeFilesTests.second)" })
    #expect(errors.contains { $0.text.hasPrefix("camera torn: ") && $0.text.contains("without having been closed") })
  }

  /// What is renamed to another name than its episode's has none.
  @Test func aCopyElsewhereHasNoCameras() throws {
    let take = try Take.make()
    try take.write()
    let copy = take.folder.path + "/copy.mcap"
    let bytes = try Files.contents(of: take.recording.path, atMost: 1 << 26)
    try Files.writeAtomically(bytes.span, to: copy)
    #expect(EpisodeCamera.beside(try Recording(path: copy)).isEmpty)
    #expect(EpisodeCamera.beside(take.recording).count == 1)
  }
}
