import ExocapCore

/// What one servo measures, in counts, and the packets in which it says so.
struct ServoReading {
  var current: Int16 = 0
  var velocity: Int32 = 0
  var position: Int32 = 0

  /// The bytes of a block, low byte first.
  func bytes(_ block: DynamixelBlock) -> [UInt8] {
    let position = littleEndian(UInt32(bitPattern: self.position), 4)
    let velocity = littleEndian(UInt32(bitPattern: self.velocity), 4)
    let current = littleEndian(UInt32(UInt16(bitPattern: self.current)), 2)
    switch block {
    case .position: return position
    case .velocityPosition: return velocity + position
    case .currentVelocityPosition: return current + velocity + position
    case .currentPosition: return current + position
    }
  }
}

func littleEndian(_ value: UInt32, _ count: Int) -> [UInt8] { (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) } }

/// A status packet of one servo.
func statusPacket(id: UInt8, error: UInt8 = 0, _ parameters: [UInt8]) -> [UInt8] {
  var packet = PacketBuffer()
  var packets = DynamixelPackets()
  packets.begin(.status, id: id, in: &packet)
  packets.parameter(error, in: &packet)
  for byte in parameters { packets.parameter(byte, in: &packet) }
  packets.finish(&packet)
  return packet.toArray()
}

func syncReplies(_ ids: [UInt8], _ readings: [ServoReading], _ block: DynamixelBlock) -> [UInt8] {
  zip(ids, readings).flatMap { statusPacket(id: $0, $1.bytes(block)) }
}

func fastReply(_ ids: [UInt8], _ readings: [ServoReading], _ block: DynamixelBlock) -> [UInt8] {
  var packet = PacketBuffer()
  var packets = DynamixelPackets()
  packets.beginFastReply(nodes: ids.count, length: Int(block.length), in: &packet)
  for (id, reading) in zip(ids, readings) {
    packets.beginFastBlock(id: id, error: 0, in: &packet)
    for byte in reading.bytes(block) { packet.append(byte) }
    packets.finishFastBlock(&packet)
  }
  return packet.toArray()
}

/// The fields of a raw sample: positions, then velocities, then currents, as far as the block has them; NaN for what it leaves out between.
func numbers(_ readings: [ServoReading], _ block: DynamixelBlock) -> [Double] {
  var numbers = readings.map { Double($0.position) }
  if block == .velocityPosition || block == .currentVelocityPosition { numbers += readings.map { Double($0.velocity) } }
  if block == .currentPosition { numbers += readings.map { _ in .nan } }
  if block == .currentVelocityPosition || block == .currentPosition { numbers += readings.map { Double($0.current) } }
  return numbers
}
