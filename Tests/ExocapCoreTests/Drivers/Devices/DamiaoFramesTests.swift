import ExocapCore
import Testing

/// Expected bytes: the template of Damiao's DM_CAN example (30 bytes: header, length, id at 13 and 14, content from 21 on), the commands of
/// vectors_damiao_can.json, and linux/can.h.
@Suite struct DamiaoFramesTests {
  private static let template: [UInt8] = [
    0x55, 0xAA, 0x1E, 0x03, 0x01, 0x00, 0x00, 0x00, 0x0A, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x08, 0x00, 0x00,
  ]

  private static func board(id: UInt16, _ content: [UInt8]) -> [UInt8] {
    var bytes = template + content + [0]
    bytes[13] = UInt8(id & 0xFF)
    bytes[14] = UInt8(id >> 8)
    return bytes
  }

  @Test func asksForAState() {
    var packet = PacketBuffer()
    DamiaoFrames.appendStateRequest(0x102, .usbSerial, to: &packet)
    let bytes = packet.toArray()
    #expect(bytes == Self.board(id: 0x7FF, [0x02, 0x01, 0xCC, 0, 0, 0, 0, 0]))
    packet.clear()
    DamiaoFrames.appendStateRequest(3, .socketCAN, to: &packet)
    let frame = packet.toArray()
    #expect(frame == [0xFF, 0x07, 0, 0, 8, 0, 0, 0, 0x03, 0x00, 0xCC, 0, 0, 0, 0, 0])
  }

  @Test func takesTheTorqueOff() {
    var packet = PacketBuffer()
    DamiaoFrames.appendFree(1, .usbSerial, to: &packet)
    let bytes = packet.toArray()
    #expect(bytes == Self.board(id: 1, [0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFD]))
  }

  @Test func asksForARegister() {
    var packet = PacketBuffer()
    DamiaoFrames.appendRegisterRequest(8, 21, .usbSerial, to: &packet)
    let bytes = packet.toArray()
    #expect(bytes == Self.board(id: 0x7FF, [0x08, 0x00, 0x33, 21, 0, 0, 0, 0]))
  }

  @Test func answersAsTheBoardPassesThemOn() {
    var packet = PacketBuffer()
    DamiaoFrames.appendAnswer(from: 0x11, [1, 2, 3, 4, 5, 6, 7, 8], .usbSerial, to: &packet)
    let bytes = packet.toArray()
    #expect(bytes == [0xAA, 0x11, 0x08, 0x11, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8, 0x55])
  }
}
