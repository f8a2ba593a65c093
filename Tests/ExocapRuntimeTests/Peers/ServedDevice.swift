import ExocapCore
import ExocapSimulation
import LinuxIO
import Synchronization

/// A simulated device behind a pty, served by a thread of its own: what other people's programs open.
final class ServedDevice: Sendable {
  let terminal: PseudoTerminal
  let isOver = Atomic(false)
  private let device: SimulatedDevice

  init(_ device: SimulatedDevice) throws {
    terminal = try PseudoTerminal()
    self.device = device
  }

  /// Moves bytes between the pty and the device, at their times, until `isOver`.
  func serve() {
    var device = device
    var bytes = [UInt8](repeating: 0, count: 256)
    while !isOver.load(ordering: .relaxed) {
      var span = bytes.mutableSpan
      let result = terminal.read(into: &span)
      if case .bytes(let count) = result { device.receive(Array(bytes.prefix(count)), at: MonotonicClock.now()) }
      let reply = device.poll(now: MonotonicClock.now())
      if !reply.isEmpty { _ = terminal.write(reply.span) }
      MonotonicClock.sleep(until: MonotonicClock.now() + .microseconds(100))
    }
  }
}
