import ExocapCore
import ExocapTestCaptures
import Testing

@Suite struct CaptureTests {
  /// The link has its own conformance cases.
  @Test func everySerialProtocolHasACapture() {
    for name in WireProtocol.names where name != "link" { #expect(Capture.names.contains { $0.hasPrefix(name + "/") }) }
  }

  @Test(arguments: Capture.names) func readsWhatWasExpected(_ name: String) throws {
    let capture = try #require(Capture(name))
    let device = try #require(CaptureDevices.named(capture.device))
    #expect(!capture.source.isEmpty)
    var player = CapturePlayer(device.profile, device.calibration)
    for event in capture.events { player.play(event) }
    #expect(player.differences.isEmpty, "\(player.differences)")
    #expect(player.samples.count == capture.expectations.count)
    for (sample, expected) in zip(player.samples, capture.expectations) { Self.compare(sample, expected) }
  }

  static func compare(_ sample: Sample, _ expected: Capture.Expectation) {
    #expect(sample.arrived == expected.arrived)
    #expect(Int(sample.stream.index) == expected.stream)
    #expect(sample.count == expected.values.count)
    for index in 0..<min(sample.count, expected.values.count) {
      let value = sample.values[index]
      #expect(sample.isValid(index) == expected.isValid[index], "value \(index) at \(expected.arrived)")
      #expect((sample.saturated & (1 << UInt64(index)) != 0) == expected.isSaturated[index], "value \(index) at \(expected.arrived)")
      if let wanted = expected.values[index] {
        #expect(abs(value - wanted) < 1e-9, "value \(index) at \(expected.arrived)")
      } else {
        #expect(value.isNaN)
      }
    }
  }
}
