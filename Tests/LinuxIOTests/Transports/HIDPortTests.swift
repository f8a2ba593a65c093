import Glibc
@testable import LinuxIO
import Testing

/// Reading a real hidraw node needs a kernel with one: `KernelDeviceTests` in a virtual machine.
@Suite struct HIDPortTests {
  @Test func eachReadIsOneReport() throws {
    let (ours, theirs) = try PacketPair.make()
    let device = FileDescriptor(adopting: theirs)
    let port = HIDPort(adopting: FileDescriptor(adopting: ours), path: "hidraw0")
    PacketPair.send([1, 2, 3], to: device.number)
    PacketPair.send([4], to: device.number)
    var block = [UInt8](repeating: 0, count: 64)
    var span = block.mutableSpan
    let first = port.read(into: &span)
    let second = port.read(into: &span)
    let third = port.read(into: &span)
    #expect([first, second, third] == [.bytes(3), .bytes(1), .wouldBlock])
    let written = port.write([7, 8].span)
    #expect(written == .bytes(2))
  }

  @Test func aNodeThatIsNoHIDDeviceIsRefused() {
    let failure = error { () throws(IOError) in _ = try HIDPort(NodeAddress(.hidraw, .path("/dev/null"))) }
    #expect(failure?.description.contains("it is not a hidraw node") == true, "\(failure.map { "\($0)" } ?? "")")
  }

  @Test func whatIsAbsentIsToldWithWhatIsThere() {
    let failure = error { () throws(IOError) in _ = try HIDPort(NodeAddress(.hidraw, .path("/dev/hidraw99"))) }
    #expect(failure?.cause == .notFound(found: Enumeration.all(.hidraw).map(\.description)))
  }
}
