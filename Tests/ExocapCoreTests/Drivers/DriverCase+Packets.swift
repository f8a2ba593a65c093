@testable import ExocapCore
import ExocapTestCaptures

extension DriverCase {
  /// CRC-16 with polynomial 0x1021 or 0x8005, most significant bit first, bit by bit.
  private static func remainder(_ bytes: [UInt8], _ polynomial: UInt16, start: UInt16) -> UInt16 {
    bytes.reduce(start) { remainder, byte in
      (0..<8).reduce(remainder ^ UInt16(byte) << 8) { value, _ in value & 0x8000 != 0 ? value << 1 ^ polynomial : value << 1 }
    }
  }

  private static func little(_ value: Int, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) } }

  /// Sync, length, id, CRC; a start and pings beside it; the header within the numbers.
  static func sealedPackets() -> DriverCase {
    var random = WireRandom(seed: 5)
    let sample = PacketMessage(
      name: "sample", id: 1, rate: 10,
      fields: [
        PacketField(name: "number", number: .u8, role: .sequence), PacketField(name: "time", number: .u32, role: .clock),
        PacketField(name: "q", number: .i16, count: 6), PacketField(name: "force", number: .u24),
        PacketField(name: "flags", number: .u8, bits: [PacketBit(name: "a", bit: 0), PacketBit(name: "b", bit: 5)]),
      ])
    let pong = PacketMessage(
      name: "pong", id: 3, rate: 0,
      fields: [PacketField(name: "token", number: .u8, role: .echo), PacketField(name: "now", number: .u32, role: .clock)])
    var format = PacketFormat(messages: [sample, PacketMessage(name: "text", id: 2, rate: 0, fields: [], longest: 30), pong])
    format.sync = [0xA5, 0x5A]
    format.length = PacketLength(place: PacketPlace(at: 2, number: .u8), counts: .payload)
    format.id = PacketPlace(at: 3, number: .u8)
    format.payloadAt = 4
    format.checksum = .crc16CCITTFalse
    format.checksumFrom = 2
    format.deviceClock = DeviceClock(tick: 1000, bits: 32)
    format.start = .packet(id: 0x80, payload: [0xE8, 3])
    format.ping = PacketPing(command: .packet(id: 0x82, payload: []), reply: 2)
    let turns = (0..<4).map { turn in
      var q = (0..<6).map { _ in random.integer(-32768...32767) }
      // The beginning of a packet, right length and id included, in the numbers.
      if turn == 1 { q = [0x5AA5, 0x0115, 0x5AA5, -23131, 0x0115, 0] }
      let (force, flags) = (random.integer(0...16_777_215), random.integer(0...255))
      let body =
        [21, 1, UInt8(turn)] + little(turn * 100_000, 4) + q.flatMap { little($0, 2) } + little(force, 3) + [UInt8(flags)]
      let crc = remainder(body, 0x1021, start: 0xFFFF)
      return Turn(
        bytes: [0xA5, 0x5A] + body + little(Int(crc), 2), numbers: (q + [force, flags & 1, flags >> 5 & 1]).map(Double.init))
    }
    return DriverCase(name: "packets: length and CRC", kind: .packets, wire: .packets(format), turns: turns)
  }

  /// OptoForce's three axes: a sum of 16 bits, high bytes first. Three packets were captured (vectors_optoforce.json); one has their
  /// beginning in its numbers.
  static func summedPackets() -> DriverCase {
    let numbers: [[Int]] = [[-9, -5, 7], [-7, -2, 12], [-22009, 2058, -1], [-13, 1, 10]]
    let captured: [String] = [
      "AA 07 08 0A 2D 6A 00 00 FF F7 FF FB 00 07 05 51", "AA 07 08 0A 2D 6B 00 00 FF F9 FF FE 00 0C 05 5C",
      "AA 07 08 0A 2D 6C 00 00 AA 07 08 0A FF FF 04 1D", "AA 07 08 0A 2D 6C 00 00 FF F3 00 01 00 0A 03 59",
    ]
    let turns = zip(captured, numbers).map { Turn(bytes: wireBytes($0), numbers: [0] + $1.map(Double.init)) }
    return DriverCase(
      name: "packets: a sum, high bytes first", kind: .packets, wire: .packets(CaptureDevices.optoForceFormat), turns: turns)
  }

  /// COBS: no sync, no length; floats, zeros, a shared sequence.
  static func stuffedPackets() -> DriverCase {
    let message = PacketMessage(
      name: "sample", id: 7, rate: 10,
      fields: [PacketField(name: "x", number: .f32, count: 2), PacketField(name: "n", number: .i32)])
    var format = PacketFormat(messages: [message])
    format.ending = .cobs
    format.id = PacketPlace(at: 0, number: .u8)
    format.sequence = PacketPlace(at: 1, number: .u8)
    format.payloadAt = 2
    format.checksum = .crc16UMTS
    let values: [(Float, Float, Int)] = [(1.5, -2.25, 0), (0, 0, 0), (-0.0, 1e-3, -1), (3e5, 12, 70_000)]
    let turns = values.enumerated().map { turn, value in
      let plain =
        [7, UInt8(turn)] + little(Int(value.0.bitPattern), 4) + little(Int(value.1.bitPattern), 4) + little(value.2, 4)
      let whole = plain + little(Int(remainder(plain, 0x8005, start: 0)), 2)
      return Turn(bytes: stuffed(whole), numbers: [Double(value.0), Double(value.1), Double(value.2)])
    }
    return DriverCase(
      name: "packets: COBS", kind: .packets, wire: .packets(format), separator: [0], turns: turns)
  }

  /// Every run between zeros behind its length, and the zero that ends it; for packets under 254 bytes.
  private static func stuffed(_ bytes: [UInt8]) -> [UInt8] {
    bytes.split(separator: 0, omittingEmptySubsequences: false).flatMap { [UInt8($0.count + 1)] + $0 } + [0]
  }
}
