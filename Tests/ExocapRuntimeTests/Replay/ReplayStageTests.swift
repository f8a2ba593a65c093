import ExocapCore
import ExocapTestSupport
import Testing

@testable import ExocapRuntime

struct ReplayStageTests {
  private func outcome(_ change: (inout Rig) -> Void) throws -> ReplayOutcome {
    let folder = try TestFolder()
    let recorded = try RecordedSession.record(into: folder.path)
    var rig = SmallRig.rig
    change(&rig)
    var options = ReplayOptions()
    options.rig = rig
    return ReplayFile.check(try Recording(path: recorded.file.path), rig: SmallRig.rig, options: options)
  }

  @Test func theSameCodeDiffersAtNoStage() throws { #expect(try outcome { _ in }.report.stages.isEmpty) }

  /// Another zero of the worn arm is another sample, wish, command and packet.
  @Test func anotherCalibrationBeginsAtTheSamples() throws {
    let stages = try outcome { rig in rig.devices[0].calibration?.values["angle_0"]?.zero = 0.01 }.report.stages
    #expect(stages[.samples, default: 0] > 300)
    #expect(stages[.wanted, default: 0] > 300)
    #expect(stages[.packet, default: 0] > 0)
  }

  /// Another velocity limit leaves samples and wishes as they were.
  @Test func anotherLimitBeginsAtTheLimiter() throws {
    let stages = try outcome { rig in rig.robots[0].limits.velocity = [0.05, 0.05, 0.05] }.report.stages
    #expect(stages[.samples] == nil && stages[.wanted] == nil)
    #expect(stages[.limited, default: 0] > 100)
    #expect(stages[.packet, default: 0] > 100)
  }
}
