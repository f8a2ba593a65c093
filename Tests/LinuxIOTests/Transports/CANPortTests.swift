import ExocapTestSupport
import Glibc
@testable import LinuxIO
import Testing

/// A real CAN socket needs a kernel with one: `KernelDeviceTests` in a virtual machine.
@Suite struct CANPortTests {
  /// struct can_frame of linux/can.h: identifier, length, three bytes of padding, eight of content.
  private static func frame(_ identifier: UInt32, _ content: [UInt8]) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: identifier >> UInt32(8 * $0)) } + [UInt8(content.count), 0, 0, 0] + content
      + [UInt8](repeating: 0, count: 8 - content.count)
  }

  @Test func errorFramesAreCountedAndPassedOver() throws {
    let (ours, theirs) = try PacketPair.make()
    let bus = FileDescriptor(adopting: theirs)
    let port = CANPort(adopting: FileDescriptor(adopting: ours), interface: "can0")
    let good = Self.frame(0x11, [1, 2, 3])
    // CAN_ERR_FLAG is bit 29; 0x80000011 is an identifier of 29 bits, which is no error.
    let extended = Self.frame(0x8000_0011, [9])
    for frame in [Self.frame(0x2000_0004, []), good, Self.frame(0x2000_0088, []), extended] { PacketPair.send(frame, to: bus.number) }
    var block = [UInt8](repeating: 0, count: 4096)
    var read: [[UInt8]] = []
    for _ in 0..<2 {
      var span = block.mutableSpan
      guard case .bytes(let count) = port.read(into: &span) else { break }
      read.append(Array(block[..<count]))
    }
    #expect(read == [good, extended])
    #expect(port.errorFrames == 2)
  }

  @Test func severalFramesAreSentOneByOne() throws {
    let (ours, theirs) = try PacketPair.make()
    let bus = FileDescriptor(adopting: theirs)
    let port = CANPort(adopting: FileDescriptor(adopting: ours), interface: "can0")
    let frames = [Self.frame(1, [1]), Self.frame(2, [2])]
    let written = port.write((frames[0] + frames[1]).span)
    #expect(written == .bytes(32))
    var block = [UInt8](repeating: 0, count: 64)
    var got: [[UInt8]] = []
    for _ in 0..<2 {
      let count = unsafe read(bus.number, &block, 64)
      got.append(Array(block[..<max(count, 0)]))
    }
    #expect(got == frames)
  }

  @Test func whatIsWrongIsToldWithItsCommand() {
    let down = CANPort.failure("can0", 1_000_000, ErrorCode(rawValue: ENETDOWN))
    #expect(down.remedy == "sudo ip link set can0 up type can bitrate 1000000")
    let absent = CANPort.failure("can0", 1_000_000, ErrorCode(rawValue: ENODEV))
    #expect(absent.cause == .notFound(found: Enumeration.all(.can).map(\.description)))
    let unsupported = CANPort.failure("can0", 1_000_000, ErrorCode(rawValue: EAFNOSUPPORT))
    #expect(unsupported.remedy == "sudo modprobe can_raw")
  }

  @Test func anInterfaceThatIsNotThereCannotBeOpened() {
    let failure = error { () throws(IOError) in _ = try CANPort(NodeAddress(.can, .path("can99")), bitrate: 1_000_000) }
    #expect(failure != nil)
  }
}
