import ExocapCore
import Glibc
@testable import LinuxIO
import Testing

extension OneAtATime {
  /// Our real port and the real libusb against a kernel's side that is mocked.
  @Suite struct USBPortTests {
    static let endpoints = USBEndpoints(interface: 0, input: 0x81, output: 0x01)
    static let node = "/dev/bus/usb/001/004"

    static func plug(_ devices: MockedDevices) throws {
      try devices.add(MockedDescriptions.taxels)
      #expect(devices.attachUSB(node))
    }

    static func read(_ count: Int, _ port: borrowing USBPort) -> (reports: [[UInt8]], end: ReadResult?) {
      var reports: [[UInt8]] = []
      var block = [UInt8](repeating: 0, count: 4096)
      let deadline = soon
      while reports.count < count, MonotonicClock.now() < deadline {
        var span = block.mutableSpan
        switch port.read(into: &span) {
        case .bytes(let length): reports.append(Array(block[..<length]))
        case .wouldBlock: _ = port.pollDescriptor.wait(for: .readable, until: deadline)
        case let result: return (reports, result)
        }
      }
      return (reports, nil)
    }

    @Test func eachReportIsOneRead() throws {
      guard let devices = try MockedDevices.enter("USBPortTests/eachReportIsOneRead") else { return }
      try Self.plug(devices)
      let port = try USBPort(NodeAddress(.usb, .usbSerialNumber("T1")), Self.endpoints)
      #expect(port.path == Self.node)
      #expect(devices.isClaimed)
      let sent = (0..<200).map { number in (0..<(1 + number % 16)).map { UInt8(truncatingIfNeeded: number &* 31 &+ $0) } }
      for report in sent { devices.send(report) }
      let got = Self.read(sent.count, port)
      #expect(got.reports == sent)
      #expect(got.end == nil)
      #expect(port.lostTransfers == 0)
    }

    @Test func severalReadsWaitAtTheDevice() throws {
      guard let devices = try MockedDevices.enter("USBPortTests/severalReadsWaitAtTheDevice") else { return }
      try Self.plug(devices)
      let port = try USBPort(NodeAddress(.usb, .path("1-4")), Self.endpoints)
      let deadline = soon
      while devices.waitingReads < 4, MonotonicClock.now() < deadline {
        MonotonicClock.sleep(until: MonotonicClock.now() + .milliseconds(1))
      }
      #expect(devices.waitingReads == 4)
      _ = consume port
      // Closing takes every transfer back and gives the interface free.
      #expect(devices.waitingReads == 0)
      #expect(!devices.isClaimed)
    }

    @Test func requestsReachTheDeviceInOrder() throws {
      guard let devices = try MockedDevices.enter("USBPortTests/requestsReachTheDeviceInOrder") else { return }
      try Self.plug(devices)
      let port = try USBPort(NodeAddress(.usb, .path("1-4")), Self.endpoints)
      for number in UInt8(0)..<5 {
        let written = port.write([number, 2].span)
        #expect(written == .bytes(2))
      }
      var got: [[UInt8]] = []
      let deadline = soon
      while got.count < 5, MonotonicClock.now() < deadline {
        if let next = devices.takeWritten() {
          got.append(next)
        } else {
          MonotonicClock.sleep(until: MonotonicClock.now() + .milliseconds(1))
        }
      }
      #expect(got == (UInt8(0)..<5).map { [$0, 2] })
    }

    @Test func aHundredOpeningsCostNoDescriptor() throws {
      guard let devices = try MockedDevices.enter("USBPortTests/aHundredOpeningsCostNoDescriptor") else { return }
      try Self.plug(devices)
      var counts: [Int] = []
      for cycle in 0..<100 {
        let port = try USBPort(NodeAddress(.usb, .path("1-4")), Self.endpoints)
        devices.send([UInt8(cycle)])
        #expect(Self.read(1, port).reports == [[UInt8(cycle)]])
        _ = consume port
        counts.append(try Files.list("/proc/self/fd").count)
      }
      // libusb and umockdev keep what they made the first time.
      #expect(counts[99] == counts[9], "\(counts)")
    }

    @Test func anUnplugIsSeenAfterWhatCameBefore() throws {
      guard let devices = try MockedDevices.enter("USBPortTests/anUnplugIsSeenAfterWhatCameBefore") else { return }
      try Self.plug(devices)
      let port = try USBPort(NodeAddress(.usb, .path("1-4")), Self.endpoints)
      devices.send([1])
      #expect(Self.read(1, port).reports == [[1]])
      devices.unplugUSB()
      #expect(Self.read(1, port).end == .gone(ErrorCode(rawValue: ENODEV)))
      let written = port.write([1].span)
      #expect(written == .gone(ErrorCode(rawValue: ENODEV)))
    }
  }
}
