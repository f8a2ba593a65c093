@testable import ExocapCore
import Testing

@Suite struct NodeTurnTests {
  static let start = Timestamp(nanoseconds: 1_000_000)

  @Test func aLaterAnswerSaysThatTheEarlierNeverComes() {
    var turn = NodeTurn(count: 3)
    let hasBegun = turn.begin(at: Self.start)
    #expect(hasBegun)
    turn.asked(0b111)
    turn.answered(0, at: Self.start)
    #expect(turn.underWay == 0b110)
    turn.answered(2, at: Self.start)
    #expect(turn.underWay == 0)
    let isComplete = turn.isComplete
    #expect(!isComplete && turn.toAsk == 0)
    let missing = turn.worthAsking
    #expect(missing == 0b010)
  }

  @Test func aNodeIsAskedThreeTimesInATurn() {
    var turn = NodeTurn(count: 1)
    _ = turn.begin(at: Self.start)
    var times = 0
    repeat {
      times += 1
      turn.asked(0b1)
      turn.timedOut()
      if turn.worthAsking != 0 { turn.askAgain() }
    } while turn.toAsk != 0
    #expect(times == 3)
  }

  /// Turns in which node 1 of three is away.
  static func silence(_ turn: inout NodeTurn, turns: Int, at now: Timestamp) -> [UInt32] {
    var lost: [UInt32] = []
    var counters = DriverCounters()
    for _ in 0..<turns {
      _ = turn.begin(at: now)
      let asked = turn.toAsk
      turn.asked(asked)
      turn.answered(0, at: now)
      turn.answered(2, at: now)
      lost.append(turn.end(&counters))
    }
    return lost
  }

  @Test func aSilentNodeIsLeftOutAndAskedNowAndThen() {
    var turn = NodeTurn(count: 3)
    let lost = Self.silence(&turn, turns: 3, at: Self.start)
    #expect(lost == [0, 0, 0b010])
    // The first question to it is due at once, the next 100 ms later.
    var asked: [UInt32] = []
    var counters = DriverCounters()
    for milliseconds in [Int64(0), 50, 99, 100] {
      let now = Self.start + .milliseconds(milliseconds)
      _ = turn.begin(at: now)
      asked.append(turn.toAsk)
      turn.asked(turn.toAsk)
      turn.answered(0, at: now)
      turn.answered(2, at: now)
      _ = turn.end(&counters)
    }
    #expect(asked == [0b111, 0b101, 0b101, 0b111])
    let node = turn.node(1)
    #expect(node.timeouts == 5 && node.replies == 0)
    #expect(counters.timeouts == 2)
  }

  @Test func silentNodesTakeTurnsAndComeBackTogether() {
    var turn = NodeTurn(count: 3)
    var counters = DriverCounters()
    var now = Self.start
    for _ in 0..<3 {
      _ = turn.begin(at: now)
      turn.asked(turn.toAsk)
      _ = turn.end(&counters)
    }
    var asked: [UInt32] = []
    for _ in 0..<4 {
      _ = turn.begin(at: now)
      asked.append(turn.toAsk)
      turn.asked(turn.toAsk)
      _ = turn.end(&counters)
      now = now + .milliseconds(100)
    }
    #expect(asked == [0b010, 0b100, 0b001, 0b010])
    // Node 2 answers: the next is asked in the very next turn.
    _ = turn.begin(at: now)
    turn.asked(turn.toAsk)
    turn.answered(2, at: now)
    _ = turn.end(&counters)
    _ = turn.begin(at: now)
    #expect(turn.toAsk == 0b101)
  }

  @Test func whoIsAskedOnceMoreIsCounted() {
    var turn = NodeTurn(count: 3)
    _ = turn.begin(at: Self.start)
    turn.asked(turn.toAsk)
    turn.answered(0, at: Self.start)
    turn.timedOut()
    turn.askAgain()
    #expect(turn.toAsk == 0b110)
    turn.asked(turn.toAsk)
    turn.answered(1, at: Self.start)
    turn.timedOut()
    turn.askAgain()
    let retries = (0..<3).map { turn.node($0).retries }
    #expect(retries == [0, 1, 2])
  }

  @Test func nobodyIsAskedBetweenTwoProbesOfADeadBus() {
    var turn = NodeTurn(count: 1)
    var counters = DriverCounters()
    for _ in 0..<4 {
      _ = turn.begin(at: Self.start)
      turn.asked(turn.toAsk)
      _ = turn.end(&counters)
    }
    let early = turn.begin(at: Self.start + .milliseconds(99))
    let due = turn.begin(at: Self.start + .milliseconds(100))
    #expect([early, due] == [false, true])
  }

  @Test func alertsAndErrorsBelongToTheirNode() {
    var turn = NodeTurn(count: 2)
    _ = turn.begin(at: Self.start)
    turn.asked(0b11)
    turn.alert(0, true)
    turn.failed(1)
    let nodes = (turn.node(0), turn.node(1))
    #expect(nodes.0.alerts == 1 && nodes.0.errors == 0)
    #expect(nodes.1.alerts == 0 && nodes.1.errors == 1)
    #expect(turn.alerting == 0b01)
    turn.alert(0, false)
    #expect(turn.alerting == 0)
  }
}
