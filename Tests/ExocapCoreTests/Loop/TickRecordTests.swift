import ExocapCore
import Testing

@Suite struct TickRecordTests {
  /// The records of a short run, from idle to engaged.
  static func records() -> [(kind: RecordKind, bytes: [UInt8])] {
    var bench = LoopBench()
    bench.keepsRecords = true
    bench.arm()
    bench.press()
    bench.run(milliseconds: 20)
    bench.ask(.disengage, JointGroups(.leftArm))
    bench.tick()
    return bench.records
  }

  static func read(_ bytes: [UInt8]) -> TickRecord? { unsafe bytes.withUnsafeBytes { unsafe TickRecord($0) } }

  @Test func holdsWhatWentInAndWhatCameOut() {
    var bench = LoopBench()
    bench.reach(.engaged)
    bench.keepsRecords = true
    bench.right[0] = 9
    bench.force = 25
    bench.ask(.freeze, JointGroups(.leftArm))
    bench.tick()
    let ticks = bench.records.filter { $0.kind == .tick }
    guard ticks.count == 1, let tick = Self.read(ticks[0].bytes) else {
      Issue.record("one tick is one record")
      return
    }
    #expect(tick.time == bench.now && tick.tick == bench.loop.tick)
    #expect(tick.stepTime == 0.002)
    // Each of the three devices sent its streams, the robot its two.
    #expect(tick.runs.map(\.device.index) == [0, 1, 2, 3] && tick.runs.map(\.count) == [2, 2, 1, 2])
    #expect(tick.requests == [OperatorRequest(kind: .freeze, groups: JointGroups(.leftArm))])
    #expect(
      tick.states.map { EngagementState(rawValue: $0) } == [.holding, .engaged, .disarmed, .engaged, .disarmed, .disarmed, .disarmed])
    #expect(tick.reasons[0] == Reason.frozen.rawValue)
    #expect(tick.wanted.count == 5 && tick.wanted[0] == 0.1 && tick.wanted[2] == 9)
    #expect(tick.limited == bench.loop.command.q.prefix(5) && tick.rates == bench.loop.command.dq.prefix(5))
    #expect(tick.clipping[2].contains(.position) && tick.faults.contains(.limited))
    #expect(tick.weights == [1, 1, 0, 1, 0, 0, 0])
    // The rig caps the wish at 20 N; the slew of 0.6 N a tick is the limiter's.
    #expect(tick.wantedForces[3] == 20 && abs(tick.forces[3] - 0.6) < 1e-6 && tick.clipping[4].contains(.force))
    #expect(tick.packet == bench.loop.packet.toArray())
    let sent = SentCommand(tick.packet)
    #expect(sent?.q == tick.limited && sent?.sent == bench.now.nanoseconds)
  }

  @Test func everyTruncationIsRefused() {
    for record in Self.records() {
      for length in 0..<record.bytes.count {
        let part = Array(record.bytes.prefix(length))
        let isRead = unsafe part.withUnsafeBytes { bytes in
          switch record.kind {
          case .tick: unsafe TickRecord(bytes) != nil
          case .change: unsafe ChangeRecord(bytes) != nil
          default: false
          }
        }
        #expect(!isRead)
        if isRead { return }
      }
    }
  }

  @Test func moreJointsThanAVectorHoldsIsRefused() {
    guard var bytes = Self.records().first(where: { $0.kind == .tick })?.bytes else { return }
    #expect(Self.read(bytes) != nil)
    bytes[28] = 65
    bytes += [UInt8](repeating: 0, count: 4096)
    #expect(Self.read(bytes) == nil)
  }

  @Test func anUnknownRequestIsRefused() {
    var bench = LoopBench()
    bench.run(milliseconds: 4)
    bench.keepsRecords = true
    bench.silent = [0, 1, 2]
    bench.isRobotSilent = true
    bench.ask(.engage)
    bench.tick()
    guard var bytes = bench.records.first(where: { $0.kind == .tick })?.bytes else { return }
    #expect(Self.read(bytes)?.requests.count == 1)
    // No samples, so the request is the first thing behind the 64 bytes of the head.
    bytes[64] = 99
    #expect(Self.read(bytes) == nil)
  }

  @Test func aChangeIsReadBack() {
    let changes = Self.records().filter { $0.kind == .change }.compactMap { record in
      unsafe record.bytes.withUnsafeBytes { unsafe ChangeRecord($0) }
    }
    #expect(changes.count == 7)
    #expect(changes.last?.change.group == .leftArm && changes.last?.change.from == .blending && changes.last?.change.to == .releasing)
    #expect(changes.last?.change.reason == .operatorRequest)
  }

  @Test func aChangeToAStateThatIsNoneIsRefused() {
    guard var bytes = Self.records().first(where: { $0.kind == .change })?.bytes else { return }
    for offset in 8..<12 {
      let kept = bytes[offset]
      bytes[offset] = 200
      let isRead = unsafe bytes.withUnsafeBytes { unsafe ChangeRecord($0) != nil }
      #expect(!isRead)
      bytes[offset] = kept
    }
  }

  @Test func aSentNoteIsReadBack() {
    var bench = LoopBench()
    bench.keepsRecords = true
    bench.tick()
    let times = (1...4).map { Timestamp(nanoseconds: 100 * Int64($0)) }
    bench.loop.noteSent(.busy, began: times[0], stepped: times[1], sent: times[2], arrived: times[3])
    bench.tick()
    guard let bytes = bench.records.first(where: { $0.kind == .sent })?.bytes else {
      Issue.record("a note of a send is a record")
      return
    }
    let note = unsafe bytes.withUnsafeBytes { unsafe SentRecord($0) }
    #expect(note?.tick == 1 && note?.outcome == .busy)
    #expect([note?.began, note?.stepped, note?.sent, note?.arrived] == times.map { Optional($0) })
    for length in 0..<bytes.count {
      let isRead = unsafe Array(bytes.prefix(length)).withUnsafeBytes { unsafe SentRecord($0) != nil }
      #expect(!isRead)
    }
  }
}
