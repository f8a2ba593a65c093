import ExocapCore
import Testing

@Suite struct HandRetargetingTests {
  /// MediaPipe's 21 landmarks: thumb 1 to 4 (CMC, MCP, IP, tip), index 5 to 8, middle 9 to 12, ring 13 to 16, little 17 to 20.
  @Test func fingersHaveTheirPlacesAmongTheKeypoints() {
    #expect(FingerName.allCases.map(\.tipKeypoint) == [4, 8, 12, 16, 20])
    #expect(FingerName.allCases.map(\.knuckleKeypoint) == [2, 5, 9, 13, 17])
  }
}
