@testable import ExocapCore
import Testing

extension PacketDriverTests {
  static let start = wireBytes("A5 5A 02 80 E8 03 8A FB")
  static let firstPing = wireBytes("A5 5A 01 82 01 77 96")

  /// At once, then every half second until something comes; afterwards when it is silent for 200 ms.
  @Test func isToldToStartAtOnceAndAfterSilence() {
    var format = Self.format()
    format.ping = nil
    var bench = Bench(format)
    var told: [Int64] = []
    for time in Int64(0)...2000 {
      if time == 1200 || time == 1201 { _ = bench.receive(Self.slow, at: Self.at(time)) }
      let found = bench.poll(Self.at(time))
      if !found.bytes.isEmpty {
        told.append(time)
        #expect(found.bytes == Self.start)
      }
    }
    #expect(told == [0, 500, 1000, 1401, 1901])
    #expect(bench.driver.counters.retries == 3)
    bench.driver.closed(at: Self.at(2001))
    #expect(bench.driver.deadline == .distantFuture)
  }

  /// A device that answers pings and does not send is silent.
  @Test func answersToPingsAreNoStream() {
    var bench = Bench(Self.format())
    _ = bench.poll(Self.at(0))
    _ = bench.receive(Self.pong, at: Self.at(400))
    let asked = bench.poll(Self.at(500))
    #expect(asked.bytes.starts(with: Self.start))
  }

  @Test func aPingThatIsAnsweredIsHandedOutOnce() {
    var bench = Bench(Self.format())
    _ = bench.poll(Self.at(0))
    let ping = bench.poll(Self.at(100))
    #expect(ping.bytes == Self.firstPing)
    let nothing = bench.driver.takePing()
    _ = bench.receive(Self.pong, at: Self.at(103))
    let exchange = bench.driver.takePing()
    let again = bench.driver.takePing()
    #expect(nothing == nil && again == nil)
    #expect(exchange == PingExchange(sent: Self.at(100), received: Self.at(103), ticks: 4_294_967_296 + 2500))
  }

  @Test func anAnswerToAnotherPingIsNone() {
    var bench = Bench(Self.format())
    _ = bench.poll(Self.at(0))
    _ = bench.poll(Self.at(100))
    _ = bench.poll(Self.at(600))
    let second = bench.poll(Self.at(1100))
    #expect(second.bytes.suffix(7) == wireBytes("A5 5A 01 82 02 14 A6"))
    #expect(bench.driver.counters.timeouts == 3, "two starts and a ping")
    _ = bench.receive(Self.pong, at: Self.at(1101))
    let exchange = bench.driver.takePing()
    #expect(exchange == nil)
  }

  @Test func aPersonMayAskForPingAndStart() {
    var bench = Bench(Self.format())
    _ = bench.poll(Self.at(0))
    bench.driver.request(.ping, at: Self.at(10))
    let ping = bench.poll(Self.at(10))
    bench.driver.request(.setUp, at: Self.at(20))
    let start = bench.poll(Self.at(20))
    bench.driver.request(.tare, at: Self.at(30))
    let nothing = bench.poll(Self.at(30))
    #expect(ping.bytes == Self.firstPing && start.bytes == Self.start && nothing.bytes.isEmpty)
  }

  @Test func aPingThatThePortDidNotTakeIsNotUnderWay() {
    var bench = Bench(Self.format())
    _ = bench.poll(Self.at(0))
    _ = bench.poll(Self.at(100))
    bench.driver.wrote(.busy, at: Self.at(100))
    _ = bench.receive(Self.pong, at: Self.at(103))
    let exchange = bench.driver.takePing()
    #expect(exchange == nil && bench.driver.counters.writeFailures == 1)
  }

  /// Time 600 s, then 20 ms: the device lost its power. Its numbers began again, too: no packet is missing.
  @Test func aRestartIsAStartOfItsClockAndNoGap() {
    let clock = PacketField(name: "time", number: .u32, role: .clock)
    let number = PacketField(name: "number", number: .u8, role: .sequence)
    var format = PacketFormat(
      messages: [PacketMessage(name: "m", id: nil, rate: 0, fields: [number, clock, PacketField(name: "v", number: .u8)])])
    format.sync = [0x55]
    format.payloadAt = 1
    format.deviceClock = DeviceClock(tick: 1000, bits: 32)
    var bench = Bench(format)
    // 600,000,000 is 0x23C34600.
    _ = bench.receive(wireBytes("55 C8 00 46 C3 23 07"), at: Self.at(1))
    #expect(bench.driver.clockStarts == 1)
    _ = bench.receive(wireBytes("55 0A 20 4E 00 00 07"), at: Self.at(900))
    #expect(bench.driver.clockStarts == 2)
    #expect(bench.raw.deviceTicks == 4_294_967_296 + 20_000)
    #expect(bench.driver.counters.sequenceGaps == 0)
  }
}
