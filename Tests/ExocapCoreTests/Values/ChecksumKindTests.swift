import ExocapCore
import Testing

@Suite struct ChecksumKindTests {
  @Test func aRemainderHasAsManyBytesAsBitsByEight() {
    for kind in ChecksumKind.allCases {
      if let parameters = kind.parameters { #expect(parameters.bits == 8 * kind.length) }
    }
    #expect(ChecksumKind.allCases.filter { $0.parameters != nil }.count == 10)
  }

  @Test func sumsHaveTheirWidth() {
    #expect([.none, .sum8, .sum8Inverted, .sum8Negated, .xor8, .sum16].map { (kind: ChecksumKind) in kind.length } == [0, 1, 1, 1, 1, 2])
  }
}
