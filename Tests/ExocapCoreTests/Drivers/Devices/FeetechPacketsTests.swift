import ExocapCore
import Testing

@Suite struct FeetechPacketsTests {
  static func request(_ instruction: FeetechInstruction, id: UInt8, _ parameters: [UInt8]) -> [UInt8] {
    var packet = PacketBuffer()
    var packets = FeetechPackets(.sts)
    packets.begin(instruction, id: id, in: &packet)
    for byte in parameters { packet.append(byte) }
    packets.finish(&packet)
    return packet.toArray()
  }

  /// Splits a published packet and builds it again.
  @Test func buildsEveryPublishedRequest() {
    var built = 0
    for vector in FeetechVectors.published where !vector.name.contains("reply") {
      let published = wireBytes(vector.hex)
      guard let instruction = FeetechInstruction(rawValue: published[4]) else { continue }
      built += 1
      #expect(Self.request(instruction, id: published[2], Array(published[5..<published.count - 1])) == published, "\(vector.name)")
    }
    #expect(built == 6)
  }

  @Test func buildsReplies() {
    #expect(feetechReply(1, words: [1304]) == wireBytes(FeetechVectors.reply1304))
    #expect(feetechReply(4, error: 0x20, words: [1000]) == wireBytes(FeetechVectors.overload4))
    #expect(feetechReply(3, words: [FeetechPackets.encode(-5, signBit: 15)]) == wireBytes(FeetechVectors.positionMinus5))
  }

  /// A reading of 0x0123 of an SCS servo comes high byte first.
  @Test func theSeriesDecidesTheOrderOfBytes() {
    let sums: [(FeetechSeries, [UInt8])] = [(.sts, [0x23, 0x01]), (.scs, [0x01, 0x23])]
    for (series, bytes) in sums {
      var packet = PacketBuffer()
      FeetechPackets(series).number(0x0123, length: 2, in: &packet)
      #expect(packet.toArray() == bytes)
    }
  }

  @Test func signAndMagnitudeByHand() {
    #expect(FeetechPackets.decode(0x8005, signBit: 15) == -5)
    #expect(FeetechPackets.decode(0x07FF, signBit: 15) == 2047)
    #expect(FeetechPackets.decode(0x0464, signBit: 10) == -100)
    #expect(FeetechPackets.encode(-870, signBit: 11) == 0x0B66)
    #expect(FeetechPackets.encode(870, signBit: 11) == 0x0366)
  }
}
