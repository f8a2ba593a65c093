import ExocapCore
import Testing

@Suite struct CalibrationEventTests {
  @Test func kindsKeepTheirNumbers() {
    // Recorded: a number never changes its meaning.
    let kinds: [CalibrationEvent.Kind] = [.tareDone, .tareRefused, .saturationBegan, .saturationEnded, .jumpRefused]
    #expect(kinds.map(\.rawValue) == [0, 1, 2, 3, 4])
    #expect(CalibrationEvent.Kind.allCases.count == 5)
  }
}
