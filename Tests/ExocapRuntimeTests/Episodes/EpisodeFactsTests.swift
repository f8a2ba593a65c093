import ExocapCore
import ExocapTestSupport
import LinuxIO
import Testing

@testable import ExocapRuntime

@Suite struct EpisodeFactsTests {
  @Test func whatWasGivenAtTheStartIsInTheFile() throws {
    let folder = try TestFolder()
    let session = try SyntheticSession()
    let bench = try RecordingBench(folder: folder.path)
    var plan = EpisodePlan(id: EpisodeFilesTests.first, operatorName: "p02", label: "pour")
    (plan.consent, plan.scene, plan.objects) = ("form-2", "kitchen 3", ["red cup, large", "jug"])
    bench.recorder.beginEpisode(plan, wall: RecordingBench.wall, now: session.now)
    session.run(milliseconds: 300) { bench.drain($0) }
    _ = bench.finish(session)
    let files = try #require(try EpisodeFiles.find(plan.id, in: folder.path))
    let facts = EpisodeFacts(files)
    #expect(facts.problems.isEmpty && facts.state == .whole)
    #expect(facts.task == "pour" && facts.operatorName == "p02" && facts.consent == "form-2" && facts.scene == "kitchen 3")
    #expect(facts.objects == ["red cup, large", "jug"])
    // 2026-03-04 05:06:07 UTC, as RecordingBench says.
    #expect(facts.files.day == "2026-03-04" && facts.began == 1_772_600_767_000_000_000)
    #expect(facts.engaged == .zero && facts.sidecar.verdict == .undecided && facts.verdict["verdict"] != nil)
  }

  @Test func aTornFileIsTornAndCountsAsFarAsItGoes() throws {
    let folder = try TestFolder()
    let recorded = try RecordedSession.record(into: folder.path)
    let bytes = try Files.contents(of: recorded.file.path, atMost: 1 << 26)
    let half = Array(bytes.prefix(bytes.count * 3 / 4))
    try Files.writeAtomically(half.span, to: recorded.file.path + ".part")
    try Files.remove(recorded.file.path)
    let files = try #require(try EpisodeFiles.find(EpisodeFilesTests.first, in: folder.path))
    let facts = EpisodeFacts(files)
    #expect(facts.state == .torn && facts.problems.count == 1)
    #expect(facts.length > .milliseconds(500) && facts.length < .milliseconds(1700), "\(facts.length.seconds) s")
    #expect(facts.engaged > .milliseconds(500) && facts.engaged <= facts.length)
    #expect(facts.operatorName == "p01" && facts.rig == "small")
  }

  @Test func camerasAreComparedWithTheRecordingTheyBelongTo() throws {
    let folder = try TestFolder()
    let recorded = try RecordedSession.record(into: folder.path)
    let stem = String(recorded.file.path.dropLast(".mcap".count))
    var camera = MadeCamera(count: 60, without: [7])
    // The recording's pair is 1 s ↔ 1772600767 s; this one is 2 ms off.
    camera.facts["clock_pairs"] = "[[1500000000,1772600767502000000]]"
    try camera.write(to: stem + ".front.mcap")
    try MadeCamera(count: 2, episode: EpisodeFilesTests.second).write(to: stem + ".stray.mcap")
    let files = try #require(try EpisodeFiles.find(EpisodeFilesTests.first, in: folder.path))
    let cameras = EpisodeFacts(files).cameras
    #expect(cameras.map(\.name) == ["front", "stray"])
    #expect(cameras[0].problems.isEmpty && cameras[0].file?.gaps == 1 && cameras[0].file?.missing == 1)
    let residual = try #require(cameras[0].residual)
    #expect(abs(residual.median - 2e-3) < 1e-12 && abs(residual.worst - 2e-3) < 1e-12)
    #expect(cameras[1].problems == ["it says that it belongs to episode \(EpisodeFilesTests.second)"])
  }

  @Test func whatCannotBeReadIsSaidAndNotThrown() throws {
    let folder = try TestFolder()
    try EpisodeFilesTests.make(["2026-11-23/\(EpisodeFilesTests.first).mcap"], in: folder.path)
    try Files.writeAtomically("{", to: "\(folder.path)/2026-11-23/\(EpisodeFilesTests.first).decision.json")
    let files = try #require(try EpisodeFiles.find(EpisodeFilesTests.first, in: folder.path))
    let facts = EpisodeFacts(files)
    #expect(facts.state == .unreadable && facts.problems.count == 2)
  }
}
