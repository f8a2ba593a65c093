import ExocapCore
import ExocapTestSupport
import Testing

@testable import ExocapRuntime
@testable import LinuxIO

struct RecordingTests {
  @Test func saysWhatIsInIt() throws {
    let folder = try TestFolder()
    let recorded = try RecordedSession.record(into: folder.path)
    let survey = try Recording(path: recorded.file.path).survey()
    #expect(survey.damages.isEmpty)
    let topics = survey.channels.map(\.topic)
    #expect(
      topics == [
        "/checkpoint", "/clock_sync", "/command/r1/limited", "/command/r1/requested", "/command/r1/sent",
        "/command/r1/sent_joint_states", "/events", "/grip/left_grip", "/health/left_arm", "/health/left_grip", "/health/r1",
        "/inputs/left_arm", "/joint_states/left_arm", "/latency", "/out/r1", "/quality/left_arm", "/quality/left_grip",
        "/quality/r1", "/raw/left_arm", "/raw/left_grip", "/raw/r1", "/recorder",
        "/robot/r1/extra", "/robot/r1/forces",
        "/robot/r1/joint_states", "/robot/r1/lease", "/session", "/tick/r1",
      ])
    func channel(_ topic: String) throws -> Recording.ChannelCount { try #require(survey.channels.first { $0.topic == topic }) }
    // Lines every 4 ms, every 10 ms, states every 2 ms, ticks every 4 ms: the made-up session's own rates.
    #expect(abs(try channel("/joint_states/left_arm").rate - 250) < 1)
    #expect(abs(try channel("/grip/left_grip").rate - 100) < 1)
    #expect(abs(try channel("/robot/r1/joint_states").rate - 500) < 1)
    #expect(abs(try channel("/tick/r1").rate - 250) < 1)
    #expect(try channel("/session").count == 1)
    #expect(try channel("/command/r1/sent").count == channel("/command/r1/sent_joint_states").count)
    #expect(survey.messages == survey.channels.reduce(0) { $0 + $1.count })
  }

  @Test func requestedLimitedAndSentStandSideBySide() throws {
    let folder = try TestFolder()
    let recorded = try RecordedSession.record(into: folder.path)
    var commands: [String: [UInt64: RecordedCommand]] = [:]
    try Recording(path: recorded.file.path).read(topics: { $0.hasPrefix("/command/r1/") }) { entry in
      if case .command(let command) = entry.message { commands[entry.topic, default: [:]][command.tick] = command }
    }
    let requested = try #require(commands["/command/r1/requested"])
    let limited = try #require(commands["/command/r1/limited"])
    let sent = try #require(commands["/command/r1/sent"])
    #expect(sent.count > 350)
    var worst = 0.0
    for (tick, command) in sent {
      let before = try #require(limited[tick])
      #expect(requested[tick] != nil)
      // The limiter's state is the wire's own value, so what it let through is what was sent.
      for joint in 0..<3 { worst = max(worst, abs(before.q[joint] - command.q[joint])) }
      #expect(command.kp == [60, 60, 60] && command.kd == [2, 2, 2])
      #expect(command.engaged == before.engaged)
    }
    #expect(worst < 1e-7)
    // The link's own decoder on the datagrams that the robot got: the last command that the file has is one of them.
    let last = try #require(sent.values.max { $0.tick < $1.tick })
    let q = try last.q.map { try #require(Float(exactly: $0)) }
    let got = recorded.session.received.contains { bytes in
      bytes.count == 184 + 60
        && (0..<3).allSatisfy { joint in
          unsafe bytes.withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: 164 + 20 * joint, as: Float.self) } == q[joint]
        }
    }
    #expect(got)
  }

  @Test func aFileThatWasCutAnywhereReplaysAsFarAsItGoes() throws {
    let folder = try TestFolder()
    let recorded = try RecordedSession.record(into: folder.path)
    let whole = try Files.contents(of: recorded.file.path, atMost: 1 << 26)
    let all = ReplayFile.check(try Recording(path: recorded.file.path), rig: SmallRig.rig).report.ticks
    var random = SeededGenerator.printed()
    let path = folder.path + "/cut.mcap"
    var ticks: [(length: Int, ticks: Int)] = []
    for _ in 0..<24 {
      let length = Int.random(in: whole.count / 8..<whole.count, using: &random)
      // Every third has a tail of zeros, as after a power cut.
      let tail = length % 3 == 0 ? [UInt8](repeating: 0, count: 3_000) : []
      try Files.writeAtomically((Array(whole[..<length]) + tail).span, to: path)
      let recording = try Recording(path: path)
      #expect(recording.damage?.isTorn ?? false)
      let outcome = ReplayFile.check(recording, rig: SmallRig.rig)
      #expect(outcome.report.differenceCount == 0, "cut at \(length): \(outcome.text)")
      #expect(outcome.report.skipped == 0, "cut at \(length): \(outcome.text)")
      #expect(outcome.report.identical == outcome.report.ticks)
      #expect(outcome.text.contains("without having been closed"))
      // What a chunk may cost: a tenth of a second.
      #expect(outcome.report.cutOff <= 25)
      ticks.append((length, outcome.report.ticks))
    }
    ticks.sort { $0.length < $1.length }
    for index in ticks.indices.dropFirst() { #expect(ticks[index].ticks >= ticks[index - 1].ticks) }
    #expect(ticks.last.map { $0.ticks <= all } ?? false)
  }

  @Test func aDamagedChunkCostsItsOwnTicksOnly() throws {
    let folder = try TestFolder()
    let recorded = try RecordedSession.record(into: folder.path)
    var bytes = try Files.contents(of: recorded.file.path, atMost: 1 << 26)
    bytes[bytes.count / 2] ^= 0x10
    let path = folder.path + "/damaged.mcap"
    try Files.writeAtomically(bytes.span, to: path)
    let recording = try Recording(path: path)
    let outcome = ReplayFile.check(recording, rig: SmallRig.rig)
    #expect(outcome.isFaithful, "\(outcome.text)")
    #expect(outcome.report.skipped > 0)
    #expect(outcome.text.contains("is damaged"))
    #expect(recording.survey().damages.map(\.description).contains { $0.contains("chunk") && $0.contains("damaged") })
  }

  @Test func whatIsNoRecordingIsRefusedWithTheReason() throws {
    let folder = try TestFolder()
    let path = folder.path + "/a.mcap"
    try Files.writeAtomically("no recording at all", to: path)
    #expect { try Recording(path: path) } throws: { "\($0)".contains("does not begin like an MCAP file") }
    #expect { try Recording(path: folder.path + "/none.mcap") } throws: { "\($0)".contains("cannot open") }
  }

  @Test func theRigIsReadFromTheAttachments() throws {
    let loaded = try Profiles.load("demo", searchPath: [Requirement.repositoryRoot + "/hw-profiles"])
    let folder = try TestFolder()
    let files = loaded.files.map { RecordingAttachment(name: $0.path, bytes: $0.bytes) }
    let recorded = try RecordedSession.record(into: folder.path, attachments: files)
    #expect(try Recording(path: recorded.file.path).loadRig() == loaded.rig)
  }
}
