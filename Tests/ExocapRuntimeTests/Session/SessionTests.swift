import ExocapCore
@testable import ExocapRuntime
import LinuxIO
import Synchronization
import Testing

/// A whole session in this process, for ThreadSanitizer: every thread, every ring, every latest value.
@Suite(.serialized) struct SessionTests {
  @Test func allThreadsWorkTogetherAndEndInOrder() throws {
    let rig = try TestRig()
    let world = try SimulatedRig(rig.loaded.rig, folder: rig.folder, robot: rig.takeRobot(), pose: DaemonTests.pose)
    defer { world.stop() }
    var options = Session.Options()
    options.isRealtime = false
    let session = try Session(rig: rig.loaded.rig, run: 5, options: options)
    try session.openPorts()
    let events = EventQueue()
    let board = StatusBoard(rig.loaded.rig, events: events)
    let seen = Seen()
    let count: Drain.Sink = { source, record in
      board.take(source, record)
      seen.note(source)
    }
    try session.start(sinks: [count], everyTurn: { board.turn(now: $0) })
    let grip = DeviceID(1)
    #expect(eventually { (session.status(of: RobotID(0))?.ticks ?? 0) > 50 && (session.status(of: grip)?.samples ?? 0) > 20 })
    #expect(eventually { session.status(of: RobotID(0))?.hasLease ?? false })
    _ = session.ask(.tare, of: grip)
    session.checkpointBells.ring(.all)
    _ = session.ask(OperatorRequest(kind: .engage, groups: .all), of: RobotID(0))
    let end = MonotonicClock.now() + .seconds(2)
    while MonotonicClock.now() < end {
      // What the control plane does all the time.
      _ = StatusLine.text(session)
      _ = StatusDocument.latencies(session.rig, board)
      _ = session.pulses.map(\.turns)
      _ = events.takeAll()
      world.wear([0.05, 0], device: 0, stream: 0)
      MonotonicClock.sleep(until: MonotonicClock.now() + .milliseconds(2))
    }
    session.letGo()
    #expect(eventually { session.hasLetGo })
    session.stop()
    #expect(session.problem(of: DeviceID(0)) == nil)
    // Everything that was tapped came out: nothing is left in a ring after the end.
    #expect(seen.counts.count == 4)
    #expect(seen.counts.allSatisfy { $0.value > 20 }, "\(seen.counts)")
    #expect(session.status(of: RobotID(0))?.hasLease == false)
  }

  @Test func aPortThatAnotherHoldsIsAnErrorAndOneThatIsAbsentIsNot() throws {
    let rig = try TestRig()
    var options = Session.Options()
    options.isRealtime = false
    let session = try Session(rig: rig.loaded.rig, run: 5, options: options)
    try session.openPorts()
    #expect(session.problem(of: DeviceID(0))?.cause == .notFound(found: []))

    let terminal = try PseudoTerminal(link: rig.folder + "/arm")
    let holder = try SerialPort(.path(rig.folder + "/arm"), speed: 115_200)
    let error = #expect(throws: IOError.self) { try session.openPorts() }
    #expect(error?.description.contains("this process") == true, "\(error.map { "\($0)" } ?? "")")
    _ = consume holder
    try session.openPorts()
    #expect(session.problem(of: DeviceID(0)) == nil)
    _ = consume terminal
  }

  /// What came out of the taps, by source; written by the drain thread, read after the end.
  private final class Seen: Sendable {
    private let state = Mutex<[TapSource: Int]>([:])
    func note(_ source: TapSource) { state.withLock { $0[source, default: 0] += 1 } }
    var counts: [TapSource: Int] { state.withLock { $0 } }
  }
}
