import ExocapCore
import ExocapRuntime
import ExocapSimulation
import ExocapTestSupport
import LinuxIO
import Synchronization

/// The world around a daemon: each device of a rig on a pty, paced to its line, and the robot behind its gate on UDP. In real time.
final class SimulatedRig: Sendable {
  private struct Order {
    var worn: [(device: Int, stream: Int, values: [Double])] = []
    var unplug: [Int] = []
    var plug: [Int] = []
    var isOver = false
    var acceptedCommands: UInt64 = 0
    var pose: [Double] = []
    var gateState = GateState.free
  }

  private let order = Mutex(Order())
  private let thread: Mutex<TestThread?>

  /// Starts moving bytes.
  init(_ rig: Rig, folder: String, robot: consuming DatagramSocket?, pose: [Double]) throws {
    let start = MonotonicClock.now()
    var devices: [PluggedDevice] = []
    for device in rig.devices { devices.append(try PluggedDevice(device, start: start)) }
    let world = World(devices: devices, robot: robot, rig: rig, pose: pose)
    thread = Mutex(nil)
    let box = HandedOver(world)
    let started = TestThread { [self] in run(box.value) }
    var running: TestThread? = consume started
    thread.withLock { swap(&$0, &running) }
    _ = consume running
  }

  /// What the person does to a device from now on.
  func wear(_ values: [Double], device: Int, stream: Int) { order.withLock { $0.worn.append((device, stream, values)) } }

  func unplug(_ device: Int) { order.withLock { $0.unplug.append(device) } }
  func plug(_ device: Int) { order.withLock { $0.plug.append(device) } }

  /// Datagrams that the robot's gate let through as commands.
  var acceptedCommands: UInt64 { order.withLock { $0.acceptedCommands } }
  /// [rad | m] Where the robot's joints are.
  var pose: [Double] { order.withLock { $0.pose } }
  var gateState: GateState { order.withLock { $0.gateState } }

  /// Ends the world.
  func stop() {
    order.withLock { $0.isOver = true }
    var running: TestThread?
    thread.withLock { swap(&$0, &running) }
    if let running = running.take() { running.join() }
  }

  private func run(_ world: World) {
    while true {
      let (worn, unplug, plug, isOver) = order.withLock { order in
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
      order.withLock { order in
        order.acceptedCommands = world.acceptedCommands
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
    var pose: [Double] = []
    var gateState = GateState.free

    init(devices: [PluggedDevice], robot socket: consuming DatagramSocket?, rig: Rig, pose: [Double]) {
      self.devices = devices
      let profile = rig.robots[0].profile
      robot = try? SimulatedRobot(profile: profile, robot: rig.robots[0].link.robot, run: 77, lastEpoch: 0, pose: pose, door: nil)
      precondition(robot != nil, "the robot's model is whole")
      self.socket = socket
    }

    func turnRobot(_ now: Timestamp) {
      switch socket {
      case .none: return
      case .some(let socket): turn(socket, now)
      }
    }

    private func turn(_ socket: borrowing DatagramSocket, _ now: Timestamp) {
      guard var robot = robot.take() else { return }
      var memory = [UInt8](repeating: 0, count: 2048)
      for _ in 0..<16 {
        var span = memory.mutableSpan
        guard case .datagram(let count, let from) = socket.receive(into: &span) else { break }
        peer = from
        if let answer = robot.receive(Array(memory.prefix(count)), at: now) { _ = socket.send(answer.span, to: from) }
      }
      if let state = robot.advance(to: now), let peer { _ = socket.send(state.span, to: peer) }
      acceptedCommands = robot.acceptedCommands
      gateState = robot.gateState
      let body = robot.humanoid.report()
      let joints = body.q
      pose = (0..<body.count).map { joints[$0] }
      self.robot = consume robot
    }
  }

  /// Hands the world to its thread.
  private final class HandedOver: @unchecked Sendable {
    // SAFETY: made before the thread starts, and only that thread uses it from then on.
    let value: World
    init(_ value: World) { self.value = value }
  }
}
