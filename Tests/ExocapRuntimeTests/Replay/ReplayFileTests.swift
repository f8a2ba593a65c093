import ExocapCore
import ExocapRuntime
import ExocapTestSupport
import Testing

struct ReplayFileTests {
  @Test func everyCommandOfAnEpisodeComesOutTheSame() throws {
    let folder = try ScratchFolder()
    let recorded = try RecordedSession.record(into: folder.path)
    #expect(recorded.file.problem == nil)
    let recording = try Recording(path: recorded.file.path)
    #expect(recording.damage == nil)
    #expect(recording.closing?["ticks"] != nil)
    let outcome = ReplayFile.check(recording, rig: SmallRig.rig)
    #expect(outcome.text == "replay: \(outcome.report.ticks) of \(outcome.report.ticks) commands identical")
    #expect(outcome.report.isIdentical)
    // 1.8 s of ticks every 4 ms; the first ones wait for checkpoints.
    #expect(outcome.report.ticks > 400)
    #expect(outcome.report.checkpoints > 8)
  }
}
