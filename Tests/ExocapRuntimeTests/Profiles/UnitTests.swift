internal import ExocapRuntime
internal import Testing

@Suite struct UnitTests {
  @Test func everySymbolIsUnique() {
    let symbols = Unit.all.map(\.symbol)
    #expect(Set(symbols).count == symbols.count)
  }

  @Test func everySymbolFindsItself() {
    for unit in Unit.all { #expect(Unit.named(unit.symbol)?.dimension == unit.dimension) }
  }
}
