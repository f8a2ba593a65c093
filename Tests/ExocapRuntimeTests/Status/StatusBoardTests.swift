import ExocapCore
@testable import ExocapRuntime
import Testing

@Suite struct StatusBoardTests {
  /// Ticks come each 4 ms, with the arm's line; the sensor's lines at 3, 13, 23, … ms. So of five ticks one finds the force 7, 1, 5, 9 and
  /// 3 ms old, and the joints are of the same moment.
  @Test func agesAreThoseThatTicksFind() throws {
    let session = try SyntheticSession()
    let board = StatusBoard(SmallRig.rig, events: EventQueue())
    session.run(milliseconds: 2_100) { session in
      session.emptyTaps { board.take($0, $1) }
      board.turn(now: session.now)
    }
    let grip = board.tapped(SmallRig.grip).streams[0].tickAge
    #expect(abs(grip.p50 - 0.005) < 0.03 * 0.005 && abs(grip.p99 - 0.009) < 0.03 * 0.009, "\(grip)")
    let joints = board.tapped(SmallRig.arm).streams[0].tickAge
    #expect(joints == TickAge(p50: 0, p99: 0))
    // Silent from here on: the newest sample grows old. 1 s later the last whole second has ages up to over a second.
    session.isArmThere = false
    session.run(milliseconds: 2_000) { session in
      session.emptyTaps { board.take($0, $1) }
      board.turn(now: session.now)
    }
    let old = board.tapped(SmallRig.arm).streams[0].tickAge
    #expect(old.p50 > 1 && old.p99 < 2 && old.p50 < old.p99, "\(old)")
  }
}
