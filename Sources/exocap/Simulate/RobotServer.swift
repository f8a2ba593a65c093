internal import ExocapCore
internal import ExocapSimulation
internal import LinuxIO
internal import Synchronization

/// A simulated robot on a UDP socket, in real time: its thread's body, and what others may ask of it.
final class RobotServer: Sendable {
  private struct State: ~Copyable {
    var robot: SimulatedRobot
    var events: [GateEvent] = []
  }

  /// Of a link's longest datagram.
  private static var readCapacity: Int { 2048 }
  /// Datagrams of one turn; a sender of more waits for the next.
  private static var longestBurst: Int { 32 }

  private let socket: DatagramSocket
  private let state: Mutex<State>

  init(address: SocketAddress, robot: consuming sending SimulatedRobot) throws(IOError) {
    socket = try DatagramSocket(boundTo: address)
    state = Mutex(State(robot: robot))
  }

  /// What the gate did since it was asked last.
  func takeEvents() -> [GateEvent] {
    state.withLock { state in
      defer { state.events = [] }
      return state.events
    }
  }

  /// Closes the door, as somebody does before the next take.
  func closeDoor() { state.withLock { $0.robot.closeDoor() } }

  /// Turns once a millisecond, and at every datagram.
  func run(until isOver: EndSign) {
    var memory = [UInt8](repeating: 0, count: RobotServer.readCapacity)
    var polls = PollSet()
    let slot = polls.add(socket.pollDescriptor)
    var peer: SocketAddress?
    var next = MonotonicClock.now()
    while !isOver.isUp {
      polls.wait(until: next)
      let now = MonotonicClock.now()
      if polls.readiness(of: slot) != .none { receive(&memory, &peer) }
      guard now >= next else { continue }
      next = now - next > .milliseconds(20) ? now + .milliseconds(1) : next + .milliseconds(1)
      let report = advance(to: now)
      if let report, let peer { _ = socket.send(report.span, to: peer) }
    }
  }

  private func receive(_ memory: inout [UInt8], _ peer: inout SocketAddress?) {
    for _ in 0..<RobotServer.longestBurst {
      var span = memory.mutableSpan
      guard case .datagram(let count, let sender) = socket.receive(into: &span) else { return }
      peer = sender
      let datagram = Array(memory[..<count])
      let answer = state.withLock { $0.robot.receive(datagram, at: MonotonicClock.now()) }
      if let answer { _ = socket.send(answer.span, to: sender) }
    }
  }

  private func advance(to now: Timestamp) -> [UInt8]? {
    state.withLock { state in
      let report = state.robot.advance(to: now)
      while let event = state.robot.takeEvent() { state.events.append(event) }
      return report
    }
  }
}
