import Testing

@testable import MCAP

struct ChunkAccountTests {
  @Test func aDigestDependsOnWhatIsInItAndNotOnItsOrder() {
    var forward = ChunkAccount.Digest()
    var backward = ChunkAccount.Digest()
    for number in 0..<100 { forward.add(UInt64(number), UInt64(number * 40)) }
    for number in (0..<100).reversed() { backward.add(UInt64(number), UInt64(number * 40)) }
    #expect(forward == backward)
    // Two times exchanged: the sums of both columns are the same, the pairs are not.
    var exchanged = ChunkAccount.Digest()
    for number in 0..<100 { exchanged.add(UInt64(number == 3 ? 4 : number == 4 ? 3 : number), UInt64(number * 40)) }
    #expect(forward != exchanged)
  }

  @Test func anEmptyChunkHasNoTimes() {
    let empty = ChunkHeader(startTime: 0, endTime: 0, uncompressedSize: 0, uncompressedCRC: 0, compression: "", compressedSize: 0)
    #expect(ChunkAccount(offset: 0, length: 9, header: empty).timeProblem == nil)
    var wrong = empty
    wrong.startTime = .max
    #expect(ChunkAccount(offset: 0, length: 9, header: wrong).timeProblem != nil)
  }
}
