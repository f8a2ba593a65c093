import MCAP
import Testing

struct CompressionTests {
  /// MCAP specification, §Well-known compression formats.
  @Test func hasTheNamesOfTheSpecification() {
    #expect(Compression.allCases.map(\.rawValue) == ["", "lz4", "zstd"])
  }
}
