import ExocapCore
import Testing

@Suite struct DeviceClockTests {
  /// 2^32 µs are 4294.967296 s, 2^16 ms are 65.536 s.
  @Test func itWrapsAfterAllItsTicks() {
    #expect(DeviceClock(tick: 1000, bits: 32).wrap == 4_294_967_296_000)
    #expect(DeviceClock(tick: 1e6, bits: 16).wrap == 65_536_000_000)
  }
}
