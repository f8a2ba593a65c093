internal import CUSB
internal import ExocapCore
internal import Glibc

/// The owner of a USB device that is open in a libusb context of its own, with its interface claimed.
@safe
struct USBDevice: ~Copyable {
  /// An endpoint as the device describes it.
  struct Endpoint {
    var address: UInt8
    /// LIBUSB_TRANSFER_TYPE_INTERRUPT or …_BULK.
    var type: UInt8
    /// [B] Of one packet.
    var packetSize: Int
  }

  let context: OpaquePointer
  let handle: OpaquePointer
  let input: Endpoint
  /// Nil where the device is not asked.
  let output: Endpoint?
  private let interface: Int32

  /// Opens the device whose node is `path`.
  init(_ path: String, _ endpoints: USBEndpoints) throws(IOError) {
    var made: OpaquePointer?
    let result = unsafe libusb_init(&made)
    guard result == 0, let context = unsafe made else { throw USBDevice.failure("open", path, result) }
    let opened: (handle: OpaquePointer, input: Endpoint, output: Endpoint?)
    do throws(IOError) { unsafe opened = try USBDevice.open(path, endpoints, context) } catch {
      unsafe libusb_exit(context)
      throw error
    }
    unsafe self.context = context
    unsafe handle = opened.handle
    unsafe input = opened.input
    unsafe output = opened.output
    interface = Int32(endpoints.interface)
  }

  deinit {
    // SAFETY: nobody has transfers under way any more: the thread that owns this waited for them.
    unsafe _ = libusb_release_interface(handle, interface)
    unsafe libusb_close(handle)
    unsafe libusb_exit(context)
  }

  /// The bus and address in "/dev/bus/usb/001/004"; nil where it is no such path.
  static func place(_ path: String) -> (bus: UInt8, address: UInt8)? {
    let parts = path.split(separator: "/").suffix(2)
    guard parts.count == 2, let first = parts.first, let last = parts.last, let bus = UInt8(first), let address = UInt8(last) else {
      return nil
    }
    return (bus, address)
  }

  private static func open(
    _ path: String, _ endpoints: USBEndpoints, _ context: OpaquePointer
  ) throws(IOError) -> (handle: OpaquePointer, input: Endpoint, output: Endpoint?) {
    let handle = try unsafe open(path, context)
    do throws(IOError) {
      try unsafe claim(Int32(endpoints.interface), of: handle, path)
      let input = try unsafe endpoint(endpoints.input, of: endpoints, handle, path)
      guard let address = endpoints.output else { return unsafe (handle, input, nil) }
      return unsafe (handle, input, try endpoint(address, of: endpoints, handle, path))
    } catch {
      unsafe libusb_close(handle)
      throw error
    }
  }

  private static func open(_ path: String, _ context: OpaquePointer) throws(IOError) -> OpaquePointer {
    guard let place = place(path) else { throw IOError("open", path, .malformed(expected: "a node below /dev/bus/usb")) }
    var list: UnsafeMutablePointer<OpaquePointer?>?
    let count = unsafe libusb_get_device_list(context, &list)
    guard count >= 0, let list = unsafe list else { throw failure("open", path, Int32(count)) }
    // SAFETY: the list has `count` entries; an opened device keeps its own reference.
    defer { unsafe libusb_free_device_list(list, 1) }
    for index in 0..<count {
      guard let device = unsafe list[index], unsafe libusb_get_bus_number(device) == place.bus,
        unsafe libusb_get_device_address(device) == place.address
      else { continue }
      var handle: OpaquePointer?
      let result = unsafe libusb_open(device, &handle)
      guard result == 0, let handle = unsafe handle else { throw failure("open", path, result) }
      return unsafe handle
    }
    throw IOError("open", path, .notFound(found: Enumeration.all(.usb).map(\.description)))
  }

  private static func claim(_ interface: Int32, of handle: OpaquePointer, _ path: String) throws(IOError) {
    // Where the system has no such drivers, there is nothing to detach.
    unsafe _ = libusb_set_auto_detach_kernel_driver(handle, 1)
    let result = unsafe libusb_claim_interface(handle, interface)
    guard result == 0 else { throw failure("claim interface \(interface) of", path, result) }
  }

  private static func endpoint(
    _ address: UInt8, of endpoints: USBEndpoints, _ handle: OpaquePointer, _ path: String
  ) throws(IOError) -> Endpoint {
    let all = unsafe self.endpoints(of: handle, interface: endpoints.interface)
    if let found = all.first(where: { $0.address == address }) { return found }
    let names = all.map { "0x" + String($0.address, radix: 16) }
    throw IOError(
      "find endpoint 0x\(String(address, radix: 16)) in interface \(endpoints.interface) of", path, .notFound(found: names),
      remedy: "correct transport in the profile")
  }

  /// Interrupt and bulk endpoints of all settings of an interface.
  private static func endpoints(of handle: OpaquePointer, interface: UInt8) -> [Endpoint] {
    var configuration: UnsafeMutablePointer<libusb_config_descriptor>?
    guard unsafe libusb_get_active_config_descriptor(libusb_get_device(handle), &configuration) == 0,
      let configuration = unsafe configuration
    else { return [] }
    // SAFETY: the descriptor's arrays have the lengths beside them, and live until it is freed.
    defer { unsafe libusb_free_config_descriptor(configuration) }
    var found: [Endpoint] = []
    for index in 0..<Int(unsafe configuration.pointee.bNumInterfaces) {
      let settings = unsafe configuration.pointee.interface[index]
      for setting in 0..<Int(unsafe settings.num_altsetting) {
        let descriptor = unsafe settings.altsetting[setting]
        guard unsafe descriptor.bInterfaceNumber == interface else { continue }
        for place in 0..<Int(unsafe descriptor.bNumEndpoints) {
          let endpoint = unsafe descriptor.endpoint[place]
          let type = unsafe endpoint.bmAttributes & 0x03
          guard type == 2 || type == 3 else { continue }
          unsafe found.append(
            Endpoint(address: endpoint.bEndpointAddress, type: type, packetSize: Int(endpoint.wMaxPacketSize & 0x07FF)))
        }
      }
    }
    return found
  }

  /// What libusb's number means to a person.
  private static func failure(_ operation: String, _ path: String, _ result: Int32) -> IOError {
    switch result {
    case -3: return IOError(operation, path, .accessDenied, remedy: PortAccess.remedy(for: path))
    case -4: return IOError(operation, path, ErrorCode(rawValue: ENODEV))
    case -6: return DeviceNode.held(path)
    case -5: return IOError(operation, path, .notFound(found: []))
    default: return IOError(operation, path, .inputOutput)
    }
  }
}
