import ExocapCore
import ExocapRuntime
import ExocapSimulation
import ExocapTestSupport
import Testing

/// The demo's right trigger pulls back with what the robot's right hand feels: in virtual time, and replayed bit for bit.
@Suite struct FeltWorldTests {
  private static let arm = 1
  private static let spring = ServoSpring(id: 8, rest: -40, perNewton: -30, limit: 300)

  private func rig() throws -> Rig {
    var rig = try #require(ReplayerTests.rig)
    let servos: DynamixelBus? = if case .dynamixel2(let bus) = rig.devices[Self.arm].profile.wire { bus } else { nil }
    var bus = try #require(servos)
    bus.spring = Self.spring
    rig.devices[Self.arm].profile.wire = .dynamixel2(bus)
    rig.devices[Self.arm].feels = FeltHand(robot: RobotID(0), group: .rightHand)
    return rig
  }

  private static func options(_ seed: UInt64, hasFaults: Bool = true) -> WorldOptions {
    var options = WorldOptions(seed: seed)
    options.holdsThings = true
    (options.hasFaults, options.hasRequests) = (hasFaults, hasFaults)
    return options
  }

  /// The goal currents that stand in the requests of a recording, with their times.
  private func pulls(_ records: [TapRecord]) -> [(time: Timestamp, counts: Int)] {
    records.compactMap { record in
      let request = record.bytes.dropFirst(16)
      guard record.kind == .poll, request.count > 17, request[request.startIndex + 7] == 0x83 else { return nil }
      let counts = UInt16(request[request.startIndex + 13]) | UInt16(request[request.startIndex + 14]) << 8
      return (record.time, Int(Int16(bitPattern: counts)))
    }
  }

  @Test func theTriggerPullsWithWhatTheHandFeels() throws {
    let rig = try rig()
    let run = ReplayerTests.Run(rig: rig, options: Self.options(7, hasFaults: false))
    #expect(run.report.violations.isEmpty, "\(run.report.violations)")
    let records = run.records[Self.arm]
    let felt = records.filter { $0.kind == .felt }
    let forces = felt.map(\.newtons)
    // Before anybody is engaged there is nothing to feel.
    #expect(forces.first?.isNaN == true)
    let strongest = try #require(forces.filter(\.isFinite).max())
    #expect(strongest > 1)
    // By the spring's own rule: the rest, and 30 counts a newton, at most 300.
    let most = min(40 + 30 * strongest, 300)
    let pulls = pulls(records)
    #expect(pulls.first.map { $0.counts < 0 } == true)
    let strongestPull = try #require(pulls.map { -$0.counts }.max())
    #expect(Double(strongestPull) <= most.rounded(.up) && Double(strongestPull) > 0.8 * most, "\(strongestPull) of \(most)")
    let report = run.replay(rig: rig)
    #expect(report.isIdentical, "\(report.identical) of \(report.ticks)")
  }

  @Test(arguments: [UInt64(31), 32, 33]) func everyWorldReplaysBitForBit(seed: UInt64) throws {
    let rig = try rig()
    let run = ReplayerTests.Run(rig: rig, options: Self.options(seed))
    #expect(run.report.violations.isEmpty, "seed \(seed): \(run.report.violations)")
    #expect(run.records[Self.arm].contains { $0.kind == .felt })
    let report = run.replay(rig: rig)
    let first = report.differences.first?.describe(rig: rig, start: Timestamp(nanoseconds: 1_000_000_000)) ?? "none"
    #expect(report.isIdentical, "seed \(seed): \(report.identical) of \(report.ticks), first: \(first)")
  }

  /// A force that was told otherwise than it was recorded pulls otherwise.
  @Test func aForceThatWasAlteredIsFound() throws {
    let rig = try rig()
    var run = ReplayerTests.Run(rig: rig, options: Self.options(7, hasFaults: false))
    let place = try #require(
      run.records[Self.arm].indices.first { index in
        let record = run.records[Self.arm][index]
        return record.kind == .felt && record.newtons > 1
      })
    for byte in 16..<24 { run.records[Self.arm][place].bytes[byte] = 0 }
    #expect(!run.replay(rig: rig).isIdentical)
  }
}
