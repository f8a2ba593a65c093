import ExocapCore
import Testing

@Suite struct TimestampTests {
  @Test func differenceOfTwoPointsIsAnInterval() {
    #expect(Timestamp(nanoseconds: 1_500) - Timestamp(nanoseconds: 500) == .nanoseconds(1_000))
    #expect(Timestamp(nanoseconds: 500) - Timestamp(nanoseconds: 1_500) == .nanoseconds(-1_000))
  }

  @Test func arithmeticSaturatesInsteadOfWrapping() {
    #expect(Timestamp(nanoseconds: 5) - .never == .distant)
    #expect(Timestamp.distantFuture + .seconds(1) == .distantFuture)
    #expect(Timestamp.never - .seconds(1) == .never)
  }
}
