@testable import ExocapCore
import Testing

@Suite struct RegisterSetUpTests {
  static let torque = RegisterWrite(name: "torque", address: 40, length: 1, value: 0)
  static let delay = RegisterWrite(name: "delay", address: 7, length: 1, value: 3, id: 9)

  /// What is pending, what failed, whether the first turn waits.
  static func state(_ plan: borrowing RegisterSetUp) -> [Int] { [Int(plan.pending), Int(plan.failed), plan.isFirst ? 1 : 0] }

  /// The plan's next question: id, address, whether it writes.
  static func next(_ plan: inout RegisterSetUp) -> [Int]? {
    guard let step = plan.next() else { return nil }
    return [Int(step.id), Int(step.register.address), step.writes ? 1 : 0]
  }

  @Test func asksEachServoForItsOwnRegistersInOrder() {
    var plan = RegisterSetUp(ids: [4, 9], [Self.torque, Self.delay])
    plan.plan(first: true)
    var asked: [[Int]] = []
    while let question = Self.next(&plan) {
      asked.append(question)
      plan.read(question[1] == 40 ? 0 : 3)
    }
    #expect(asked == [[4, 40, 0], [9, 40, 0], [9, 7, 0]])
    let end = Self.state(plan)
    #expect(end == [0, 0, 0])
  }

  @Test func writesWhatDiffersAndReadsItBack() {
    var plan = RegisterSetUp(ids: [4], [Self.torque])
    var counters = DriverCounters()
    plan.plan(first: true)
    let read = Self.next(&plan)
    plan.read(1)
    let write = Self.next(&plan)
    plan.endAttempt(&counters)
    let again = Self.next(&plan)
    plan.read(0)
    let done = Self.next(&plan)
    #expect([read, write, again, done] == [[4, 40, 0], [4, 40, 1], [4, 40, 0], nil])
    let end = Self.state(plan)
    #expect(end == [0, 0, 0])
    #expect(counters.retries == 0)
  }

  @Test func aServoWithoutAnAnswerFailsAfterThreeReads() {
    var plan = RegisterSetUp(ids: [4], [Self.torque])
    var counters = DriverCounters()
    plan.plan(first: true)
    var reads = 0
    while Self.next(&plan) != nil {
      reads += 1
      plan.endAttempt(&counters)
    }
    #expect(reads == 3)
    let end = Self.state(plan)
    #expect(end == [0, 1, 0])
    #expect(counters.retries == 2)
  }

  @Test func betweenTurnsItAsksOnceForEachTurn() {
    var plan = RegisterSetUp(ids: [4, 9], [Self.torque])
    plan.plan(first: false)
    let now = Timestamp(nanoseconds: 0)
    let first = Self.next(&plan)
    plan.read(0)
    let none = Self.next(&plan)
    plan.turnEnded(answered: 0b11, at: now)
    let second = Self.next(&plan)
    #expect([first, none, second] == [[4, 40, 0], nil, [9, 40, 0]])
  }

  @Test func aServoThatCameBackIsSetUpAgainAtMostOnceASecond() {
    var plan = RegisterSetUp(ids: [4, 9], [Self.torque])
    var now = Timestamp(nanoseconds: 0)
    plan.lost(1)
    plan.turnEnded(answered: 0b01, at: now)
    let away = plan.isDue
    plan.turnEnded(answered: 0b11, at: now)
    let back = (plan.isDue, plan.pending)
    #expect(!away && back == (true, 0b10))
    plan.lost(0)
    now = now + .milliseconds(999)
    plan.turnEnded(answered: 0b11, at: now)
    let early = plan.pending
    now = now + .milliseconds(1)
    plan.turnEnded(answered: 0b11, at: now)
    let late = plan.pending
    #expect([early, late] == [0b10, 0b11])
  }
}
