import Testing

@testable import ExocapExport

struct ValueDictionaryTests {
  @Test func keepsValuesInTheOrderOfTheirFirstPlaces() throws {
    let values: [UInt64] = Array(repeating: 7, count: 10) + [3, 7, 3, 0, 0, 9]
    let dictionary = try #require(ValueDictionary(count: values.count) { values[$0] })
    #expect(dictionary.distinct == [7, 3, 0, 9])
    #expect(dictionary.places.map { dictionary.distinct[Int($0)] } == values)
  }

  @Test func isNoneWhereItWouldGainNothing() {
    #expect(ValueDictionary(count: 8) { _ in 1 } == nil)
    #expect(ValueDictionary(count: 100) { UInt64($0) } == nil)
    #expect(ValueDictionary(count: 100_000) { UInt64($0 % 16_385) } == nil)
    #expect(ValueDictionary(count: 100_000) { UInt64($0 % 16_384) }?.distinct.count == 16_384)
  }
}
