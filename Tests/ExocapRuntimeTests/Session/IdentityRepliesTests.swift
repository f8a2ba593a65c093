import ExocapCore
import ExocapTestCaptures
import ExocapTestSupport
import Testing

struct IdentityRepliesTests {
  /// Asked by the real drivers, in virtual time: by each servo of the profile, with its id.
  @Test(arguments: [
    ("dynamixel2/sync-read", [1, 2, 3].map { DeviceIdentity.servo(id: $0, model: 1020, firmware: 45, homing: 0) }),
    ("feetech/sts-sync-read", [1, 2, 3].map { DeviceIdentity.servo(id: $0, model: 777, firmware: 3 * 16 + 10, homing: 0) }),
    ("feetech/scs-reads", [1, 2].map { DeviceIdentity.servo(id: $0, model: 777, firmware: 3 * 16 + 10, homing: 0) }),
    ("damiao/leader", [0x1_0100_0001, 0x2_0100_0002]),
  ])
  func theDriversBelieveThem(_ name: String, _ expected: [UInt64]) throws {
    let capture = try #require(Capture(name))
    let numbers = try #require(CaptureDevices.named(capture.device)).calibration
    let profile = try deviceProfile(try readText("\(Requirement.repositoryRoot)/Tests/Captures/devices/\(capture.device).yaml"))
    let identities = IdentityReplies(of: profile.wire)
    var events = capture.events.filter { $0.verb == .rx || $0.verb == .tx }[...]
    var now = Timestamp(nanoseconds: 0)
    var device = ReadDevice(profile, numbers, openedAt: now)
    for _ in 0..<20 {
      let request = device.requests(at: now)
      now = now + .milliseconds(1)
      if let reply = identities.reply(to: request) {
        device.receive(reply, at: now)
      } else if request == events.first?.bytes {
        events.removeFirst()
        while events.first?.verb == .rx { device.receive(events.removeFirst().bytes, at: now) }
      }
    }
    let identity = device.driver.identity
    let parts = (0..<expected.count).map { identity.part($0) }
    #expect(parts == expected)
  }
}
