internal import ExocapCore
internal import ExocapRuntime
internal import ExocapSimulation
internal import LinuxIO
internal import Synchronization

/// The world around a daemon that is killed, and what it has seen: every byte that a device sent and every datagram that reached the
/// robot, each with its time. It outlives the daemons.
final class KillWitness: Sendable {
  /// A datagram of the robot's, or to it.
  struct Datagram: Sendable, Equatable {
    var time: Timestamp
    var bytes: [UInt8]
  }

  /// What was seen since `forget`.
  struct Log: Sendable {
    /// By device: bytes that its port took, in order.
    var sent: [[UInt8]]
    /// States that the robot sent.
    var states: [Datagram] = []
    /// Commands that reached the robot.
    var commands: [Datagram] = []
  }

  private let log: Mutex<Log>
  private let isOver = EndSign()

  init(devices: Int) { log = Mutex(Log(sent: Array(repeating: [], count: devices))) }

  /// Begins a new log, as of the next daemon.
  func forget() {
    log.withLock { log in
      for index in log.sent.indices { log.sent[index].removeAll(keepingCapacity: true) }
      log.states = []
      log.commands = []
    }
  }

  /// What was seen so far.
  var seen: Log { log.withLock { $0 } }

  func end() { isOver.raise() }

  /// The thread's body: makes the world of `rig` and moves it until `end`.
  func run(_ rig: KillRig) {
    do {
      var world = try KillWorld.make(rig)
      while !isOver.isUp {
        world.wait()
        world.turn { body in log.withLock { body(&$0) } }
      }
    } catch {
      Screen.standard.say("exocap: the simulated world does not begin: \(error)")
    }
  }
}

/// Devices on ttys and a robot behind UDP, moved by one thread.
private struct KillWorld: ~Copyable {
  private final class Device {
    var simulated: SimulatedDevice
    let terminal: PseudoTerminal
    let streams: [Int]

    init(_ device: RigDevice, start: Timestamp) throws(IOError) {
      guard case .path(let path) = device.port else { throw IOError("simulate", device.role, .malformed(expected: "a path")) }
      simulated = SimulatedDevice(profile: device.profile, calibration: device.calibration, start: start)
      terminal = try PseudoTerminal(link: path)
      streams = device.profile.streams.map(\.values.count)
    }
  }

  private let start: Timestamp
  private let devices: [Device]
  private let socket: DatagramSocket
  private var robot: SimulatedRobot
  private var peer: SocketAddress?
  private var polls = PollSet()

  /// The longest wait between two turns.
  private static var period: Interval { .milliseconds(1) }
  /// [B] Of one read; a datagram of the link is shorter.
  private static var readCapacity: Int { 2048 }
  /// docs/link.md: the kind of a datagram is its byte 10, a command is a 4.
  private static var kindPlace: Int { 10 }
  private static var commandKind: UInt8 { 4 }

  private init(_ devices: [Device], _ socket: consuming DatagramSocket, _ robot: consuming SimulatedRobot, start: Timestamp) {
    self.start = start
    self.devices = devices
    for device in devices { _ = polls.add(device.terminal.pollDescriptor) }
    _ = polls.add(socket.pollDescriptor)
    self.socket = socket
    self.robot = robot
  }

  /// Makes ttys, socket and robot for `rig`.
  static func make(_ rig: KillRig) throws -> KillWorld {
    let start = MonotonicClock.now()
    let devices = try rig.rig.devices.map { try Device($0, start: start) }
    let socket = try DatagramSocket(boundTo: .loopback(port: rig.port))
    let driven = rig.rig.robots[0]
    let robot = try SimulatedRobot(
      profile: driven.profile, robot: driven.link.robot, run: 77, lastEpoch: 0, pose: driven.profile.joints.map { _ in 0 }, door: nil)
    return KillWorld(devices, socket, robot, start: start)
  }

  mutating func wait() {
    let now = MonotonicClock.now()
    // A tty whose other end is closed is always ready: then only time wakes us.
    guard devices.allSatisfy({ $0.terminal.isOpenAtOtherEnd }) else { return MonotonicClock.sleep(until: now + KillWorld.period) }
    polls.wait(until: devices.reduce(now + KillWorld.period) { min($0, $1.simulated.deadline) })
  }

  mutating func turn(_ note: ((inout KillWitness.Log) -> Void) -> Void) {
    for index in devices.indices { turn(index, note) }
    turnRobot(note)
  }

  private mutating func turn(_ index: Int, _ note: ((inout KillWitness.Log) -> Void) -> Void) {
    let device = devices[index]
    let now = MonotonicClock.now()
    let isOpen = device.terminal.isOpenAtOtherEnd
    if isOpen {
      var memory = [UInt8](repeating: 0, count: KillWorld.readCapacity)
      var span = memory.mutableSpan
      if case .bytes(let count) = device.terminal.read(into: &span) { device.simulated.receive(Array(memory.prefix(count)), at: now) }
    }
    wear(device, now)
    let bytes = device.simulated.poll(now: now)
    // A real port throws away what comes while nobody has it open.
    guard isOpen, !bytes.isEmpty, case .bytes(let taken) = device.terminal.write(bytes.span) else { return }
    note { $0.sent[index] += bytes.prefix(taken) }
  }

  /// Everything moves, each value its own way, so that no two moments look alike.
  private func wear(_ device: Device, _ now: Timestamp) {
    let time = (now - start).seconds
    for (stream, count) in device.streams.enumerated() {
      device.simulated.wear((0..<count).map { 0.3 + 0.25 * Math.sin(time * (1.1 + 0.17 * Double($0)) + Double(stream)) }, stream: stream)
    }
  }

  private mutating func turnRobot(_ note: ((inout KillWitness.Log) -> Void) -> Void) {
    var memory = [UInt8](repeating: 0, count: KillWorld.readCapacity)
    for _ in 0..<32 {
      var span = memory.mutableSpan
      guard case .datagram(let count, let sender) = socket.receive(into: &span) else { break }
      peer = sender
      let now = MonotonicClock.now()
      let bytes = Array(memory.prefix(count))
      if count > KillWorld.kindPlace, bytes[KillWorld.kindPlace] == KillWorld.commandKind {
        note { $0.commands.append(KillWitness.Datagram(time: now, bytes: bytes)) }
      }
      if let answer = robot.receive(bytes, at: now) { send(answer, to: sender, note) }
    }
    if let state = robot.advance(to: MonotonicClock.now()), let peer { send(state, to: peer, note) }
  }

  private func send(_ bytes: [UInt8], to peer: SocketAddress, _ note: ((inout KillWitness.Log) -> Void) -> Void) {
    let now = MonotonicClock.now()
    // Noted before it is sent: it cannot be recorded before it is noted.
    note { $0.states.append(KillWitness.Datagram(time: now, bytes: bytes)) }
    _ = socket.send(bytes.span, to: peer)
  }
}
