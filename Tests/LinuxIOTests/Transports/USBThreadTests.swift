import ExocapCore
@testable import LinuxIO
import Testing

extension OneAtATime {
  @Suite struct USBThreadTests {
    @Test func endsWhenItIsToldToAndTakesTheDeviceWithIt() throws {
      guard let devices = try MockedDevices.enter("USBThreadTests/endsWhenItIsToldToAndTakesTheDeviceWithIt") else { return }
      try USBPortTests.plug(devices)
      let exchange = try USBExchange()
      let thread = try USBThread(try USBDevice(USBPortTests.node, USBPortTests.endpoints), exchange)
      #expect(devices.isClaimed)
      exchange.stop()
      thread.join()
      #expect(!devices.isClaimed)
      // Joined once, it is over.
      thread.join()
    }
  }
}
