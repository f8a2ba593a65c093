package import ExocapCore

/// Where a device's bytes come from, as the rig says.
package enum TransportAddress: Hashable, Sendable, CustomStringConvertible {
  /// A serial port and its speed [bit/s].
  case serial(SerialAddress, speed: UInt32)
  /// A UDP peer, and the address to receive at; nil lets the kernel choose.
  case datagram(remote: SocketAddress, local: SocketAddress?)
  /// A HID device's reports.
  case hidraw(NodeAddress)
  /// An input device's events.
  case input(NodeAddress)
  /// Endpoints of a USB device.
  case usb(NodeAddress, USBEndpoints)
  /// A CAN interface, and the bit rate [bit/s] that it has to be set to.
  case can(NodeAddress, bitrate: Int)
  /// Nothing: never opens, never reads.
  case none

  /// As a person would name it.
  package var description: String {
    switch self {
    case .serial(let address, let speed): "\(address) at \(speed) bit/s"
    case .datagram(let remote, _): "UDP \(remote)"
    case .hidraw(let address): "HID device \(address)"
    case .input(let address): "input device \(address)"
    case .usb(let address, let endpoints): "USB device \(address), interface \(endpoints.interface)"
    case .can(let address, let bitrate): "CAN bus \(address) at \(bitrate) bit/s"
    case .none: "nothing"
    }
  }

  /// Whether each read is one whole packet, as a datagram is; bytes of a serial port come in any portions.
  package var keepsPackets: Bool {
    switch self {
    case .datagram, .hidraw, .input, .usb, .can: true
    case .serial, .none: false
    }
  }

  /// The node of a device that is no serial port; nil for all else.
  var node: NodeAddress? {
    switch self {
    case .hidraw(let node), .input(let node), .usb(let node, _), .can(let node, _): node
    case .serial, .datagram, .none: nil
    }
  }
}
