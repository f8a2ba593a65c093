internal import ExocapRuntime
internal import Testing

@Suite struct DimensionTests {
  @Test(arguments: Dimension.allCases)
  func hasAUnitInSIAndExamplesOfItself(dimension: Dimension) throws {
    #expect(Unit.all.contains { $0.dimension == dimension && $0.numerator == 1 && $0.denominator == 1 })
    let examples = dimension.examples.split(separator: "'").enumerated().filter { $0.offset % 2 == 0 }.map(\.element)
    #expect(!examples.isEmpty)
    for example in examples { #expect(try Quantity(String(example)).unit.dimension == dimension) }
  }
}
