import CRealtimeCheck
import ExocapCore
import Testing

@Suite struct AcquisitionTests {
  /// One device with its tap and the ring that it feeds.
  struct Bench: ~Copyable {
    var acquisition: Acquisition
    var samples: RingConsumer<Sample>
    var tap: TapReader

    init(_ rig: Rig = SmallRig.rig(), device: Int = 0) {
      let ring = Ring<Sample>(minimumCapacity: 64)
      let tapRing = RecordRing(minimumBytes: 1 << 18)
      acquisition = Acquisition(rig: rig, device: DeviceID(device), outputs: [ring], tap: tapRing.makeProducer())
      samples = ring.makeConsumer()
      tap = TapReader(tapRing)
    }

    mutating func receive(_ text: String, at nanoseconds: Int64) {
      acquisition.receive(Array(text.utf8).span, endsPacket: false, at: Timestamp(nanoseconds: nanoseconds))
    }

    /// Feeds recorded calls, less what they produced.
    mutating func replay(_ records: [(kind: RecordKind, lostBefore: UInt32, bytes: [UInt8])]) {
      for record in records {
        let time = Timestamp(nanoseconds: TapTests.header(record.bytes).time)
        let byte = record.bytes.count > 16 ? record.bytes[16] : 0
        switch record.kind {
        case .opened: acquisition.opened(at: time)
        case .receive: acquisition.receive(Array(record.bytes.dropFirst(17)).span, endsPacket: byte != 0, at: time)
        case .poll: _ = acquisition.poll(now: time)
        case .wrote: acquisition.wrote(WriteOutcome(rawValue: byte)!, at: time)
        case .request: acquisition.take(DeviceRequest(rawValue: byte)!, at: time)
        case .felt:
          let bits = record.bytes[16..<24].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
          acquisition.feel(Double(bitPattern: bits), at: time)
        case .closed: acquisition.closed(at: time)
        case .checkpoint: acquisition.writeCheckpoint(at: time)
        case .sample, .deviceEvent, .tick, .sent, .change: break
        }
      }
    }
  }

  /// Device 0 as a bus of two servos instead: one that is asked.
  static func askedRig() -> Rig {
    var rig = SmallRig.rig()
    rig.devices[0].profile.wire = .dynamixel2(
      DynamixelBus(ids: [1, 2], block: .position, read: .sync, rate: 100, returnDelay: .zero, setup: []))
    rig.devices[0].profile.line = SerialLine(baud: 1_000_000)
    rig.devices[0].profile.streams.removeLast()
    return rig
  }

  static func asked(for milliseconds: Int64, seed: UInt64, _ bench: inout Bench) {
    var random = Random(seed: seed)
    bench.acquisition.opened(at: Timestamp(nanoseconds: 0))
    for time in 0..<milliseconds {
      let now = Timestamp(nanoseconds: time * 1_000_000)
      if bench.acquisition.poll(now: now) {
        bench.acquisition.wrote(random.below(20) == 0 ? .busy : .taken, at: now + .microseconds(20))
      }
      if random.below(3) == 0 {
        let noise = (0..<random.below(12)).map { _ in [0xFF, 0xFD, 0x00, 0x01, 0x55][Int(random.below(5))] as UInt8 }
        bench.acquisition.receive(noise.span, endsPacket: false, at: now + .microseconds(300))
      }
    }
  }

  @Test func aLineBecomesASampleOfEachStream() {
    var bench = Bench()
    bench.acquisition.opened(at: Timestamp(nanoseconds: 1))
    bench.receive("\n250 -500 900\n", at: 7_000)
    let joints = bench.samples.pop()
    let inputs = bench.samples.pop()
    let none = bench.samples.pop()
    #expect(joints?.values.prefix(2) == [0.25, -0.5] && joints?.valid == 0b11)
    #expect(joints?.arrived == Timestamp(nanoseconds: 7_000) && joints?.sequence == 1)
    #expect(inputs?.values.prefix(1) == [1] && inputs?.stream == StreamIndex(1) && inputs?.sequence == 2)
    #expect(none == nil)
  }

  @Test func everyCallIsTappedInOrderAndItsSamplesBehindIt() {
    var bench = Bench()
    bench.acquisition.opened(at: Timestamp(nanoseconds: 1))
    bench.receive("\n250 -5", at: 2)
    bench.receive("00 900\n", at: 3)
    bench.acquisition.take(.tare, at: Timestamp(nanoseconds: 4))
    bench.acquisition.closed(at: Timestamp(nanoseconds: 5))
    let records = bench.tap.drain()
    #expect(records.map(\.kind) == [.opened, .receive, .receive, .sample, .sample, .request, .closed])
    let calls = records.filter { $0.kind != .sample }
    #expect(calls.map { TapTests.header($0.bytes).number } == [0, 1, 2, 3, 4])
    #expect(calls.map { TapTests.header($0.bytes).time } == [1, 2, 3, 4, 5])
  }

  @Test func noValueOfADistrustedDeviceIsValid() {
    var bench = Bench()
    bench.acquisition.opened(at: Timestamp(nanoseconds: 1))
    bench.receive("\n250 -500 900\n", at: 2)
    bench.acquisition.take(.distrust, at: Timestamp(nanoseconds: 3))
    bench.receive("251 -500 900\n", at: 4)
    bench.acquisition.take(.trust, at: Timestamp(nanoseconds: 5))
    bench.receive("252 -500 900\n", at: 6)
    bench.acquisition.take(.distrust, at: Timestamp(nanoseconds: 7))
    bench.acquisition.opened(at: Timestamp(nanoseconds: 8))
    bench.receive("\n253 -500 900\n", at: 9)
    let samples = bench.tap.drain().filter { $0.kind == .sample }
    // Two streams; where valid stands, the tap's layout says.
    let isValid = samples.map { sample in sample.bytes[40..<48].contains { $0 != 0 } }
    #expect(isValid == [true, true, false, false, true, true, true, true])
  }

  /// Number and time as of every call, and the force.
  @Test func aForceIsTapped() {
    var bench = Bench(Self.askedRig())
    bench.acquisition.opened(at: Timestamp(nanoseconds: 0))
    bench.acquisition.feel(2.5, at: Timestamp(nanoseconds: 7))
    let records = bench.tap.drain()
    #expect(records.map(\.kind) == [.opened, .felt])
    #expect(TapTests.header(records[1].bytes).time == 7 && TapTests.header(records[1].bytes).number == 1)
    // 2.5 is 0x4004 0000 0000 0000.
    #expect(Array(records[1].bytes.dropFirst(16)) == [0, 0, 0, 0, 0, 0, 0x04, 0x40])
  }

  @Test func aRequestIsTappedWithItsBytes() {
    var bench = Bench(Self.askedRig())
    bench.acquisition.opened(at: Timestamp(nanoseconds: 0))
    let hasRequest = bench.acquisition.poll(now: Timestamp(nanoseconds: 10))
    let request = bench.acquisition.request.toArray()
    let records = bench.tap.drain()
    #expect(hasRequest && request.count > 10)
    #expect(records.map(\.kind) == [.opened, .poll])
    #expect(Array(records[1].bytes.dropFirst(16)) == request)
  }

  @Test func aPollThatIsNotDueChangesNothingAndIsNotTapped() {
    var bench = Bench(Self.askedRig())
    bench.acquisition.opened(at: Timestamp(nanoseconds: 0))
    _ = bench.acquisition.poll(now: Timestamp(nanoseconds: 10))
    bench.acquisition.wrote(.taken, at: Timestamp(nanoseconds: 20))
    _ = bench.tap.drain()
    let due = bench.acquisition.deadline
    let hasRequest = bench.acquisition.poll(now: due - .nanoseconds(1))
    let none = bench.tap.drain()
    _ = bench.acquisition.poll(now: due)
    let one = bench.tap.drain()
    #expect(!hasRequest && none.isEmpty && one.map(\.kind) == [.poll])
  }

  /// Seen as: a poll that ended a turn without a sample was not recorded, and the replayed driver went another way.
  @Test(arguments: [UInt64(1), 2, 3, 4]) func recordedCallsReplayBitForBit(seed: UInt64) {
    var live = Bench(Self.askedRig())
    Self.asked(for: 400, seed: seed, &live)
    live.acquisition.writeCheckpoint(at: Timestamp(nanoseconds: 400_000_000))
    let recorded = live.tap.drain()
    #expect(recorded.contains { $0.kind == .poll && $0.bytes.count == 16 })
    var again = Bench(Self.askedRig())
    again.replay(recorded)
    let replayed = again.tap.drain()
    #expect(replayed.count == recorded.count)
    for (one, other) in zip(recorded, replayed) where one.kind != other.kind || one.bytes != other.bytes {
      Issue.record("seed \(seed): \(one.kind) came out as \(other.kind)")
      return
    }
  }

  @Test func aCheckpointInTheMiddleOfALineGoesOnBitForBit() throws {
    var first = Bench()
    first.acquisition.opened(at: Timestamp(nanoseconds: 1))
    first.receive("\n250 -500 900\n251 -4", at: 2)
    first.acquisition.writeCheckpoint(at: Timestamp(nanoseconds: 3))
    guard let bytes = first.tap.drain().last?.bytes, let record = unsafe bytes.withUnsafeBytes({ unsafe CheckpointRecord($0) }) else {
      Issue.record("a checkpoint is a record")
      return
    }
    var second = Bench()
    try second.acquisition.restore(record)
    for rest in ["99 0\n", "1 2 3\n", "4 5"] {
      first.receive(rest, at: 10)
      second.receive(rest, at: 10)
    }
    first.acquisition.writeCheckpoint(at: Timestamp(nanoseconds: 11))
    second.acquisition.writeCheckpoint(at: Timestamp(nanoseconds: 11))
    let expected = first.tap.drain()
    let found = second.tap.drain()
    #expect(expected.map(\.kind) == [.receive, .sample, .sample, .receive, .sample, .sample, .receive, .checkpoint])
    #expect(found.map(\.kind) == expected.map(\.kind) && found.map(\.bytes) == expected.map(\.bytes))
  }

  @Test func aCheckpointOfAnotherProtocolIsRefusedByName() {
    var first = Bench()
    first.acquisition.writeCheckpoint(at: Timestamp(nanoseconds: 3))
    guard let bytes = first.tap.drain().last?.bytes, let record = unsafe bytes.withUnsafeBytes({ unsafe CheckpointRecord($0) }) else {
      return
    }
    var second = Bench(Self.askedRig())
    var failure: CheckpointFailure?
    do throws(CheckpointFailure) { try second.acquisition.restore(record) } catch { failure = error }
    #expect(failure != nil && failure?.tag != failure?.foundTag)
  }

  @Test func allocatesNothingPerPacket() {
    guard exocap_counts_allocations() else { return }
    // A debug build makes the metadata of generic types where they are first used: the first pass does.
    _ = Self.allocations()
    let counts = Self.allocations()
    #expect(counts.inReceive == 0)
    #expect(counts.inPoll == 0)
    #expect(counts.inCheckpoint == 0)
  }

  private static func allocations() -> (inReceive: UInt64, inPoll: UInt64, inCheckpoint: UInt64) {
    var bench = Bench()
    var asked = Bench(askedRig())
    let line = Array("250 -500 900\n".utf8)
    bench.acquisition.opened(at: Timestamp(nanoseconds: 0))
    asked.acquisition.opened(at: Timestamp(nanoseconds: 0))
    var counts: (inReceive: UInt64, inPoll: UInt64, inCheckpoint: UInt64) = (0, 0, 0)
    for index in 0..<200 {
      let now = Timestamp(nanoseconds: 1_000_000 * Int64(index))
      let start = exocap_allocation_count()
      bench.acquisition.receive(line.span, endsPacket: false, at: now)
      let received = exocap_allocation_count()
      if asked.acquisition.poll(now: now) { asked.acquisition.wrote(.taken, at: now) }
      let polled = exocap_allocation_count()
      if index % 50 == 0 { bench.acquisition.writeCheckpoint(at: now) }
      counts.inCheckpoint += exocap_allocation_count() - polled
      counts.inPoll += polled - received
      counts.inReceive += received - start
      while bench.samples.pop() != nil {}
    }
    return counts
  }
}
