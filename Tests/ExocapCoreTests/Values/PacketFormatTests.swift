import ExocapCore
import Testing

@Suite struct PacketFormatTests {
  private func format(_ payload: Int, _ ending: PacketEnding) -> PacketFormat {
    var format = PacketFormat(
      messages: [PacketMessage(name: "m", id: 1, rate: 100, fields: [PacketField(name: "v", number: .u8, count: payload)])])
    format.sync = [0xA5, 0x5A]
    format.payloadAt = 4
    format.checksum = .crc16CCITTFalse
    format.ending = ending
    return format
  }

  /// Header 4, payload, checksum 2; COBS adds one byte for each 254 begun, and the zero.
  @Test func aPacketIsAsLongAsItsPartsAndItsStuffing() {
    #expect(format(10, .length).wireLength(of: 0) == 16)
    #expect(format(10, .cobs).wireLength(of: 0) == 18)
    #expect(format(64, .report).wireLength(of: 0) == 70)
  }

  @Test func aMessageThatIsNotReadCountsAtItsLongest() {
    let message = PacketMessage(name: "hello", id: 2, rate: 0, fields: [], longest: 40)
    #expect(message.length == 40)
    #expect(message.placeCount == 0)
  }

  @Test func aProfileHasTheClockOfItsPackets() {
    var packets = format(4, .length)
    packets.deviceClock = DeviceClock(tick: 1000, bits: 32)
    var profile = DeviceProfile(
      name: "d", title: "d", kind: .arm, usbMatches: [], line: SerialLine(baud: 9600), wire: .packets(packets), streams: [],
      provenAgainst: "")
    #expect(profile.clock == DeviceClock(tick: 1000, bits: 32))
    profile.wire = .ft300
    #expect(profile.clock == nil)
  }
}
