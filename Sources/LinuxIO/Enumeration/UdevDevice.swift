internal import CUdev
internal import ExocapCore

/// The owner of one device of libudev's, and what is read of it. One thread uses it.
@safe struct UdevDevice: ~Copyable {
  private let device: OpaquePointer

  /// Takes over a reference that nobody else owns.
  init(adopting device: OpaquePointer) { unsafe self.device = device }

  // SAFETY: the reference is ours alone, and given back once.
  deinit { unsafe _ = udev_device_unref(device) }

  var name: String { unsafe text(udev_device_get_sysname(device)) ?? "" }
  var subsystem: String { unsafe text(udev_device_get_subsystem(device)) ?? "" }
  /// Below /dev; nil where it has no node.
  var node: String? { unsafe text(udev_device_get_devnode(device)) }
  /// What happened, where the device came out of a monitor; nil else.
  var action: String? { unsafe text(udev_device_get_action(device)) }

  /// What can be read there; nil for what no device of ours can be.
  var plugged: PluggedDevice? {
    switch subsystem {
    case "tty": node.flatMap { ofUSB(PluggedDevice(kind: .tty, name: name, path: $0)) }
    case "hidraw": node.flatMap { ofUSB(PluggedDevice(kind: .hidraw, name: name, path: $0)) ?? hid($0) }
    case "input": name.hasPrefix("event") ? node.flatMap { ofUSB(PluggedDevice(kind: .input, name: name, path: $0)) ?? input($0) } : nil
    case "usb": wholeUSBDevice
    case "net": canInterface
    default: nil
    }
  }

  /// [-] ARPHRD_CAN of linux/if_arp.h.
  private static var canType: String { "280" }
  /// [-] bDeviceClass of a hub (usb.org, defined class codes).
  private static var hubClass: String { "09" }

  private var canInterface: PluggedDevice? {
    guard attribute("type") == UdevDevice.canType else { return nil }
    var bus = PluggedDevice(kind: .can, name: name, path: name)
    // Bit 0 is IFF_UP of linux/if.h.
    let flags = attribute("flags").flatMap { UInt32($0.dropFirst(2), radix: 16) }
    bus.isDown = flags.map { $0 & 1 == 0 } ?? false
    return ofUSB(bus) ?? bus
  }

  private var wholeUSBDevice: PluggedDevice? {
    guard unsafe text(udev_device_get_devtype(device)) == "usb_device", let node, attribute("bDeviceClass") != UdevDevice.hubClass
    else { return nil }
    var found = PluggedDevice(kind: .usb, name: name, path: node)
    unsafe fill(&found, from: device)
    return found
  }

  /// With what the USB device behind it says; nil where there is none.
  private func ofUSB(_ plugged: PluggedDevice) -> PluggedDevice? {
    // SAFETY: a parent lives as long as the device, which owns it.
    guard let parent = unsafe udev_device_get_parent_with_subsystem_devtype(device, "usb", "usb_device") else { return nil }
    var found = plugged
    unsafe fill(&found, from: parent)
    found.links = links
    if let interface = unsafe udev_device_get_parent_with_subsystem_devtype(device, "usb", "usb_interface") {
      found.interface = unsafe attribute("bInterfaceNumber", of: interface).flatMap { Int($0, radix: 16) }
      found.driver = unsafe text(udev_device_get_driver(interface)) ?? ""
    }
    if let port = unsafe udev_device_get_parent_with_subsystem_devtype(device, "usb-serial", nil) {
      found.driver = unsafe text(udev_device_get_driver(port)) ?? found.driver
      found.latencyTimer = unsafe attribute("latency_timer", of: port).flatMap { Int64($0) }.map { .milliseconds($0) }
    }
    return found
  }

  private func fill(_ found: inout PluggedDevice, from parent: OpaquePointer) {
    found.usbDevice = unsafe text(udev_device_get_sysname(parent)) ?? ""
    found.vendor = unsafe attribute("idVendor", of: parent).flatMap { UInt16($0, radix: 16) }
    found.product = unsafe attribute("idProduct", of: parent).flatMap { UInt16($0, radix: 16) }
    found.manufacturer = unsafe attribute("manufacturer", of: parent) ?? ""
    found.productName = unsafe attribute("product", of: parent) ?? ""
    found.serialNumber = unsafe attribute("serial", of: parent) ?? ""
  }

  /// A HID device without USB below it (Bluetooth, uhid): HID_ID is bus:vendor:product.
  private func hid(_ node: String) -> PluggedDevice? {
    guard let parent = unsafe udev_device_get_parent_with_subsystem_devtype(device, "hid", nil),
      let numbers = unsafe text(udev_device_get_property_value(parent, "HID_ID"))?.split(separator: ":"), numbers.count == 3,
      let vendor = UInt16(numbers[1].suffix(4), radix: 16), let product = UInt16(numbers[2].suffix(4), radix: 16)
    else { return nil }
    var found = PluggedDevice(kind: .hidraw, name: name, path: node)
    (found.vendor, found.product, found.links) = (vendor, product, links)
    found.productName = unsafe text(udev_device_get_property_value(parent, "HID_NAME")) ?? ""
    found.serialNumber = unsafe text(udev_device_get_property_value(parent, "HID_UNIQ")) ?? ""
    return found
  }

  /// An input device without USB below it; one that names no vendor is part of the machine.
  private func input(_ node: String) -> PluggedDevice? {
    guard let parent = unsafe udev_device_get_parent_with_subsystem_devtype(device, "input", nil),
      let vendor = unsafe attribute("id/vendor", of: parent).flatMap({ UInt16($0, radix: 16) }), vendor != 0,
      let product = unsafe attribute("id/product", of: parent).flatMap({ UInt16($0, radix: 16) }), product != 0
    else { return nil }
    var found = PluggedDevice(kind: .input, name: name, path: node)
    (found.vendor, found.product, found.links) = (vendor, product, links)
    found.productName = unsafe attribute("name", of: parent) ?? ""
    found.serialNumber = unsafe attribute("uniq", of: parent) ?? ""
    return found
  }

  /// Names by id before names by path before others; numbers of a bus are no stable names.
  private var links: [String] {
    let all = unsafe text(udev_device_get_property_value(device, "DEVLINKS")) ?? ""
    let stable = all.split(separator: " ").map(String.init).sorted()
    return stable.filter { $0.contains("/by-id/") } + stable.filter { $0.contains("/by-path/") }
      + stable.filter { !$0.contains("/by-id/") && !$0.contains("/by-path/") && !$0.contains("/char/") }
  }

  private func attribute(_ name: String) -> String? { unsafe attribute(name, of: device) }

  private func attribute(_ name: String, of device: OpaquePointer) -> String? {
    // SAFETY: the string lives until the next call on this device, and is copied.
    guard let found = unsafe text(udev_device_get_sysattr_value(device, name)) else { return nil }
    return String(found.prefix { $0 != "\n" })
  }

  /// Copies a string of libudev's; nil stays nil.
  private func text(_ pointer: UnsafePointer<CChar>?) -> String? {
    guard let pointer = unsafe pointer else { return nil }
    return unsafe String(cString: pointer)
  }
}
