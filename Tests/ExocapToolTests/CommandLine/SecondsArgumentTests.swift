import ExocapCore
import Testing

@testable import exocap

struct SecondsArgumentTests {
  @Test func takesWhatPeopleWrite() {
    let texts: [(String, Int64)] = [("3", 3_000), ("3s", 3_000), ("1.5", 1_500), ("500ms", 500), ("2min", 120_000), ("0", 0)]
    for (text, milliseconds) in texts { #expect(SecondsArgument(argument: text)?.interval == .milliseconds(milliseconds), "\(text)") }
  }

  @Test func refusesWhatIsNoTime() {
    for text in ["", "s", "-1", "soon", "3h", "1e9", "nan", "inf"] { #expect(SecondsArgument(argument: text) == nil, "\(text)") }
  }
}
