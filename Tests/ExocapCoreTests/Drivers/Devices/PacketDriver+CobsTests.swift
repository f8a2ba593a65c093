@testable import ExocapCore
import Testing

/// Packets that end with a zero: id 9, one number, a sum.
extension PacketDriverTests {
  private static func stuffedFormat() -> PacketFormat {
    var format = PacketFormat(messages: [PacketMessage(name: "m", id: 9, rate: 0, fields: [PacketField(name: "v", number: .u8, count: 2)])])
    format.ending = .cobs
    format.id = PacketPlace(at: 0, number: .u8)
    format.payloadAt = 1
    format.checksum = .sum8
    return format
  }

  /// 09 00 05 0E, stuffed by hand.
  private static let packet: [UInt8] = [2, 9, 3, 5, 14, 0]

  @Test func aZeroEndsAPacketAndMoreZerosEndNone() {
    var bench = Bench(Self.stuffedFormat())
    let count = bench.receive([0, 0] + Self.packet + [0] + Self.packet, at: Self.at(1))
    #expect(count == 2 && bench.raw.fields[0] == 0 && bench.raw.fields[1] == 5)
    #expect(bench.driver.counters.malformed == 0 && bench.driver.counters.truncated == 0)
  }

  /// The rest of a packet whose beginning was not heard is not the device's fault.
  @Test func whatIsHeardFirstMayBeHalfAPacket() {
    var bench = Bench(Self.stuffedFormat())
    let count = bench.receive(Array(Self.packet.dropFirst(2)) + Self.packet, at: Self.at(1))
    #expect(count == 1)
    #expect(bench.driver.counters.truncated == 0 && bench.driver.counters.badChecksums == 0 && bench.driver.counters.malformed == 0)
  }

  @Test func countsWhatIsBad() {
    var bench = Bench(Self.stuffedFormat())
    let truncated: [UInt8] = [2, 9, 9, 5, 14, 0]
    let sum: [UInt8] = [2, 9, 3, 5, 15, 0]
    let short: [UInt8] = [2, 9, 2, 9, 0]
    let long: [UInt8] = [2, 9, 4, 5, 14, 1, 0]
    let count = bench.receive(Self.packet + truncated + sum + short + long + Self.packet, at: Self.at(1))
    #expect(count == 2)
    #expect(bench.driver.counters.truncated == 2 && bench.driver.counters.badChecksums == 1 && bench.driver.counters.overlong == 1)
  }

  @Test func aPacketThatNeverEndsIsDropped() {
    var bench = Bench(Self.stuffedFormat())
    let endless = [UInt8](repeating: 255, count: 2000) + [0]
    let count = bench.receive(Self.packet + endless + Self.packet, at: Self.at(1))
    #expect(count == 2 && bench.driver.counters.overlong + bench.driver.counters.truncated == 1)
  }
}
