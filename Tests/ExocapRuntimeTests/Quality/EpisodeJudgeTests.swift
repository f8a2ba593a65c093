import CRealtimeCheck
import ExocapCore
import ExocapSimulation
import ExocapTestSupport
import Testing

@testable import ExocapRuntime

struct EpisodeJudgeTests {
  /// A take of the synthetic session, with what goes wrong in the middle of it.
  private func record(
    into folder: String, id: String = "11111111-2222-4333-8444-555555555555", attachments: [RecordingAttachment] = [],
    bench given: RecordingBench? = nil, middle: (SyntheticSession, RecordingBench) -> Void = { _, _ in }
  ) throws -> (bench: RecordingBench, recording: Recording, live: QualityVerdict) {
    let session = try SyntheticSession()
    let bench = try given ?? RecordingBench(folder: folder, attachments: attachments)
    session.ask(.engage)
    session.run(milliseconds: 300) { bench.drain($0) }
    session.isButtonDown = true
    session.run(milliseconds: 700) { bench.drain($0) }
    bench.begin(id, at: session.now)
    session.run(milliseconds: 2_500) { bench.drain($0) }
    middle(session, bench)
    session.run(milliseconds: 4_000) { bench.drain($0) }
    let file = try #require(bench.finish(session))
    let summary = try #require(bench.recorder.takeFinished())
    return (bench, try Recording(path: file.path), try #require(summary.quality))
  }

  private func judgedAgain(_ recording: Recording) throws -> QualityVerdict {
    var prints = TakePrints()
    return recording.judge(rig: SmallRig.rig, thresholds: try recording.loadThresholds(), after: &prints)
  }

  @Test func theFileSaysTheSameAsTheDaemon() throws {
    let folder = try TestFolder()
    let (_, recording, live) = try record(into: folder.path)
    let again = try judgedAgain(recording)
    #expect(again == live)
    #expect(live.figures.count > 60)
    #expect(live.figures.contains { $0.gate == .smoothness && $0.source == "r1.left_arm" })
    #expect(live.figures.contains { $0.gate == .trackingError && $0.value > 0 })
    #expect(live.print != 0)
    let said = try #require(recording.verdict)
    #expect(said.grade == live.grade && said.reasons == live.reasons && said.print == live.print)
    #expect(recording.closing != nil)
    var events: [String] = []
    recording.read(topics: { $0 == "/events" }) { entry in
      if case .event(let event) = entry.message, event.kind == "verdict" { events.append(event.text) }
    }
    #expect(events == [live.line])
  }

  @Test func theFileSaysTheSameAlsoWhereMuchWentWrong() throws {
    let folder = try TestFolder()
    let (_, recording, live) = try record(into: folder.path) { session, bench in
      session.isArmThere = false
      session.close(SmallRig.arm)
      session.run(milliseconds: 400) { bench.drain($0) }
      session.open(SmallRig.arm)
      session.isArmThere = true
      session.ask(.stop)
    }
    #expect(live.grade == .bad)
    #expect(live.first?.gate == .longestGap && live.first?.source == "left_arm.inputs" && live.first?.owner == .rig)
    #expect(live.reasons.contains { $0.gate == .emergencyStops && $0.owner == .person })
    #expect(try judgedAgain(recording) == live)
  }

  @Test func flagsInTheFileAreThoseOfEachSample() throws {
    let folder = try TestFolder()
    let (_, recording, _) = try record(into: folder.path) { session, bench in
      session.isArmThere = false
      session.run(milliseconds: 40) { bench.drain($0) }
      session.isArmThere = true
    }
    var said: [RecordedQuality] = []
    recording.read(topics: { $0 == "/quality/left_arm" }) { entry in
      if case .quality(let quality) = entry.message { said.append(quality) }
    }
    // Both streams: nothing at first, a gap with the first sample after the hole, nothing again with the next.
    for stream in 0..<2 {
      let own = said.filter { $0.stream == stream }
      #expect(own.map(\.flags) == [.none, .gap, .none], "\(own)")
      if own.count == 3 { #expect(own[2].sequence == own[1].sequence + 2) }
    }
    var ticks: [QualityFlags] = []
    recording.read(topics: { $0 == "/quality/r1" }) { entry in
      if case .quality(let quality) = entry.message, quality.stream == nil { ticks.append(quality.flags) }
    }
    #expect(!ticks.isEmpty)
    let outcome = ReplayFile.check(recording, rig: SmallRig.rig)
    #expect(outcome.report.isIdentical, "\(outcome.text)")
  }

  @Test func theSameMotionASecondTimeIsADuplicate() throws {
    let folder = try TestFolder()
    let first = try record(into: folder.path)
    #expect(!first.live.reasons.contains { $0.gate == .duplicate })
    let second = try record(into: folder.path, id: "11111111-2222-4333-8444-666666666666", bench: first.bench)
    #expect(second.live.print == first.live.print)
    #expect(second.live.reasons.contains { $0.gate == .duplicate && $0.grade == .bad })
    var prints = TakePrints()
    for (take, isSecond) in [(first, false), (second, true)] {
      let again = take.recording.judge(rig: SmallRig.rig, thresholds: .standard, after: &prints)
      #expect(again.reasons.contains { $0.gate == .duplicate } == isSecond)
    }
  }

  @Test func theThresholdsInTheFileAreThoseThatItIsJudgedBy() throws {
    let text = try #require(TextFile(checkout: "hw-profiles/quality/default.yaml")).text
    let strict = text.replacing("duration: {check: 2s, bad: 1s}", with: "duration: {check: 100s, bad: 50s}")
    let folder = try TestFolder()
    let (_, recording, live) = try record(
      into: folder.path, attachments: [RecordingAttachment(name: "quality/default.yaml", bytes: Array(strict.utf8))])
    #expect(!live.reasons.contains { $0.gate == .duration })
    #expect(try judgedAgain(recording).reasons.contains { $0.gate == .duration && $0.grade == .bad && $0.limit == 50 })
  }

  @Test func nothingIsAllocatedWhileATakeGoesOn() throws {
    guard exocap_counts_allocations() else { return Requirement.skip("this build brings its own malloc") }
    let session = try SyntheticSession()
    let judge = EpisodeJudge(rig: SmallRig.rig, thresholds: .standard)
    var allocations: UInt64 = 0
    var samples = 0
    session.ask(.engage)
    session.isButtonDown = true
    session.run(milliseconds: 9_000) { session in
      // What grows has its size after the first seconds.
      let isWarm = session.now >= Timestamp(nanoseconds: 4_000_000_000)
      session.emptyTaps { source, record in
        guard let kind = RecordKind(rawValue: record.kind) else { return }
        let before = exocap_allocation_count()
        let flags = unsafe judge.take(source, kind: kind, lostBefore: record.lostBefore, bytes: record.bytes)
        if isWarm { allocations += exocap_allocation_count() - before }
        if isWarm && flags != nil { samples += 1 }
      }
    }
    #expect(samples > 6_000)
    #expect(allocations == 0)
  }

  @Test func aDeviceThatIsSilentIsNamed() {
    let verdict = EpisodeJudge(rig: SmallRig.rig, thresholds: .standard).finish()
    #expect(verdict.grade == .bad)
    #expect(verdict.first?.gate == .silentStreams)
    let silent = verdict.reasons.filter { $0.gate == .silentStreams }
    #expect(Set(silent.map(\.source)) == ["left_arm.joints", "left_arm.inputs", "left_grip.forces", "r1.joints"])
    #expect(silent.first { $0.source == "r1.joints" }?.owner == .robot)
  }
}
