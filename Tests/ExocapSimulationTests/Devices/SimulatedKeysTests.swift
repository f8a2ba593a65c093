import ExocapCore
import ExocapSimulation
import Testing

@Suite struct SimulatedKeysTests {
  private let profile = DeviceProfile(
    name: "pedal", title: "pedal", kind: .pedal, usbMatches: [], line: .simulated, wire: .keys(KeysFormat(codes: [30, 48], rate: 50)),
    streams: [
      StreamProfile(
        name: "pedals", kind: .inputs, rate: 50, staleAfter: .milliseconds(100),
        values: [30, 48].indices.map {
          ValueProfile(name: "k\($0)", source: .button(field: $0, threshold: 0.5, pressedBelow: false), lower: 0, upper: 1)
        })
    ], provenAgainst: "test", transport: .evdev)
  private let none = DeviceCalibration(profile: "pedal", label: "test", serial: nil, values: [:])

  @Test func whatIsPressedArrivesThroughTheDriver() {
    var bench = DeviceBench(profile, none)
    bench.run(for: .milliseconds(50))
    #expect(bench.samples[0].valid == 0b11)
    #expect(bench.value(0, 0) == 0 && bench.value(0, 1) == 0)
    bench.device.wear([0, 1], stream: 0)
    bench.run(for: .milliseconds(12))
    #expect(bench.value(0, 0) == 0 && bench.value(0, 1) == 1)
    bench.device.wear([1, 0], stream: 0)
    bench.run(for: .milliseconds(12))
    #expect(bench.value(0, 0) == 1 && bench.value(0, 1) == 0)
  }

  @Test func aHeldPedalSendsNothingBetweenWholeStates() {
    var device = SimulatedKeys(profile: profile, calibration: none, start: Timestamp(nanoseconds: 0))
    device.worn.set([1, 0], stream: 0)
    var sent: [Int] = []
    for time in Int64(0)..<2000 {
      let count = device.poll(now: Timestamp(nanoseconds: time * 1_000_000)).count
      if count > 0 { sent.append(count) }
    }
    // All up, KEY_A, report: 72 bytes at 1 Mbaud take 0.72 ms. Twice in two seconds.
    #expect(sent.reduce(0, +) == 2 * 72)
  }
}
