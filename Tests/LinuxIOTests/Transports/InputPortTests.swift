import Glibc
@testable import LinuxIO
import Testing

/// Reading a real event node needs a kernel with one: `KernelDeviceTests` in a virtual machine.
@Suite struct InputPortTests {
  @Test func aNodeThatIsNoInputDeviceIsRefused() {
    let failure = error { () throws(IOError) in _ = try InputPort(NodeAddress(.input, .path("/dev/null"))) }
    #expect(failure?.description.contains("it is not an input device") == true, "\(failure.map { "\($0)" } ?? "")")
  }

  @Test func whatIsAbsentIsToldWithWhatIsThere() {
    let failure = error { () throws(IOError) in _ = try InputPort(NodeAddress(.input, .path("/dev/input/event99"))) }
    #expect(failure?.cause == .notFound(found: Enumeration.all(.input).map(\.description)))
  }

  /// A descriptor that has no keys to tell is of no use: the first read says so, instead of waiting for an event.
  @Test func theFirstReadIsTheStateOfAllKeys() throws {
    let (ours, theirs) = try PacketPair.make()
    let device = FileDescriptor(adopting: theirs)
    let port = InputPort(adopting: FileDescriptor(adopting: ours), path: "event0")
    PacketPair.send([UInt8](repeating: 0, count: 24), to: device.number)
    var block = [UInt8](repeating: 0, count: 4096)
    var span = block.mutableSpan
    let first = port.read(into: &span)
    let second = port.read(into: &span)
    #expect(first == .gone(.notATerminal))
    #expect(second == .bytes(24))
  }
}

extension OneAtATime {
  /// Our real port against evdev's side that is mocked.
  @Suite struct MockedInputPortTests {
    @Test func aPedalIsGrabbedAndTellsItsStateFirst() throws {
      guard let devices = try MockedDevices.enter("MockedInputPortTests/aPedalIsGrabbedAndTellsItsStateFirst") else { return }
      try devices.add(MockedDescriptions.pedal)
      #expect(devices.attachInput("/dev/input/event5", keysDown: [30]))
      let port = try InputPort(NodeAddress(.input, .path("/dev/input/event5")))
      #expect(devices.isGrabbed)
      var block = [UInt8](repeating: 0, count: 4096)
      var span = block.mutableSpan
      let first = port.read(into: &span)
      // All up, KEY_A down, the end of the report.
      #expect(first == .bytes(72))
      #expect(block[16..<24] == [0, 0, 1, 0, 0, 0, 0, 0])
      #expect(block[40..<48] == [1, 0, 30, 0, 1, 0, 0, 0])
      #expect(block[64..<72] == [0, 0, 0, 0, 0, 0, 0, 0])
    }
  }
}
