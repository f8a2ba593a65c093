/// Where a device's bytes come from, as the rig says.
package enum TransportAddress: Hashable, Sendable, CustomStringConvertible {
  /// A serial port and its speed [bit/s].
  case serial(SerialAddress, speed: UInt32)
  /// A UDP peer, and the address to receive at; nil lets the kernel choose.
  case datagram(remote: SocketAddress, local: SocketAddress?)
  /// Nothing: never opens, never reads.
  case none

  /// As a person would name it.
  package var description: String {
    switch self {
    case .serial(let address, let speed): "\(address) at \(speed) bit/s"
    case .datagram(let remote, _): "UDP \(remote)"
    case .none: "nothing"
    }
  }

  /// Whether each read is one whole packet, as a datagram is; bytes of a serial port come in any portions.
  package var keepsPackets: Bool {
    if case .datagram = self { return true }
    return false
  }
}
