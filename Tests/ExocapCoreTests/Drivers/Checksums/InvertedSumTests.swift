import ExocapCore
import Testing

@Suite struct InvertedSumTests {
  /// Every published packet ends with it.
  @Test func agreesWithEveryPublishedPacket() {
    for vector in FeetechVectors.published {
      let packet = wireBytes(vector.hex)
      var checksum = InvertedSum()
      for byte in packet[2..<packet.count - 1] { checksum.add(byte) }
      #expect(checksum.value == packet[packet.count - 1], "\(vector.name)")
    }
  }
}
