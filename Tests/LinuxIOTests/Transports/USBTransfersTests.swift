import ExocapCore
@testable import LinuxIO
import Testing

extension OneAtATime {
  @Suite struct USBTransfersTests {
    @Test func aStalledEndpointGoesOn() throws {
      guard let devices = try MockedDevices.enter("USBTransfersTests/aStalledEndpointGoesOn") else { return }
      try USBPortTests.plug(devices)
      let port = try USBPort(NodeAddress(.usb, .path("1-4")), USBPortTests.endpoints)
      devices.stall()
      devices.send([1])
      #expect(USBPortTests.read(1, port).reports == [[1]])
      let deadline = soon
      while devices.clearedStalls == 0, MonotonicClock.now() < deadline {
        MonotonicClock.sleep(until: MonotonicClock.now() + .milliseconds(1))
      }
      #expect(devices.clearedStalls == 1)
      devices.send([2])
      #expect(USBPortTests.read(1, port).reports == [[2]])
    }
  }
}
