import Glibc
@testable import LinuxIO

/// Two connected descriptors that keep packets apart, as a hidraw node and a CAN socket do.
enum PacketPair {
  /// Both ends; reads of either do not block.
  static func make() throws -> (Int32, Int32) {
    var ends: [Int32] = [0, 0]
    let type = Int32(SOCK_SEQPACKET.rawValue) | Int32(SOCK_NONBLOCK.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
    guard unsafe socketpair(AF_UNIX, type, 0, &ends) == 0 else { throw IOError("make", "a pair of sockets", ErrorCode.last) }
    return (ends[0], ends[1])
  }

  /// Writes one packet.
  static func send(_ bytes: [UInt8], to end: Int32) { _ = unsafe write(end, bytes, bytes.count) }
}
