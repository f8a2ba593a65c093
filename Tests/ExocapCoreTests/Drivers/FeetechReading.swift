import ExocapCore

/// A reply of one servo with numbers of two bytes.
func feetechReply(_ id: UInt8, error: UInt8 = 0, words: [UInt16] = [], _ series: FeetechSeries = .sts) -> [UInt8] {
  var packet = PacketBuffer()
  var packets = FeetechPackets(series)
  packets.beginReply(id: id, error: error, in: &packet)
  for word in words { packets.number(UInt32(word), length: 2, in: &packet) }
  packets.finish(&packet)
  return packet.toArray()
}

/// A reply of one servo with one byte, as a register has it.
func feetechReply(_ id: UInt8, byte: UInt8) -> [UInt8] {
  var packet = PacketBuffer()
  var packets = FeetechPackets(.sts)
  packets.beginReply(id: id, error: 0, in: &packet)
  packet.append(byte)
  packets.finish(&packet)
  return packet.toArray()
}
