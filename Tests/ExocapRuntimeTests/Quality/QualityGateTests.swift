import Testing

@testable import ExocapRuntime

struct QualityGateTests {
  @Test func everyGateSaysWhatItIs() {
    for gate in QualityGate.allCases {
      #expect(!gate.title.isEmpty && gate.rawValue.utf8.allSatisfy { $0 == 0x5F || (0x61...0x7A).contains($0) })
    }
    #expect(Set(QualityGate.allCases.map(\.title)).count == QualityGate.allCases.count)
    #expect(QualityGate.lostRecords.order == 0 && QualityGate.jerk.order == QualityGate.allCases.count - 1)
  }

  /// In files bit by bit: a bit that changes its place changes the meaning of every recording.
  @Test func flagsHaveTheirPlaces() {
    let bits = QualityFlags.names.map { $0.0.rawValue.trailingZeroBitCount }
    #expect(bits == [0, 1, 2, 3, 4, 5, 6, 7, 8, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25])
    #expect(QualityFlags.names.allSatisfy { $0.0.rawValue.nonzeroBitCount == 1 })
    #expect(Set(QualityFlags.names.map(\.1)).count == bits.count)
  }
}
