import ExocapCore
@testable import ExocapRuntime
import ExocapSimulation
import ExocapTestSupport
import LinuxIO
import Synchronization

/// The world around a daemon: each device of a rig on a pty, paced to its line, and the robot behind its gate on UDP. In real time.
final class SimulatedRig {
  /// What the test says to the world's thread, and what it hears.
  fileprivate final class Shared: Sendable {
    struct Order {
      var worn: [(device: Int, stream: Int, values: [Double])] = []
      var unplug: [Int] = []
      var plug: [Int] = []
      var isOver = false
      var acceptedCommands: UInt64 = 0
      var receivedCommands: [[UInt8]] = []
      var pose: [Double] = []
      var gateState = GateState.free
    }
    let order = Mutex(Order())
  }

  private let shared = Shared()
  private let thread: ThreadBox

  /// Starts moving bytes.
  init(_ rig: Rig, folder: String, robot: consuming DatagramSocket?, pose: [Double]) throws {
    let start = MonotonicClock.now()
    var devices: [PluggedDevice] = []
    for device in rig.devices { devices.append(try PluggedDevice(device, start: start)) }
    thread = try Self.start(Handover(World(devices: devices, robot: robot, rig: rig, pose: pose)), shared)
  }

  private static func start(_ world: Handover<World>, _ shared: Shared) throws -> ThreadBox {
    let body: @Sendable () -> Void = { run(world.take(), shared) }
    return ThreadBox(try RealtimeThread(ThreadSettings(name: "world", policy: .normal, stackSize: 1 << 20), body: body))
  }

  /// What the person does to a device from now on.
  func wear(_ values: [Double], device: Int, stream: Int) { shared.order.withLock { $0.worn.append((device, stream, values)) } }

  func unplug(_ device: Int) { shared.order.withLock { $0.unplug.append(device) } }
  func plug(_ device: Int) { shared.order.withLock { $0.plug.append(device) } }

  /// Datagrams that the robot's gate let through as commands.
  var acceptedCommands: UInt64 { shared.order.withLock { $0.acceptedCommands } }
  /// Command datagrams as they came, until now.
  var receivedCommands: [[UInt8]] { shared.order.withLock { $0.receivedCommands } }
  /// [rad | m] Where the robot's joints are.
  var pose: [Double] { shared.order.withLock { $0.pose } }
  var gateState: GateState { shared.order.withLock { $0.gateState } }

  /// Ends the world.
  func stop() {
    shared.order.withLock { $0.isOver = true }
    thread.join()
  }

  private static func run(_ world: World, _ shared: Shared) {
    while true {
      let (worn, unplug, plug, isOver) = shared.order.withLock { order in
        defer { (order.worn, order.unplug, order.plug) = ([], [], []) }
        return (order.worn, order.unplug, order.plug, order.isOver)
      }
      if isOver { return }
      for entry in worn { world.devices[entry.device].simulated.wear(entry.values, stream: entry.stream) }
      for device in unplug { world.devices[device].unplug() }
      for device in plug { world.devices[device].plug() }
      let now = MonotonicClock.now()
      for device in world.devices { device.turn(now) }
      world.turnRobot(now)
      shared.order.withLock { order in
        order.acceptedCommands = world.acceptedCommands
        order.receivedCommands += world.receivedCommands
        world.receivedCommands = []
        order.pose = world.pose
        order.gateState = world.gateState
      }
      MonotonicClock.sleep(until: now + .milliseconds(1))
    }
  }

  /// One device on its pty; without one while it is unplugged.
  private final class PluggedDevice {
    var simulated: SimulatedDevice
    private let link: String
    private var terminal: PseudoTerminal?

    init(_ device: RigDevice, start: Timestamp) throws {
      guard case .path(let path) = device.port else { throw IOError("simulate", device.role, .malformed(expected: "a path")) }
      link = path
      simulated = SimulatedDevice(profile: device.profile, calibration: device.calibration, start: start)
      terminal = try PseudoTerminal(link: path)
    }

    func unplug() { terminal = nil }
    func plug() { terminal = try? PseudoTerminal(link: link) }

    func turn(_ now: Timestamp) {
      let bytes = simulated.poll(now: now)
      switch terminal {
      case .none: return
      case .some(let terminal):
        // A real port throws away what comes while nobody has it open.
        guard terminal.isOpenAtOtherEnd else { return }
        var memory = [UInt8](repeating: 0, count: 256)
        var span = memory.mutableSpan
        if case .bytes(let count) = terminal.read(into: &span) { simulated.receive(Array(memory.prefix(count)), at: now) }
        if !bytes.isEmpty { _ = terminal.write(bytes.span) }
      }
    }
  }

  private final class World {
    let devices: [PluggedDevice]
    private let socket: DatagramSocket?
    private var robot: SimulatedRobot?
    private var peer: SocketAddress?
    var acceptedCommands: UInt64 = 0
    var receivedCommands: [[UInt8]] = []
    var pose: [Double] = []
    var gateState = GateState.free

    init(devices: [PluggedDevice], robot socket: consuming DatagramSocket?, rig: Rig, pose: [Double]) {
      self.devices = devices
      let profile = rig.robots[0].profile
      robot = try? SimulatedRobot(profile: profile, robot: rig.robots[0].link.robot, run: 77, lastEpoch: 0, pose: pose, door: nil)
      self.socket = socket
    }

    func turnRobot(_ now: Timestamp) {
      switch socket {
      case .none: return
      case .some(let socket): turn(socket, now)
      }
    }

    private func turn(_ socket: borrowing DatagramSocket, _ now: Timestamp) {
      guard var robot = robot.take() else { preconditionFailure("the robot's model is whole") }
      var memory = [UInt8](repeating: 0, count: 2048)
      for _ in 0..<16 {
        var span = memory.mutableSpan
        guard case .datagram(let count, let from) = socket.receive(into: &span) else { break }
        peer = from
        // docs/link.md: the kind of a datagram is its byte 10, a command is a 4.
        if count > 10, memory[10] == 4 { receivedCommands.append(Array(memory.prefix(count))) }
        if let answer = robot.receive(Array(memory.prefix(count)), at: now) { _ = socket.send(answer.span, to: from) }
      }
      if let state = robot.advance(to: now), let peer { _ = socket.send(state.span, to: peer) }
      acceptedCommands = robot.acceptedCommands
      gateState = robot.gateState
      let body = robot.observe()
      var seen: [Double] = []
      for joint in 0..<body.count { seen.append(body.q[joint]) }
      pose = seen
      self.robot = consume robot
    }
  }
}
