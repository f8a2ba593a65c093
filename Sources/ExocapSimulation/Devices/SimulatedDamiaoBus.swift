package import ExocapCore

/// One Damiao motor: what it answers, and what its registers say.
package struct SimulatedDamiaoMotor: Sendable {
  package var motor: DamiaoMotor
  /// Whether it has power and its wires.
  package var isAnswering = true
  package var isTorqueOn = true
  /// The high four bits of its state where it has a fault, as 0xA: over-current; 0: none.
  package var fault: UInt8 = 0
  /// Register 15; 0: the factory gave none.
  package var serialNumber: UInt32 = 0
}

/// A chain of Damiao motors on a CAN bus, behind the maker's USB-CAN board or as frames of a CAN interface.
///
/// It answers requests for states and registers, and the commands that put torque on and take it off.
package struct SimulatedDamiaoBus: Sendable {
  /// What the person does to it: n positions, n velocities, n torques, in counts about the middle.
  package var worn: Uncalibration
  package var motors: [SimulatedDamiaoMotor]
  private let adapter: DamiaoAdapter
  private let frameTime: Interval
  private var line: PacedBytes
  private var heard: [UInt8] = []

  /// `profile` speaks damiao.
  package init(profile: DeviceProfile, calibration: DeviceCalibration?) {
    guard case .damiao(let bus) = profile.wire else { preconditionFailure("a Damiao bus speaks damiao") }
    worn = Uncalibration(profile: profile, calibration: calibration)
    motors = bus.motors.map { SimulatedDamiaoMotor(motor: $0) }
    adapter = bus.adapter
    frameTime = DamiaoTiming(bitrate: bus.bitrate, latency: .zero).exchange(1)
    line = PacedBytes(baud: max(profile.line.baud, 1))
  }

  /// Takes what the host wrote; commands are answered when their last byte is here.
  package mutating func receive(_ bytes: [UInt8], at now: Timestamp) {
    heard += bytes
    while let frame = takeFrame() { answer(frame.id, frame.content, at: now) }
  }

  /// Removes and returns the bytes that are on the wire by `now`.
  package mutating func poll(now: Timestamp) -> [UInt8] { line.take(now: now) }

  /// When `poll` next has something to do.
  package var deadline: Timestamp { line.deadline }

  /// The next whole frame of the host; what is none is dropped.
  private mutating func takeFrame() -> (id: UInt16, content: [UInt8])? {
    let length = adapter == .usbSerial ? 30 : DamiaoFrames.canFrameLength
    while heard.count >= length {
      if adapter == .usbSerial && !(heard[0] == 0x55 && heard[1] == 0xAA && heard[2] == 0x1E) {
        heard.removeFirst()
        continue
      }
      let frame = Array(heard.prefix(length))
      heard.removeFirst(length)
      let place = adapter == .usbSerial ? (id: 13, content: 21) : (id: 0, content: 8)
      return (UInt16(frame[place.id]) | UInt16(frame[place.id + 1]) << 8, Array(frame[place.content..<place.content + 8]))
    }
    return nil
  }

  private mutating func answer(_ id: UInt16, _ content: [UInt8], at now: Timestamp) {
    if id == DamiaoFrames.requestID {
      let asked = UInt16(content[0]) | UInt16(content[1]) << 8
      guard let index = motors.firstIndex(where: { $0.motor.id == asked && $0.isAnswering }) else { return }
      switch content[2] {
      case 0xCC: send(state(index), from: index, at: now)
      case 0x33: if let register = register(content[3], of: index) { send(register, from: index, at: now) }
      default: break
      }
      return
    }
    guard let index = motors.firstIndex(where: { $0.motor.id == id && $0.isAnswering }), content.prefix(7).allSatisfy({ $0 == 0xFF })
    else { return }
    switch content[7] {
    case 0xFC: motors[index].isTorqueOn = true
    case 0xFD: motors[index].isTorqueOn = false
    default: return
    }
    send(state(index), from: index, at: now)
  }

  private func state(_ index: Int) -> InlineArray<8, UInt8> {
    let count = motors.count
    let position = bits(worn.counts[index], about: 32767.5)
    let velocity = bits(worn.counts[count + index], about: 2047.5)
    let torque = bits(worn.counts[2 * count + index], about: 2047.5)
    let status = motors[index].fault != 0 ? motors[index].fault : (motors[index].isTorqueOn ? 1 : 0)
    return [
      UInt8(truncatingIfNeeded: motors[index].motor.id & 15) | status << 4, UInt8(position >> 8), UInt8(position & 0xFF),
      UInt8(velocity >> 4), UInt8((velocity & 15) << 4 | torque >> 8), UInt8(torque & 0xFF), 30, 30,
    ]
  }

  /// The whole number of the wire that is nearest to counts about a middle.
  private func bits(_ counts: Double, about middle: Double) -> Int { Int(min(max((counts + middle).rounded(), 0), 2 * middle)) }

  /// What a register says; nil where it is not modelled.
  private func register(_ number: UInt8, of index: Int) -> InlineArray<8, UInt8>? {
    let motor = motors[index].motor
    let scales = [motor.position, motor.velocity, motor.torque]
    let place = Int(number) - Int(DamiaoFrames.firstScale)
    guard scales.indices.contains(place) || number == DamiaoFrames.serialNumber else { return nil }
    let value = number == DamiaoFrames.serialNumber ? motors[index].serialNumber : Float(scales[place]).bitPattern
    return [
      UInt8(truncatingIfNeeded: motor.id), UInt8(truncatingIfNeeded: motor.id >> 8), 0x33, number, UInt8(truncatingIfNeeded: value),
      UInt8(truncatingIfNeeded: value >> 8), UInt8(truncatingIfNeeded: value >> 16), UInt8(truncatingIfNeeded: value >> 24),
    ]
  }

  private mutating func send(_ content: InlineArray<8, UInt8>, from index: Int, at now: Timestamp) {
    var packet = PacketBuffer()
    DamiaoFrames.appendAnswer(from: motors[index].motor.reply, content, adapter, to: &packet)
    line.append(packet.toArray(), notBefore: max(now, line.freeAt) + frameTime)
  }
}
