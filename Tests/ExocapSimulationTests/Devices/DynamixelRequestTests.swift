@testable import ExocapSimulation
import ExocapCore
import Testing

/// Packets: ROBOTIS e-Manual, "DYNAMIXEL Protocol 2.0".
@Suite struct DynamixelRequestTests {
  static func bytes(_ hex: String) -> [UInt8] { hex.split(separator: " ").compactMap { UInt8($0, radix: 16) } }

  @Test func readsPublishedRequests() {
    var bytes = Self.bytes("FF FF FD 00 01 07 00 02 84 00 04 00 1D 15") + Self.bytes("FF FF FD 00 FE 09 00 8A 84 00 04 00 01 02 4D 72")
    let read = DynamixelRequest.take(from: &bytes)
    let fast = DynamixelRequest.take(from: &bytes)
    let none = DynamixelRequest.take(from: &bytes)
    #expect(read == DynamixelRequest(id: 1, instruction: .read, parameters: [0x84, 0, 4, 0]))
    #expect(fast == DynamixelRequest(id: 0xFE, instruction: .fastSyncRead, parameters: [0x84, 0, 4, 0, 1, 2]))
    #expect(none == nil)
  }

  @Test func waitsForTheRestAndSkipsNoise() {
    let whole = Self.bytes("FF FF FD 00 01 03 00 01 19 4E")
    var bytes = [0x00, 0xFF] + Array(whole.prefix(6))
    let early = DynamixelRequest.take(from: &bytes)
    bytes += whole.dropFirst(6)
    let late = DynamixelRequest.take(from: &bytes)
    #expect(early == nil)
    #expect(late?.instruction == .ping)
    #expect(bytes.isEmpty)
  }

  @Test func refusesABadChecksum() {
    var bytes = Self.bytes("FF FF FD 00 01 03 00 01 19 4F")
    let found = DynamixelRequest.take(from: &bytes)
    #expect(found == nil)
  }

  @Test func removesStuffing() {
    var packet = PacketBuffer()
    var packets = DynamixelPackets()
    packets.begin(.write, id: 1, in: &packet)
    for byte in [0x74, 0x00, 0xFF, 0xFF, 0xFD, 0xFD] as [UInt8] { packets.parameter(byte, in: &packet) }
    packets.finish(&packet)
    var bytes = packet.toArray()
    #expect(bytes.count == 17)
    let found = DynamixelRequest.take(from: &bytes)
    #expect(found?.parameters == [0x74, 0x00, 0xFF, 0xFF, 0xFD, 0xFD])
  }
}
