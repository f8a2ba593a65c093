import ExocapCore
import ExocapSimulation
import ExocapTestSupport
import Glibc
import LinuxIO
import Synchronization

/// A chain of servos on a pty and the person who wears it: joints go where they are sent, at 3 rad/s, as long as this lives.
final class WornChain {
  /// [rad/s]
  private static let speed = 3.0

  private struct State {
    var joints: [Double]
    var goal: [Double]
    /// What the first servo's LED was set to, each time that it changed.
    var lights: [UInt8] = []
  }

  private let state: SharedState
  private var thread: Joined?

  private final class SharedState: Sendable {
    let isOver = Atomic(false)
    let motion: Mutex<State>
    init(joints: Int) { motion = Mutex(State(joints: Array(repeating: 0, count: joints), goal: Array(repeating: 0, count: joints))) }
  }
  private final class Joined {
    private var thread: TestThread?
    init(_ thread: consuming TestThread) { self.thread = consume thread }
    func join() { if let thread = thread.take() { thread.join() } }
  }
  private final class Box: @unchecked Sendable {
    // SAFETY: made by one thread and taken by the one that it starts, once.
    private var terminal: PseudoTerminal?
    init(_ terminal: consuming PseudoTerminal) { self.terminal = consume terminal }
    func take() -> PseudoTerminal {
      guard let own = terminal.take() else { preconditionFailure("taken once") }
      return own
    }
  }

  /// - Parameters:
  ///   - truth: the unit's real numbers, which a calibration is to find.
  ///   - homing: [counts] What stands in the servos' register 20; it does nothing else here.
  init(link: String, profile: DeviceProfile, truth: DeviceCalibration, homing: UInt8 = 0) throws {
    let terminal = Box(try PseudoTerminal(link: link))
    let state = SharedState(joints: profile.streams[0].values.count)
    self.state = state
    var chain = SimulatedServoChain(profile: profile, calibration: truth)
    for index in chain.servos.indices where chain.servos[index].write(20, [homing, 0, 0, 0]) != 0 {
      preconditionFailure("a servo without torque takes an offset")
    }
    let device = SimulatedDevice.servos(chain)
    thread = Joined(TestThread { WornChain.play(terminal.take(), device, state) })
  }

  deinit {
    // SYNC: the playing thread loads it relaxed each turn; nothing else crosses.
    state.isOver.store(true, ordering: .relaxed)
    thread?.join()
  }

  /// Sends one joint to an angle [rad] and waits until it is there.
  func move(_ joint: Int, to angle: Double) {
    state.motion.withLock { $0.goal[joint] = angle }
    while state.motion.withLock({ $0.joints != $0.goal }) { MonotonicClock.sleep(until: MonotonicClock.now() + .milliseconds(2)) }
  }

  /// What the first servo's LED was set to, each time that it changed.
  var lights: [UInt8] { state.motion.withLock { $0.lights } }

  private static func play(_ terminal: consuming PseudoTerminal, _ given: SimulatedDevice, _ state: SharedState) {
    var device = given
    var memory = [UInt8](repeating: 0, count: 1024)
    var last = MonotonicClock.now()
    // SYNC: pairs with the store in deinit; relaxed, for it orders nothing.
    while !state.isOver.load(ordering: .relaxed) {
      let due = min(device.deadline, MonotonicClock.now() + .milliseconds(2))
      if terminal.isOpenAtOtherEnd {
        _ = terminal.pollDescriptor.wait(for: .readable, until: due)
      } else {
        MonotonicClock.sleep(until: due)
      }
      let now = MonotonicClock.now()
      let joints = state.motion.withLock { motion in
        let step = speed * (now - last).seconds
        for index in motion.joints.indices {
          let left = motion.goal[index] - motion.joints[index]
          motion.joints[index] = left.magnitude <= step ? motion.goal[index] : motion.joints[index] + (left > 0 ? step : -step)
        }
        return motion.joints
      }
      last = now
      device.wear(joints, stream: 0)
      var span = memory.mutableSpan
      if case .bytes(let count) = terminal.read(into: &span) { device.receive(Array(memory[..<count]), at: now) }
      if case .servos(let chain) = device, let light = chain.servos[0].read(65, 1)?.first {
        state.motion.withLock { if light != $0.lights.last ?? 0 { $0.lights.append(light) } }
      }
      let bytes = device.poll(now: MonotonicClock.now())
      if !bytes.isEmpty && terminal.isOpenAtOtherEnd { _ = terminal.write(bytes.span) }
    }
  }
}
