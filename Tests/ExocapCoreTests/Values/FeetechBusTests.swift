import ExocapCore
import Testing

@Suite struct FeetechBusTests {
  /// Registers 56 position, 58 speed, 60 load, two bytes each (Feetech STS memory table).
  @Test func blocksBeginAtThePosition() {
    #expect(FeetechBlock.allCases.map(\.address) == [56, 56, 56])
    #expect(FeetechBlock.allCases.map(\.length) == [2, 4, 6])
  }

  @Test func onlyMagneticServosKnowSyncRead() {
    #expect(FeetechSeries.allCases.map(\.hasSyncRead) == [true, false])
  }
}
