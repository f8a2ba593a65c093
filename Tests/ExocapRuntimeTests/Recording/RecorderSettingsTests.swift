import Testing

@testable import ExocapRuntime

struct RecorderSettingsTests {
  @Test func episodesHaveRandomUUIDs() {
    let ids = (0..<100).map { _ in EpisodeID.random().description }
    #expect(Set(ids).count == 100)
    for id in ids {
      let parts = id.split(separator: "-").map(\.count)
      #expect(parts == [8, 4, 4, 4, 12])
      // RFC 9562: version 4 and variant 10.
      let characters = Array(id)
      #expect(characters[14] == "4")
      #expect("89ab".contains(characters[19]))
    }
  }
}
