import ExocapCore
import ExocapRuntime
import Testing

struct PlayedLineTests {
  private let start = Timestamp(nanoseconds: 5_000_000_000)

  private func entry(_ milliseconds: Int64, _ step: RecordedLine.Step) -> RecordedLine.Entry {
    RecordedLine.Entry(time: .milliseconds(milliseconds), step: step)
  }

  /// All that is sent or done from now on, with when [ms since the start], where somebody looks at each deadline.
  private func play(_ line: inout PlayedLine, from: Timestamp, until: Timestamp) -> [(Int64, PlayedLine.Action)] {
    var now = from
    var done: [(Int64, PlayedLine.Action)] = []
    while now <= until {
      let action = line.poll(now: now)
      if action == .end { return done }
      if action != .nothing {
        done.append(((now - start).nanoseconds / 1_000_000, action))
        continue
      }
      now = max(line.deadline(), now + .nanoseconds(1))
    }
    return done
  }

  @Test func readsLeaveAtTheirTimesInOnePieceEach() {
    var line = PlayedLine(RecordedLine([entry(3, .read([1, 2])), entry(3, .read([3])), entry(10, .read([4]))]), manner: .byTime)
    let before = line.poll(now: start)
    #expect(before == .nothing)
    line.begin(at: start)
    let done = play(&line, from: start, until: start + .seconds(1))
    #expect(done.map(\.1) == [.send([1, 2]), .send([3]), .send([4])])
    #expect(done.map(\.0) == [3, 3, 10])
    let end = line.poll(now: start + .seconds(1))
    #expect(end == .end)
  }

  @Test func speedStretchesTimeFromTheOrigin() {
    var line = PlayedLine(
      RecordedLine([entry(100, .read([1])), entry(104, .read([2]))]), manner: .byTime, origin: .milliseconds(100), speed: 0.5)
    line.begin(at: start)
    #expect(play(&line, from: start, until: start + .seconds(1)).map(\.0) == [0, 8])
  }

  @Test func aPlugIsPulledAndPutBack() {
    var line = PlayedLine(
      RecordedLine([entry(0, .opened), entry(5, .closed), entry(9, .opened), entry(10, .read([1]))]), manner: .byTime)
    line.begin(at: start)
    let done = play(&line, from: start, until: start + .seconds(1))
    #expect(done.map(\.1) == [.unplug, .plug, .send([1])])
    #expect(done.map(\.0) == [5, 9, 10])
  }

  /// A device that was asked [9] at 10 ms and 20 ms, and answered after 2 ms in two reads.
  private var answers: RecordedLine {
    RecordedLine([
      entry(10, .asked([9])), entry(12, .read([1])), entry(13, .read([2])), entry(20, .asked([9])), entry(22, .read([3])),
    ])
  }

  @Test func itAnswersWhenItIsAskedAfterAsLongAsThen() {
    var line = PlayedLine(answers, manner: .whenAsked)
    line.begin(at: start)
    // Nobody asks: nothing is said.
    #expect(play(&line, from: start, until: start + .milliseconds(11)).isEmpty)
    // Late by 2 ms: so are its answers.
    let first = line.receive([9], at: start + .milliseconds(12))
    #expect(first == [])
    #expect(play(&line, from: start + .milliseconds(12), until: start + .milliseconds(15)).map(\.0) == [14, 15])
    // Early by 4 ms: so is its answer.
    _ = line.receive([9], at: start + .milliseconds(16))
    let done = play(&line, from: start + .milliseconds(16), until: start + .milliseconds(40))
    #expect(done.map(\.0) == [18])
    #expect(done.map(\.1) == [.send([3])])
    let skipped = line.skipped
    #expect(skipped == 0)
  }

  @Test func whatItWasNeverAskedIsHandedOn() {
    var line = PlayedLine(answers, manner: .whenAsked)
    line.begin(at: start)
    let other = line.receive([7, 7], at: start + .milliseconds(10))
    #expect(other == [7, 7])
    // In two pieces it is the same request.
    var long = PlayedLine(RecordedLine([entry(1, .asked([9, 8])), entry(2, .read([1]))]), manner: .whenAsked)
    long.begin(at: start)
    let half = long.receive([9], at: start + .milliseconds(1))
    let rest = long.receive([8], at: start + .milliseconds(1))
    #expect(half == [] && rest == [])
    #expect(play(&long, from: start + .milliseconds(1), until: start + .milliseconds(9)).map(\.1) == [.send([1])])
  }

  @Test func answersThatNobodyAskedForInTimeAreLeftOutAndCounted() {
    var line = PlayedLine(answers, manner: .whenAsked)
    line.begin(at: start)
    _ = line.receive([9], at: start + .milliseconds(115))
    // The turn of 10 ms is over 100 ms late, that of 20 ms is not.
    #expect(play(&line, from: start + .milliseconds(115), until: start + .milliseconds(300)).map(\.1) == [.send([3])])
    let skipped = line.skipped
    #expect(skipped == 2)
  }

  @Test func aHostThatIsFarAheadGetsTheLastAnswerAgain() {
    let far = RecordedLine([
      entry(10, .asked([9])), entry(12, .read([1])), entry(200, .asked([9])), entry(202, .read([2])),
    ])
    var line = PlayedLine(far, manner: .whenAsked)
    line.begin(at: start)
    for asked in [10, 20, 30, 150] as [Int64] { _ = line.receive([9], at: start + .milliseconds(asked)) }
    // At 150 ms the second turn is 50 ms away: near enough.
    #expect(play(&line, from: start + .milliseconds(150), until: start + .milliseconds(300)).map(\.1) == [.send([2])])
    var again = PlayedLine(
      RecordedLine([entry(10, .asked([9])), entry(12, .read([1])), entry(200, .asked([9])), entry(202, .read([2]))]), manner: .whenAsked)
    again.begin(at: start)
    _ = again.receive([9], at: start + .milliseconds(10))
    #expect(play(&again, from: start + .milliseconds(10), until: start + .milliseconds(19)).map(\.1) == [.send([1])])
    _ = again.receive([9], at: start + .milliseconds(20))
    #expect(play(&again, from: start + .milliseconds(20), until: start + .milliseconds(29)).map(\.1) == [.send([1])])
  }

  @Test func aHostThatAsksAgainGetsTheNextAnswer() {
    var line = PlayedLine(answers, manner: .whenAsked)
    line.begin(at: start)
    _ = line.receive([9], at: start + .milliseconds(10))
    _ = line.receive([9], at: start + .milliseconds(11))
    #expect(play(&line, from: start + .milliseconds(11), until: start + .milliseconds(40)).map(\.1) == [.send([3])])
  }
}
