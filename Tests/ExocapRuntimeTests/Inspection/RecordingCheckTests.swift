import ExocapCore
import ExocapSimulation
import ExocapTestSupport
import MCAP
import Testing

@testable import ExocapRuntime
@testable import LinuxIO

struct RecordingCheckTests {
  /// A world with faults, recorded once for all tests that only read it.
  private static let folder = try? TestFolder()
  private static let shared: String? = folder.flatMap { try? RecordedWorld.record(into: $0.path, seed: 3) }

  private func path() throws -> String { try #require(Self.shared) }

  @Test func aWorldWithFaultsHasNoFinding() throws {
    let report = try RecordingCheck.check(path())
    #expect(report.findings == [])
    #expect(report.isOurs && report.isGood && !report.isTorn)
    let recording = try Recording(path: path())
    #expect(recording.closing?["ticks"] == "\(report.ticks)")
    #expect(recording.closing?["messages"] == "\(report.messages)")
    #expect(report.commands > 500 && report.commands <= report.ticks)
    #expect(report.samples > 3000)
    // Threads are written as they come: that is no finding.
    #expect(report.stepsBack > 0)
  }

  @Test func everySeedIsWithinTheLimitsOfItsRig() throws {
    let folder = try TestFolder()
    for seed in 10..<14 as Range<UInt64> {
      let report = try RecordingCheck.check(RecordedWorld.record(into: folder.path, seed: seed))
      #expect(report.findings == [], "seed \(seed)")
      #expect(report.commands > 500)
    }
  }

  @Test func aCommandThatIsTooFastIsFoundAtItsTick() throws {
    let copy = try TestFolder().path + ".mcap"
    defer { _ = try? Files.remove(copy) }
    var count = 0
    var changed: UInt64 = 0
    try RewrittenRecording.write(path(), to: copy) { topic, payload in
      guard topic == "/tick/g1" else { return }
      let tick = unsafe payload.withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: 20, as: UInt64.self) }
      guard let start = Self.packet(in: payload) else { return }
      let weight = Self.float(payload, at: start + LinkPacket.groupCommands)
      guard weight > 0 else { return }
      count += 1
      guard count == 50 else { return }
      // The first joint of the left arm: 0.2 rad on, back in the next tick.
      let place = start + LinkPacket.jointCommands + 20 * Self.leftArm
      let moved = Self.float(payload, at: place) + 0.2
      for index in 0..<4 { payload[place + index] = UInt8(truncatingIfNeeded: moved.bitPattern >> (8 * UInt32(index))) }
      changed = tick
    }
    try #require(count >= 50)
    let report = try RecordingCheck.check(copy)
    let limits = report.findings.filter { $0.kind == "limits" }
    #expect(limits.first?.text.hasPrefix("tick \(changed), left_shoulder_pitch_joint: velocity") == true, "\(report.findings.prefix(3))")
    #expect(limits.first?.topic == "/tick/g1")
    #expect(limits.first?.offset != nil && limits.first?.time != nil)
    #expect(!report.isGood)
  }

  /// The made-up session notes its sends; its rig is no file, so no limit is checked.
  @Test func aDatagramThatIsNotThatOfItsTickIsFound() throws {
    let folder = try TestFolder()
    let recorded = try RecordedSession.record(into: folder.path)
    let whole = try RecordingCheck.check(recorded.file.path)
    #expect(whole.findings.map(\.kind) == ["rig"])
    var count = 0
    var changed: UInt64 = 0
    let copy = folder.path + "/changed.mcap"
    try RewrittenRecording.write(recorded.file.path, to: copy) { topic, payload in
      guard topic == "/out/r1" else { return }
      count += 1
      guard count == 100 else { return }
      // Datagram: the tick at 4; its last field are the bytes.
      changed = unsafe payload.withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: 4, as: UInt64.self) }
      payload[payload.count - 30] ^= 1
    }
    let report = try RecordingCheck.check(copy)
    let finding = try #require(report.findings.first { $0.kind == "packet" })
    #expect(finding.text == "tick \(changed): what was sent is not what the tick made" && finding.topic == "/out/r1")
    #expect(report.errors == 1)
  }

  /// Joints of the demo's robot, and the first of its left arm (hw-profiles/robots/unitree-g1-dex1.yaml).
  private static let joints = 31
  private static let leftArm = 15

  /// Where the command datagram starts in a tick's message, whose last field it is.
  private static func packet(in payload: [UInt8]) -> Int? {
    let length = LinkPacket.length(of: .command, joints: joints)
    let start = payload.count - length
    guard start > 0, payload[start + LinkPacket.Header.kind] == LinkKind.command.rawValue else { return nil }
    return start
  }

  private static func float(_ bytes: [UInt8], at offset: Int) -> Float {
    unsafe bytes.withUnsafeBytes { Float(bitPattern: unsafe $0.loadUnaligned(fromByteOffset: offset, as: UInt32.self)) }
  }

  @Test func aCallThatIsMissingIsFoundWithItsNumber() throws {
    let copy = try TestFolder().path + ".mcap"
    defer { _ = try? Files.remove(copy) }
    var count = 0
    var missing: UInt64 = 0
    try RewrittenRecording.write(
      path(), to: copy,
      keeps: { topic, payload in
        // RawCall: time at 4, call at 12, kind at 24.
        guard topic == "/raw/left_arm", payload[24] == UInt8(RecordKind.receive.rawValue) else { return true }
        count += 1
        guard count == 100 else { return true }
        missing = unsafe payload.withUnsafeBytes { unsafe $0.loadUnaligned(fromByteOffset: 12, as: UInt64.self) }
        return false
      })
    let report = try RecordingCheck.check(copy)
    let finding = try #require(report.findings.first)
    #expect(finding.kind == "missing" && finding.topic == "/raw/left_arm")
    #expect(finding.text == "call \(missing) is missing, and nothing in the file says so")
    // The recorder counted it.
    #expect(report.findings.contains { $0.kind == "closing" && $0.text.contains("messages") })
    #expect(report.counts["missing"] == 1)
  }

  @Test func aTickThatIsMissingIsFoundInItsNumbersAndInTheCounts() throws {
    let copy = try TestFolder().path + ".mcap"
    defer { _ = try? Files.remove(copy) }
    var count = 0
    try RewrittenRecording.write(
      path(), to: copy,
      keeps: { topic, _ in
        if topic == "/tick/g1" { count += 1 }
        return !(topic == "/tick/g1" && count == 200)
      })
    let report = try RecordingCheck.check(copy)
    #expect(report.findings.contains { $0.text.hasPrefix("tick ") && $0.text.hasSuffix("nothing in the file says so") })
    #expect(Set(report.findings.filter { $0.kind == "counts" }.map(\.topic)) == ["/command/g1/requested", "/command/g1/limited"])
    #expect(report.findings.contains { $0.kind == "closing" && $0.text.contains("ticks") })
  }

  @Test func aTornFileIsNeverReadSilently() throws {
    let whole = try Files.contents(of: path(), atMost: 1 << 28)
    let copy = try TestFolder().path + ".mcap"
    defer { _ = try? Files.remove(copy) }
    var random = SeededGenerator.printed()
    for _ in 0..<8 {
      let length = Int.random(in: whole.count / 4..<whole.count, using: &random)
      try Files.writeAtomically(Array(whole[..<length]).span, to: copy)
      let report = try RecordingCheck.check(copy)
      #expect(report.isTorn && !report.isGood)
      #expect(report.errors == 1, "cut at \(length): \(report.findings)")
      #expect(report.findings.first?.kind == "torn")
      #expect(report.findings.first?.advice.hasPrefix("'exocap repair \(copy)'") == true)
      #expect(report.tail < 300_000)
    }
  }

  @Test func aDamagedChunkIsOneFindingAndNotAHundred() throws {
    var bytes = try Files.contents(of: path(), atMost: 1 << 28)
    // In the compressed records of a chunk in the middle: behind opcode, length and seven fields.
    let chunk = try #require(Self.chunks(in: bytes).first { $0 > bytes.count / 2 })
    bytes[chunk + 9 + 44 + 100] ^= 0x10
    let copy = try TestFolder().path + ".mcap"
    defer { _ = try? Files.remove(copy) }
    try Files.writeAtomically(bytes.span, to: copy)
    let report = try RecordingCheck.check(copy)
    // The data section's checksum does not fit either.
    #expect(report.findings.map(\.kind) == ["checksum", "checksum"])
    #expect(report.errors == 2)
  }

  /// A whole file, changed and repaired; the copy is removed by whoever asked.
  private func repaired(_ change: (inout [UInt8]) throws -> Void) throws -> (torn: RecordingReport, path: String) {
    var bytes = try Files.contents(of: path(), atMost: 1 << 28)
    try change(&bytes)
    let copy = try TestFolder().path + ".mcap"
    try Files.writeAtomically(bytes.span, to: copy)
    let torn = try RecordingCheck.check(copy)
    _ = try RecordingRepair(on: SystemDisk(), version: "test", boot: "").repair(copy, now: 1)
    return (torn, copy)
  }

  @Test func aRepairedFileSaysHowMuchIsMissingAndIsGood() throws {
    let (torn, copy) = try repaired { $0.removeLast($0.count * 3 / 8) }
    defer { _ = try? Files.remove(copy) }
    #expect(torn.isTorn && !torn.isGood && torn.recovery == nil)
    let report = try RecordingCheck.check(copy)
    #expect(report.findings.map(\.kind) == ["recovered"] && report.isGood && !report.isTorn, "\(report.findings)")
    // Chunks are closed after 100 ms, and the drain looks every 5 ms.
    let tail = try #require(report.recovery?.lostTail)
    #expect(tail >= .milliseconds(100) && tail <= .milliseconds(115), "\(tail)")
    let text = "about the last \(tail.nanoseconds / 1_000_000) ms are missing"
    #expect(report.findings.first?.text.hasSuffix(text) == true && report.findings.first?.isWarning == true)
    // Everything that could be read is there still, and was held against the same.
    #expect(report.ticks == torn.ticks && report.calls == torn.calls && report.messages == torn.messages && report.ticks > 100)
    #expect(report.commands == torn.commands)
  }

  @Test func aRepairedFileThatLacksACallIsNotGood() throws {
    let (_, whole) = try repaired { $0.removeLast($0.count * 3 / 8) }
    let copy = whole + ".changed.mcap"
    defer { for path in [whole, copy] { _ = try? Files.remove(path) } }
    var count = 0
    try RewrittenRecording.write(
      whole, to: copy,
      keeps: { topic, payload in
        if topic == "/raw/left_arm", payload[24] == UInt8(RecordKind.receive.rawValue) { count += 1 }
        return !(topic == "/raw/left_arm" && payload[24] == UInt8(RecordKind.receive.rawValue) && count == 100)
      })
    let report = try RecordingCheck.check(copy)
    #expect(report.findings.map(\.kind) == ["missing", "recovered"] && report.errors == 1, "\(report.findings)")
  }

  @Test func aFileThatLackedItsSummaryOnlyIsHeldAgainstItsCounts() throws {
    let (torn, copy) = try repaired { $0.removeLast(400) }
    defer { _ = try? Files.remove(copy) }
    #expect(torn.isTorn && !torn.isGood)
    let report = try RecordingCheck.check(copy)
    #expect(report.findings.map(\.kind) == ["recovered"] && report.recovery?.lostTail == .zero)
    #expect(report.findings.first?.text.hasSuffix("it lacked its summary only") == true)
    // One tick less than its recorder counted is found all the same.
    let fewer = copy + ".changed.mcap"
    defer { _ = try? Files.remove(fewer) }
    var count = 0
    try RewrittenRecording.write(
      copy, to: fewer,
      keeps: { topic, _ in
        if topic == "/tick/g1" { count += 1 }
        return !(topic == "/tick/g1" && count == 200)
      })
    #expect(try RecordingCheck.check(fewer).findings.contains { $0.kind == "closing" && $0.text.contains("ticks") })
  }

  @Test func aChunkThatARepairLeftOutIsAWarningWhereItIsTold() throws {
    let (damaged, copy) = try repaired { bytes in
      let chunk = try #require(Self.chunks(in: bytes).first { $0 > bytes.count / 2 })
      bytes[chunk + 9 + 44 + 100] ^= 0x10
    }
    defer { _ = try? Files.remove(copy) }
    #expect(damaged.errors == 2)
    let report = try RecordingCheck.check(copy)
    #expect(report.findings.map(\.kind) == ["passed_over", "recovered"] && report.isGood, "\(report.findings)")
    #expect(report.recovery?.damagedChunks == 1 && report.ticks == damaged.ticks)
    // Written once more it has no trace of that chunk: then what it says of it is wrong, and so are its numbers.
    let other = copy + ".changed.mcap"
    defer { _ = try? Files.remove(other) }
    try RewrittenRecording.write(copy, to: other)
    let errors = try RecordingCheck.check(other).findings.filter { !$0.isWarning }
    #expect(errors.contains { $0.kind == "recovered" && $0.text.hasSuffix("left 1 damaged chunks out, there are 0") })
    #expect(errors.contains { $0.kind == "missing" })
  }

  /// Where each chunk starts.
  private static func chunks(in bytes: [UInt8]) throws -> [Int] {
    try unsafe bytes.withUnsafeBytes { raw in
      var reader = unsafe MCAPReader(raw)
      var places: [Int] = []
      while let record = try reader.next() { if case .chunk = record { places.append(reader.recordOffset) } }
      return places
    }
  }

  @Test func lossThatIsToldIsAWarning() throws {
    let folder = try TestFolder()
    let path = try RecordedWorld.record(into: folder.path, seed: 12) { options in
      options.tapBytes = 1 << 15
      options.hasStalls = true
    }
    let report = try RecordingCheck.check(path)
    #expect(report.lostRecords > 0)
    #expect(report.isGood, "\(report.findings.filter { !$0.isWarning })")
    let told = "\(report.lostRecords) records were lost"
    #expect(report.findings.contains { $0.kind == "closing" && $0.isWarning && $0.text.contains(told) })
  }

  @Test func anotherProgramsFileIsHeldAgainstTheFormatOnly() throws {
    let folder = try TestFolder()
    var writer = MCAPWriter(MemorySink(), header: Header(profile: "ros2", library: "other"))
    writer.finish()
    let path = folder.path + "/other.mcap"
    try Files.writeAtomically(writer.sink.bytes.span, to: path)
    let report = try RecordingCheck.check(path)
    #expect(!report.isOurs && report.isGood)
    try Files.writeAtomically("no recording", to: path)
    #expect { try RecordingCheck.check(path) } throws: { "\($0)".contains("does not begin like an MCAP file") }
  }
}
