internal import ExocapCore
internal import ExocapSimulation
internal import LinuxIO

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
  /// Letting it go unplugs it.
  private var terminal: TerminalPort?
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
    terminal = TerminalPort(try PseudoTerminal(link: link))
  }

  /// Turns until `isOver`.
  mutating func run(until isOver: EndSign) {
    var memory = [UInt8](repeating: 0, count: DeviceTerminal.readCapacity)
    while !isOver.isUp {
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
      terminal = nil
      backAt = now + ScriptedUnplug.absence
    }
    guard terminal == nil, now >= backAt else { return }
    do {
      terminal = TerminalPort(try PseudoTerminal(link: link))
      device = makeDevice(now)
      script.notePlugged(role)
    } catch {
      backAt = now + .seconds(1)
    }
  }

  private func wait(until deadline: Timestamp) {
    guard let terminal else { return }
    guard terminal.isOpen else { return MonotonicClock.sleep(until: deadline) }
    _ = terminal.pollDescriptor.wait(for: .readable, until: deadline)
  }

  private mutating func turn(_ memory: inout [UInt8]) {
    guard let terminal else { return }
    let speed = terminal.speed
    let received = terminal.read(&memory)
    let now = MonotonicClock.now()
    guard !received.isEmpty || now >= device.deadline else { return }
    if !received.isEmpty { device.receive(WrongSpeed.heard(received, deviceBaud: speed, portBaud: baud), at: now) }
    worn.wear(on: &device, script: script, now: now)
    let bytes = device.poll(now: now)
    guard !bytes.isEmpty, speed > 0, terminal.isOpen else { return }
    let heard = WrongSpeed.heard(bytes, deviceBaud: baud, portBaud: speed)
    terminal.write(heard)
  }
}

/// A pseudo-terminal that is there or not.
private final class TerminalPort {
  private let terminal: PseudoTerminal

  init(_ terminal: consuming PseudoTerminal) { self.terminal = terminal }

  var isOpen: Bool { terminal.isOpenAtOtherEnd }
  var pollDescriptor: PollDescriptor { terminal.pollDescriptor }
  /// [Bd] What the host set.
  var speed: Int { Int(terminal.speed) }

  func read(_ memory: inout [UInt8]) -> [UInt8] {
    var span = memory.mutableSpan
    guard case .bytes(let count) = terminal.read(into: &span) else { return [] }
    return Array(memory[..<count])
  }

  /// A host that does not read loses bytes, as on a real line.
  func write(_ bytes: [UInt8]) { _ = terminal.write(bytes.span) }
}

/// A place for a device on its way to its thread.
final class TerminalBox {
  private var terminal: DeviceTerminal

  init(_ terminal: consuming DeviceTerminal) { self.terminal = terminal }

  /// The thread's body.
  func run(until isOver: EndSign) { terminal.run(until: isOver) }
}
