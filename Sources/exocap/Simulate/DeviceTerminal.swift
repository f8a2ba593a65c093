internal import ExocapCore
internal import ExocapSimulation
internal import LinuxIO
internal import Synchronization

/// One worn device behind a pseudo-terminal: its thread's body.
///
/// Bytes leave at the device's own speed. A host that set another speed gets what a wrong speed makes of them.
struct DeviceTerminal: ~Copyable {
  /// The longest wait: an unplug and the end are seen in this time.
  private static var longestWait: Interval { .milliseconds(5) }
  /// [B] Of one read.
  private static var readCapacity: Int { 1024 }

  private let role: String
  private let link: String
  private let baud: Int
  private let worn: WornValues
  private let script: OperatorScript
  private let makeDevice: (Timestamp) -> SimulatedDevice
  private var device: SimulatedDevice
  private var terminal: PseudoTerminal?
  private var backAt = Timestamp.never

  /// Opens the terminal at `link`.
  init(rig: Rig, device: DeviceID, link: String, worn: WornValues, script: OperatorScript) throws(IOError) {
    let own = rig.devices[Int(device.index)]
    role = own.role
    self.link = link
    baud = own.profile.line.baud
    self.worn = worn
    self.script = script
    makeDevice = { SimulatedDevice(profile: own.profile, calibration: own.calibration, start: $0) }
    self.device = makeDevice(MonotonicClock.now())
    terminal = try PseudoTerminal(link: link)
  }

  /// Turns until `isOver`.
  mutating func run(until isOver: borrowing Atomic<Bool>) {
    var memory = [UInt8](repeating: 0, count: DeviceTerminal.readCapacity)
    // SYNC: pairs with the releasing store of the first thread; nothing else is handed over with it.
    while !isOver.load(ordering: .acquiring) {
      let now = MonotonicClock.now()
      plug(now)
      guard terminal != nil else {
        MonotonicClock.sleep(until: min(backAt, now + DeviceTerminal.longestWait))
        continue
      }
      wait(until: min(device.deadline, now + DeviceTerminal.longestWait))
      turn(&memory)
    }
  }

  /// Takes the device away and brings it back, as the script says.
  private mutating func plug(_ now: Timestamp) {
    if terminal != nil, script.takeUnplug(of: role, at: now) {
      if let gone = terminal.take() { gone.unplug() }
      backAt = now + ScriptedUnplug.absence
    }
    guard terminal == nil, now >= backAt else { return }
    do {
      terminal = try PseudoTerminal(link: link)
      device = makeDevice(now)
      script.notePlugged(role)
    } catch {
      backAt = now + .seconds(1)
    }
  }

  private func wait(until deadline: Timestamp) {
    guard let isOpen = terminal?.isOpenAtOtherEnd else { return }
    guard isOpen, let descriptor = terminal?.pollDescriptor else { return MonotonicClock.sleep(until: deadline) }
    _ = descriptor.wait(for: .readable, until: deadline)
  }

  private mutating func turn(_ memory: inout [UInt8]) {
    let speed = Int(terminal?.speed ?? 0)
    let received = read(&memory)
    let now = MonotonicClock.now()
    guard !received.isEmpty || now >= device.deadline else { return }
    if !received.isEmpty { device.receive(WrongSpeed.heard(received, deviceBaud: speed, portBaud: baud), at: now) }
    worn.wear(on: &device, script: script, now: now)
    let bytes = device.poll(now: now)
    guard !bytes.isEmpty, speed > 0, terminal?.isOpenAtOtherEnd ?? false else { return }
    let heard = WrongSpeed.heard(bytes, deviceBaud: baud, portBaud: speed)
    // A host that does not read loses bytes, as on a real line.
    _ = terminal?.write(heard.span)
  }

  private func read(_ memory: inout [UInt8]) -> [UInt8] {
    var span = memory.mutableSpan
    guard case .bytes(let count) = terminal?.read(into: &span) else { return [] }
    return Array(memory[..<count])
  }
}
