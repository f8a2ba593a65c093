/// Builds CAN frames for Damiao motors, in the packets of their USB-CAN board or as the kernel's `struct can_frame`.
///
/// Sources: Damiao's DM_CAN example (packets of the board: 30 bytes out, 16 bytes in), lerobot motors/damiao/tables.py (commands,
/// registers), NVIDIA IsaacTeleop rebot_devarm_leader (feedback of a motor without torque), linux/can.h.
package enum DamiaoFrames {
  /// The CAN id that registers are read through and states are asked with.
  @inline(__always) package static var requestID: UInt16 { 0x7FF }
  /// [B] A packet of the board towards us.
  @inline(__always) package static var boardPacketLength: Int { 16 }
  /// [B] `struct can_frame`.
  @inline(__always) package static var canFrameLength: Int { 16 }
  /// Registers of a motor: the ends of its position, velocity and torque.
  @inline(__always) package static var firstScale: UInt8 { 21 }
  /// The register with a motor's serial number.
  @inline(__always) package static var serialNumber: UInt8 { 15 }

  /// Adds a request for the state of motor `id`: it answers also without torque.
  package static func appendStateRequest(_ id: UInt16, _ adapter: DamiaoAdapter, to packet: inout PacketBuffer) {
    begin(requestID, adapter, &packet)
    packet.append(id)
    packet.append(UInt8(0xCC))
    for _ in 0..<5 { packet.append(UInt8(0)) }
    end(adapter, &packet)
  }

  /// Adds a request for register `register` of motor `id`.
  package static func appendRegisterRequest(_ id: UInt16, _ register: UInt8, _ adapter: DamiaoAdapter, to packet: inout PacketBuffer) {
    begin(requestID, adapter, &packet)
    packet.append(id)
    packet.append(UInt8(0x33))
    packet.append(register)
    for _ in 0..<4 { packet.append(UInt8(0)) }
    end(adapter, &packet)
  }

  /// Adds the command that takes the torque off motor `id`.
  package static func appendFree(_ id: UInt16, _ adapter: DamiaoAdapter, to packet: inout PacketBuffer) {
    begin(id, adapter, &packet)
    for _ in 0..<7 { packet.append(UInt8(0xFF)) }
    packet.append(UInt8(0xFD))
    end(adapter, &packet)
  }

  /// Adds a motor's answer: `content` has 8 bytes.
  package static func appendAnswer(
    from reply: UInt16, _ content: InlineArray<8, UInt8>, _ adapter: DamiaoAdapter, to packet: inout PacketBuffer
  ) {
    switch adapter {
    case .usbSerial:
      packet.append(UInt8(0xAA))
      packet.append(UInt8(0x11))
      packet.append(UInt8(0x08))
      packet.append(UInt32(reply))
    case .socketCAN: beginCAN(reply, &packet)
    }
    for index in 0..<8 { packet.append(content[index]) }
    if adapter == .usbSerial { packet.append(UInt8(0x55)) }
  }

  private static func begin(_ id: UInt16, _ adapter: DamiaoAdapter, _ packet: inout PacketBuffer) {
    guard adapter == .usbSerial else { return beginCAN(id, &packet) }
    // Header, length 30, command "send", one frame, 1 ms apart, standard data frame.
    packet.append(UInt16(0xAA55))
    packet.append(UInt16(0x031E))
    packet.append(UInt32(1))
    packet.append(UInt32(10))
    packet.append(UInt8(0))
    packet.append(UInt32(id))
    packet.append(UInt16(0x0800))
    packet.append(UInt16(0))
  }

  private static func beginCAN(_ id: UInt16, _ packet: inout PacketBuffer) {
    packet.append(UInt32(id))
    packet.append(UInt32(8))
  }

  private static func end(_ adapter: DamiaoAdapter, _ packet: inout PacketBuffer) {
    if adapter == .usbSerial { packet.append(UInt8(0)) }
  }
}
