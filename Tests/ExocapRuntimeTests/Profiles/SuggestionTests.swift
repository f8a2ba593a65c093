internal import ExocapRuntime
internal import Testing

@Suite struct SuggestionTests {
  // Distances counted by hand; kitten/sitting is the textbook pair.
  @Test(arguments: [("kitten", "sitting", 3), ("buad", "baud", 1), ("", "abc", 3), ("same", "same", 0), ("ca", "abc", 3)])
  func countsEdits(left: String, right: String, distance: Int) {
    #expect(Suggestion.editDistance(left, right) == distance)
    #expect(Suggestion.editDistance(right, left) == distance)
  }

  @Test func guessesSlipsPrefixesCaseAndAliases() {
    let keys = ["baud", "format", "latency", "flow"]
    #expect(Suggestion.nearest(to: "buad", among: keys) == "baud")
    #expect(Suggestion.nearest(to: "lat", among: keys) == "latency")
    #expect(Suggestion.nearest(to: "FORMAT", among: keys) == "format")
    #expect(Suggestion.nearest(to: "speed", among: keys, aliases: ["speed": "baud"]) == "baud")
    #expect(Suggestion.nearest(to: "glov", among: ["arm", "hand"], aliases: ["glove": "hand"]) == "hand")
  }

  @Test func doesNotGuessWildly() {
    #expect(Suggestion.nearest(to: "x", among: ["y", "z"]) == nil)
    #expect(Suggestion.nearest(to: "temperature", among: ["baud", "format"]) == nil)
    #expect(Suggestion.nearest(to: "left", among: ["left_arm", "left_hand"]) == nil)
  }

  @Test func boundsTheWorkOnGarbage() {
    let long = String(repeating: "a", count: 100_000)
    #expect(Suggestion.editDistance(long, long + "b") == 0)
  }
}
