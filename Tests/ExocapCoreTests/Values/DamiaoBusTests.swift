import ExocapCore
import Testing

@Suite struct DamiaoBusTests {
  /// A person moves the arm, and the scales are the motor's own: both unless a test says otherwise.
  @Test func opensByFreeingTheMotorsAndReadingTheirScales() {
    let bus = DamiaoBus(motors: [], rate: 100, adapter: .socketCAN)
    #expect(bus.freesMotors && bus.checksScales && bus.bitrate == 1_000_000)
  }
}
