import MCAP
import Testing

struct ChannelTests {
  @Test func hasIdsTopicEncodingAndMetadata() throws {
    try prove(
      Channel(id: 0x0201, schemaID: 3, topic: "/t", messageEncoding: "cdr", metadata: ["k": "v", "a": ""]),
      "0102 0300 02000000 2F74 03000000 636472 13000000 01000000 61 00000000 01000000 6B 01000000 76")
  }
}
