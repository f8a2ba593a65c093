import ExocapCore
import Testing

@Suite struct ClippingTests {
  @Test func everyBitHasOneName() {
    #expect(Set(Clipping.names.map(\.1)).count == Clipping.names.count)
    let all = Clipping.names.reduce(Clipping.none) { $0.union($1.0) }
    #expect(Int(all.rawValue) == (1 << Clipping.names.count) - 1)
    for (rule, _) in Clipping.names { #expect(rule.rawValue.nonzeroBitCount == 1) }
  }

  @Test func noneIsEmpty() { #expect(Clipping.none.isEmpty) }
}
