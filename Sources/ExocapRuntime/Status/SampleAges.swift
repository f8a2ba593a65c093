internal import ExocapCore

/// How old a stream's newest sample was at the ticks of the last whole second: from its measurement to the tick.
package struct TickAge: Sendable, Equatable {
  /// [s] At half of the ticks it was not older than this; NaN where no tick had one.
  package var p50 = Double.nan
  /// [s] At 99 % of the ticks it was not older than this; NaN where no tick had one.
  package var p99 = Double.nan
}

/// Finds how old the newest sample of each stream of one device is when a tick uses it, for every tick of every robot that takes from it.
///
/// A tick tells the number of the last sample that it took, the device's tap when that sample was measured. A tap is emptied after the
/// other, so a tick may come first: then it waits for its sample. Where a sample's record was lost, or is so old that it is no longer
/// remembered, the tick is not counted. Memory is constant.
struct SampleAges: Sendable {
  /// How old samples were at ticks of the last whole second, by stream.
  private(set) var lastSecond: [TickAge]
  /// Of the samples that are remembered, by the low bits of their numbers.
  private var numbers: [UInt64]
  /// When the newest sample of each stream was measured, after each of them; `.never`: not known.
  private var captured: [Timestamp]
  /// The last sample that was seen; 0: none since the beginning or a loss.
  private var newest: UInt64 = 0
  /// The last sample that each robot took; 0: none, or not known.
  private var taken: [UInt64]
  private var waiting: [(time: Timestamp, number: UInt64)] = []
  private var ages: [LogHistogram]
  private var began: Timestamp = .never

  /// Half a second of a device with 1 kHz: a stalled drain takes all that a device did before it takes the ticks. A power of two.
  static var capacity: Int { 512 }
  /// Ticks come at most some milliseconds before their sample; of more that wait the oldest is not counted.
  static var waitingCapacity: Int { 64 }

  init(streams: Int, robots: Int) {
    lastSecond = Array(repeating: TickAge(), count: streams)
    numbers = Array(repeating: 0, count: SampleAges.capacity)
    captured = Array(repeating: .never, count: SampleAges.capacity * streams)
    taken = Array(repeating: 0, count: robots)
    ages = (0..<streams).map { _ in LogHistogram() }
    waiting.reserveCapacity(SampleAges.waitingCapacity)
  }

  /// Takes the sample with this number, in the order of the device's tap.
  mutating func take(_ number: UInt64, stream: Int, captured time: Timestamp) {
    let (place, last) = (SampleAges.place(of: number), SampleAges.place(of: newest))
    for index in ages.indices {
      captured[place * ages.count + index] = newest == 0 ? .never : captured[last * ages.count + index]
    }
    captured[place * ages.count + stream] = time
    numbers[place] = number
    newest = number
  }

  /// Records of the device's tap are missing: what the other streams measured last is not known.
  mutating func forgetSamples() { newest = 0 }

  /// Takes a tick of a robot, in the order of its tap, with the number of the last sample that it took; nil: it took none.
  mutating func take(tick time: Timestamp, of robot: Int, newest number: UInt64?) {
    if let number { taken[robot] = number }
    guard taken[robot] > 0 else { return }
    settle()
    if waiting.count == SampleAges.waitingCapacity { waiting.removeFirst() }
    waiting.append((time, taken[robot]))
  }

  /// Ticks of a robot are missing: what they took is not known before the next that takes something.
  mutating func forgetTicks(of robot: Int) { taken[robot] = 0 }

  /// Ends the second, if it is over: true, and `lastSecond` is new.
  mutating func roll(at now: Timestamp) -> Bool {
    settle()
    if began == .never { began = now }
    guard now - began >= .seconds(1) else { return false }
    began = now
    for index in ages.indices {
      lastSecond[index] = TickAge(p50: ages[index].quantile(0.5), p99: ages[index].quantile(0.99))
      ages[index].reset()
    }
    return true
  }

  /// Counts the ticks whose sample has been seen.
  private mutating func settle() {
    var settled = 0
    while settled < waiting.count, waiting[settled].number <= newest {
      note(waiting[settled].time, waiting[settled].number)
      settled += 1
    }
    waiting.removeFirst(settled)
  }

  private mutating func note(_ time: Timestamp, _ number: UInt64) {
    let place = SampleAges.place(of: number)
    guard numbers[place] == number else { return }
    for index in ages.indices {
      let measured = captured[place * ages.count + index]
      // A sample may arrive between a tick's time and its look into the rings.
      if measured != .never { ages[index].note(max(.zero, time - measured).seconds) }
    }
  }

  private static func place(of number: UInt64) -> Int { Int(truncatingIfNeeded: number) & (capacity - 1) }
}
