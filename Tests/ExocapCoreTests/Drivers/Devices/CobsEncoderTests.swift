@testable import ExocapCore
import Testing

@Suite struct CobsEncoderTests {
  @Test(arguments: CobsVectors.all.indices) func encodesWhatIsPublished(_ index: Int) {
    var plain = PacketBuffer()
    var encoded = PacketBuffer()
    for byte in CobsVectors.all[index].plain { plain.append(byte) }
    CobsEncoder.append(plain, to: &encoded)
    #expect(encoded.toArray() == CobsVectors.all[index].encoded)
  }
}
