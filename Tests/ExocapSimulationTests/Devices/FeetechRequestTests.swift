import ExocapCore
@testable import ExocapSimulation
import Testing

@Suite struct FeetechRequestTests {
  /// Published examples of Feetech's protocol manual, with noise before and a half request behind.
  @Test func readsPublishedRequestsOutOfNoise() {
    var bytes: [UInt8] = [0x00, 0xFF, 0xFF, 0xFF, 0x01, 0x02, 0x01, 0xFB]
    bytes += [0xFF, 0xFF, 0xFE, 0x06, 0x82, 0x38, 0x08, 0x01, 0x02, 0x36, 0xFF, 0xFF, 0x01, 0x04]
    let ping = FeetechRequest.take(from: &bytes)
    let sync = FeetechRequest.take(from: &bytes)
    #expect(ping == FeetechRequest(id: 1, instruction: .ping, parameters: []))
    #expect(sync == FeetechRequest(id: 0xFE, instruction: .syncRead, parameters: [0x38, 8, 1, 2]))
    #expect(FeetechRequest.take(from: &bytes) == nil)
    #expect(bytes == [0xFF, 0xFF, 0x01, 0x04])
  }

  @Test func aBadChecksumIsPassedOver() {
    var bytes: [UInt8] = [0xFF, 0xFF, 0x01, 0x02, 0x01, 0xFA, 0xFF, 0xFF, 0x02, 0x02, 0x01, 0xFA]
    #expect(FeetechRequest.take(from: &bytes) == FeetechRequest(id: 2, instruction: .ping, parameters: []))
  }
}
