import CRealtimeCheck
import ExocapCore
import Testing

/// What an acquisition or a loop taps is read back by the records' own readers; `TapReader` is the far end.
struct TapReader: ~Copyable {
  private var consumer: RecordConsumer

  init(_ ring: RecordRing) { consumer = ring.makeConsumer() }

  /// Everything that is there: kind, losses before it, bytes.
  mutating func drain() -> [(kind: RecordKind, lostBefore: UInt32, bytes: [UInt8])] {
    var found: [(kind: RecordKind, lostBefore: UInt32, bytes: [UInt8])] = []
    while let record = consumer.front() {
      if let kind = RecordKind(rawValue: record.kind) { found.append((kind, record.lostBefore, unsafe Array(record.bytes))) }
      consumer.advance()
    }
    return found
  }
}

@Suite struct TapTests {
  /// [B] Time and number of a call, little-endian.
  static func header(_ bytes: [UInt8]) -> (time: Int64, number: UInt64) {
    func word(_ offset: Int) -> UInt64 { (0..<8).reduce(0) { $0 | UInt64(bytes[offset + $1]) << UInt64(8 * $1) } }
    return (Int64(bitPattern: word(0)), word(8))
  }

  @Test func callsAreNumberedWithoutAGapThoughSomeAreLost() {
    let ring = RecordRing(minimumBytes: 4096)
    var reader = TapReader(ring)
    var acquisition = Acquisition(rig: SmallRig.rig(), device: DeviceID(0), outputs: [], tap: ring.makeProducer())
    let before = acquisition.lostRecords
    let line = Array("a line that is none\n".utf8)
    for index in 0..<200 { acquisition.receive(line.span, endsPacket: false, at: Timestamp(nanoseconds: Int64(index))) }
    let lost = acquisition.lostRecords
    let kept = reader.drain()
    #expect(before == 0 && lost == UInt64(200 - kept.count) && lost > 0)
    #expect(kept.enumerated().allSatisfy { Self.header($0.element.bytes).number == UInt64($0.offset) })
    acquisition.closed(at: Timestamp(nanoseconds: 999))
    let last = reader.drain()
    #expect(last.count == 1 && last[0].kind == .closed && last[0].lostBefore == UInt32(lost))
    #expect(Self.header(last[0].bytes) == (999, 200))
  }

  @Test func aReadIsKeptWithItsBorders() {
    let ring = RecordRing(minimumBytes: 1 << 16)
    var reader = TapReader(ring)
    var acquisition = Acquisition(rig: SmallRig.rig(), device: DeviceID(3), outputs: [], tap: ring.makeProducer())
    acquisition.receive([1, 2, 3].span, endsPacket: false, at: Timestamp(nanoseconds: 5))
    acquisition.receive([UInt8]().span, endsPacket: true, at: Timestamp(nanoseconds: 6))
    let records = reader.drain()
    #expect(records.map(\.kind) == [.receive, .receive])
    #expect(Array(records[0].bytes.dropFirst(16)) == [0, 1, 2, 3])
    #expect(Array(records[1].bytes.dropFirst(16)) == [1])
  }

  @Test func callsWithOneByteKeepIt() {
    let ring = RecordRing(minimumBytes: 1 << 16)
    var reader = TapReader(ring)
    var acquisition = Acquisition(rig: SmallRig.rig(), device: DeviceID(2), outputs: [], tap: ring.makeProducer())
    acquisition.opened(at: Timestamp(nanoseconds: 1))
    acquisition.take(.setUp, at: Timestamp(nanoseconds: 2))
    acquisition.wrote(.busy, at: Timestamp(nanoseconds: 3))
    acquisition.closed(at: Timestamp(nanoseconds: 4))
    let records = reader.drain()
    #expect(records.map(\.kind) == [.opened, .request, .wrote, .closed])
    #expect(records.map { Self.header($0.bytes).time } == [1, 2, 3, 4])
    #expect(records.map { Array($0.bytes.dropFirst(16)) } == [[], [DeviceRequest.setUp.rawValue], [WriteOutcome.busy.rawValue], []])
  }
}
