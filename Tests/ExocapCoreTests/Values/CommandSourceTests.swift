import ExocapCore
import Testing

@Suite struct CommandSourceTests {
  @Test func zeroIsNobody() {
    #expect(CommandSource(rawValue: 0) == nil)
    #expect(CommandSource.allCases.map(\.rawValue) == [1, 2, 3, 4])
  }
}
