internal import ExocapCore
internal import LinuxIO

extension RigDevice {
  /// Where its bytes come from.
  var transportAddress: TransportAddress {
    switch profile.transport {
    case .serial: .serial(place, speed: UInt32(profile.line.baud))
    case .hidraw: .hidraw(NodeAddress(.hidraw, place, interface: interface))
    case .evdev: .input(NodeAddress(.input, place, interface: interface))
    case .usb(let endpoints): .usb(NodeAddress(.usb, place), endpoints)
    case .can(let bus): .can(NodeAddress(.can, place), bitrate: bus.bitrate)
    }
  }

  private var place: SerialAddress {
    switch port {
    case .path(let path): .path(path)
    case .usbSerial(let serial): .usbSerialNumber(serial)
    }
  }

  /// The one USB interface that the profile means; nil where it does not say, or says several.
  private var interface: Int? {
    let all = Set(profile.usbMatches.map(\.interface))
    return all.count == 1 ? all.first.flatMap { $0 } : nil
  }
}
