import MCAP
import Testing

struct MetadataTests {
  @Test func hasANameAndEntries() throws {
    try prove(Metadata(name: "n", entries: ["a": "b"]), "01000000 6E 0A000000 01000000 61 01000000 62")
  }

  @Test func indexHasPlaceAndName() throws {
    try prove(MetadataIndex(offset: 1, length: 2, name: "n"), "0100000000000000 0200000000000000 01000000 6E")
  }
}
