import ExocapCore
import Testing

@Suite struct KeysFormatTests {
  @Test func aProtocolOfOtherKeysIsAnother() {
    #expect(WireProtocol.keys(KeysFormat(codes: [30], rate: 50)) == .keys(KeysFormat(codes: [30], rate: 50)))
    #expect(WireProtocol.keys(KeysFormat(codes: [30], rate: 50)) != .keys(KeysFormat(codes: [48], rate: 50)))
    #expect(WireProtocol.keys(KeysFormat(codes: [30], rate: 50)) != .keys(KeysFormat(codes: [30], rate: 60)))
  }
}
