import ExocapCore
import ExocapRuntime
import Testing

struct CaptureTextTests {
  /// The lines as Tests/Captures/README.md lays them out, written by hand.
  @Test func isTheFormatOfCaptures() {
    var capture = CaptureText(device: "arm", source: "a test")
    capture.note(.open, at: Timestamp(nanoseconds: 5))
    let request: [UInt8] = [0xFF, 0x00, 0x0A]
    capture.note(.tx, at: Timestamp(nanoseconds: 17), request.span)
    let reply: [UInt8] = [0x7F]
    capture.note(.rx, at: Timestamp(nanoseconds: 1_000_000_020), reply.span)
    capture.remark("a word")
    capture.note(.poll, at: Timestamp(nanoseconds: 1_000_000_021))
    capture.note(.close, at: Timestamp(nanoseconds: 1_000_000_022))
    #expect(
      String(decoding: capture.text, as: UTF8.self) == """
        device: arm
        source: a test

        5 open
        17 tx ff 00 0a
        1000000020 rx 7f
        # a word
        1000000021 poll
        1000000022 close

        """)
    #expect(capture.bytesRead == 1 && capture.bytesWritten == 3)
  }
}
