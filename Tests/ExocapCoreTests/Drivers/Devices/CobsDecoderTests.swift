@testable import ExocapCore
import Testing

@Suite struct CobsDecoderTests {
  /// The packet and whether it may end where it ended.
  private func decode(_ bytes: [UInt8]) -> ([UInt8], Bool) {
    var decoder = CobsDecoder()
    var plain: [UInt8] = []
    for byte in bytes { if case .byte(let byte) = decoder.take(byte) { plain.append(byte) } }
    return (plain, decoder.isWhole)
  }

  @Test(arguments: CobsVectors.all.indices) func decodesWhatIsPublished(_ index: Int) {
    let (plain, isWhole) = decode(CobsVectors.all[index].encoded.dropLast())
    #expect(plain == CobsVectors.all[index].plain)
    #expect(isWhole)
  }

  @Test func aBlockThatStopsBeforeItsEndIsNotWhole() {
    #expect(!decode([5, 1, 2, 3]).1)
    #expect(!decode([]).1)
  }
}
