internal import CUSB
internal import ExocapCore
internal import Glibc

/// The transfers of one USB device: several reads that wait at it, at most one write. Lives in the device's thread.
@safe
final class USBTransfers {
  /// Reads that wait at the device, so that none is missed while another is handed over.
  private static var waitingReads: Int { 4 }
  /// [B] The longest transfer: what one read of the other thread takes.
  private static var longestTransfer: Int { 4096 }
  /// Transfers come back within this after they were cancelled, or never.
  private static var patience: Interval { .seconds(1) }

  private let device: USBDevice
  private let exchange: USBExchange
  private var reads: [UnsafeMutablePointer<libusb_transfer>] = unsafe []
  private var writing: UnsafeMutablePointer<libusb_transfer>?
  private var underWay = 0
  private var isWriting = false
  /// Reads whose endpoint stalled: they go on once that is cleared.
  private var stalled: [UnsafeMutablePointer<libusb_transfer>] = unsafe []
  private var isEnding = false

  init(_ device: consuming USBDevice, _ exchange: USBExchange) {
    self.device = device
    self.exchange = exchange
  }

  /// Turns until the exchange says so or the device is gone; returns when every transfer is back.
  func run() {
    makeTransfers()
    var polls = PollSet()
    _ = polls.add(exchange.departingBell.pollDescriptor)
    watchLibrary(&polls)
    for index in unsafe reads.indices { unsafe submit(reads[index]) }
    while !exchange.shouldStop {
      polls.wait(until: MonotonicClock.now() + .milliseconds(50))
      _ = exchange.departingBell.takeRings()
      write()
      turnLibrary()
      clearStalls()
    }
    end()
  }

  private func makeTransfers() {
    let length = device.input.type == 3 ? max(device.input.packetSize, 1) : USBTransfers.longestTransfer
    for _ in 0..<USBTransfers.waitingReads {
      if let transfer = unsafe make(device.input, length) { unsafe reads.append(transfer) }
    }
    if let output = device.output { unsafe writing = make(output, USBTransfers.longestTransfer) }
  }

  private func make(_ endpoint: USBDevice.Endpoint, _ length: Int) -> UnsafeMutablePointer<libusb_transfer>? {
    guard let transfer = unsafe libusb_alloc_transfer(0) else { return nil }
    // SAFETY: the memory is freed with the transfer, in end; we outlive every transfer, so the reference need not be kept.
    unsafe transfer.pointee.dev_handle = device.handle
    unsafe transfer.pointee.endpoint = endpoint.address
    unsafe transfer.pointee.type = endpoint.type
    unsafe transfer.pointee.timeout = 0
    unsafe transfer.pointee.buffer = .allocate(capacity: length)
    unsafe transfer.pointee.length = Int32(length)
    unsafe transfer.pointee.user_data = Unmanaged.passUnretained(self).toOpaque()
    unsafe transfer.pointee.callback = { transfer in
      guard let transfer = unsafe transfer, let owner = unsafe transfer.pointee.user_data else { return }
      unsafe Unmanaged<USBTransfers>.fromOpaque(owner).takeUnretainedValue().completed(transfer)
    }
    return unsafe transfer
  }

  /// libusb's own descriptors, which stay the same while the device is open.
  private func watchLibrary(_ polls: inout PollSet) {
    guard let list = unsafe libusb_get_pollfds(device.context) else { return }
    // SAFETY: the list ends with a null and is freed once.
    defer { unsafe libusb_free_pollfds(list) }
    var index = 0
    while index < PollSet.capacity - 1, let entry = unsafe list[index] {
      unsafe _ = polls.add(PollDescriptor(number: entry.pointee.fd), for: Readiness(rawValue: entry.pointee.events))
      index += 1
    }
  }

  private func turnLibrary(waiting: Interval = .zero) {
    var time = timeval(tv_sec: 0, tv_usec: suseconds_t(waiting.nanoseconds / 1000))
    unsafe _ = libusb_handle_events_timeout_completed(device.context, &time, nil)
  }

  private func submit(_ transfer: UnsafeMutablePointer<libusb_transfer>) {
    let result = unsafe libusb_submit_transfer(transfer)
    if result == 0 { underWay += 1 } else { exchange.fail(result == -4 ? ErrorCode(rawValue: ENODEV) : .inputOutput) }
  }

  private func write() {
    guard !isWriting, let transfer = unsafe writing, let buffer = unsafe transfer.pointee.buffer else { return }
    let memory = unsafe UnsafeMutableRawBufferPointer(start: buffer, count: USBTransfers.longestTransfer)
    guard let length = unsafe exchange.nextDeparture(into: memory) else { return }
    unsafe transfer.pointee.length = Int32(length)
    isWriting = true
    unsafe submit(transfer)
  }

  /// Called by libusb in this thread.
  private func completed(_ transfer: UnsafeMutablePointer<libusb_transfer>) {
    underWay -= 1
    let isRead = unsafe transfer != writing
    if !isRead { isWriting = false }
    switch unsafe transfer.pointee.status {
    case LIBUSB_TRANSFER_COMPLETED, LIBUSB_TRANSFER_TIMED_OUT:
      if isRead, let buffer = unsafe transfer.pointee.buffer, unsafe transfer.pointee.actual_length > 0 {
        unsafe exchange.arrived(UnsafeRawBufferPointer(start: buffer, count: Int(transfer.pointee.actual_length)))
      }
      if isEnding { return }
      if isRead { unsafe submit(transfer) } else { write() }
    case LIBUSB_TRANSFER_CANCELLED: break
    case LIBUSB_TRANSFER_STALL: unsafe stalled.append(transfer)
    case LIBUSB_TRANSFER_NO_DEVICE: exchange.fail(ErrorCode(rawValue: ENODEV))
    default: exchange.fail(.inputOutput)
    }
  }

  /// An endpoint that stalled says no to all until it is told to go on. Not in a callback: it waits for the device.
  private func clearStalls() {
    guard unsafe !stalled.isEmpty else { return }
    let waiting = unsafe stalled
    unsafe stalled = []
    for index in unsafe waiting.indices {
      let transfer = unsafe waiting[index]
      unsafe _ = libusb_clear_halt(device.handle, transfer.pointee.endpoint)
      if unsafe transfer != writing { unsafe submit(transfer) }
    }
  }

  private func end() {
    isEnding = true
    let all = unsafe reads + [writing].compactMap { unsafe $0 }
    for index in unsafe all.indices { unsafe _ = libusb_cancel_transfer(all[index]) }
    let deadline = MonotonicClock.now() + USBTransfers.patience
    while underWay > 0 && MonotonicClock.now() < deadline { turnLibrary(waiting: .milliseconds(10)) }
    // One that does not come back may still be written to: its memory is left alone.
    guard underWay == 0 else { return }
    for index in unsafe all.indices {
      let transfer = unsafe all[index]
      unsafe transfer.pointee.buffer?.deallocate()
      unsafe libusb_free_transfer(transfer)
    }
  }
}
