@testable import ExocapCore
import ExocapTestCaptures
import Testing

@Suite struct PacketCommandsTests {
  private static func bytes(_ format: PacketFormat, token: UInt32) -> (start: [UInt8], ping: [UInt8]) {
    var commands = PacketCommands(format)
    var start = PacketBuffer()
    var ping = PacketBuffer()
    commands.appendStart(to: &start)
    if commands.hasPing { commands.appendPing(token: token, to: &ping) }
    return (start.toArray(), ping.toArray())
  }

  /// Checksums by an independent program.
  @Test func commandsAreLaidOutAsTheDevicesPackets() {
    let found = Self.bytes(PacketDriverTests.format(), token: 1)
    #expect(found.start == wireBytes("A5 5A 02 80 E8 03 8A FB"))
    #expect(found.ping == wireBytes("A5 5A 01 82 01 77 96"))
    #expect(Self.bytes(PacketDriverTests.format(), token: 258).ping == wireBytes("A5 5A 01 82 02 14 A6"))
  }

  /// OptoForce: 100 Hz, filter 15 Hz (vectors_optoforce.json).
  @Test func bytesGoAsTheyAre() {
    var format = CaptureDevices.optoForceFormat
    format.start = .bytes(wireBytes("AA 00 32 03 0A 04 00 00 ED"))
    #expect(Self.bytes(format, token: 0).start == wireBytes("AA 00 32 03 0A 04 00 00 ED"))
  }

  /// By hand: id 9, sequence 0, payload 0 and 5, sum 14.
  @Test func anEncodedCommandEndsWithAZero() {
    var format = PacketFormat(messages: [PacketMessage(name: "m", id: 1, rate: 0, fields: [PacketField(name: "v", number: .u8)])])
    format.ending = .cobs
    format.id = PacketPlace(at: 0, number: .u8)
    format.sequence = PacketPlace(at: 1, number: .u8)
    format.payloadAt = 2
    format.checksum = .sum8
    format.start = .packet(id: 9, payload: [0, 5])
    #expect(Self.bytes(format, token: 0).start == [2, 9, 1, 3, 5, 14, 0])
  }
}
