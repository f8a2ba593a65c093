import ExocapCore
import Testing

@Suite struct DynamixelPacketsTests {
  /// Splits a published packet and builds it again.
  @Test func buildsEveryPublishedPacket() {
    for vector in DynamixelVectors.published {
      let published = wireBytes(vector.hex)
      guard let instruction = DynamixelInstruction(rawValue: published[7]) else { continue }
      var packet = PacketBuffer()
      var packets = DynamixelPackets()
      packets.begin(instruction, id: published[4], in: &packet)
      for byte in published[8..<published.count - 2] { packets.parameter(byte, in: &packet) }
      packets.finish(&packet)
      #expect(packet.toArray() == published, "\(vector.name)")
    }
  }

  @Test func stuffsWithinABlock() {
    let reading = ServoReading(current: -1, velocity: 253, position: 2048)
    #expect(statusPacket(id: 3, reading.bytes(.currentVelocityPosition)) == wireBytes(DynamixelVectors.stuffedStatus3))
  }

  @Test func stuffsAcrossNumbers() {
    let reading = ServoReading(velocity: -1, position: -3)
    #expect(statusPacket(id: 5, reading.bytes(.velocityPosition)) == wireBytes(DynamixelVectors.stuffedStatus5))
  }

  @Test func carriesTheAlertBit() {
    #expect(statusPacket(id: 4, error: 0x80, ServoReading(position: 1000).bytes(.position)) == wireBytes(DynamixelVectors.alertStatus4))
  }

  @Test func buildsThePublishedFastReply() {
    let readings = [166, 2079, 1023].map { ServoReading(position: $0) }
    #expect(fastReply([3, 7, 4], readings, .position) == wireBytes(DynamixelVectors.fastReply374))
  }

  @Test func doesNotStuffFastReplies() {
    let readings = [
      ServoReading(current: 12, velocity: 0, position: 2048), ServoReading(current: -1, velocity: 253, position: 1024),
      ServoReading(current: -40, velocity: -5, position: 3071),
    ]
    #expect(fastReply([1, 2, 3], readings, .currentVelocityPosition) == wireBytes(DynamixelVectors.fastReply123))
  }
}
