internal import ExocapCore

/// How one force behaved: how far its zero drifted, and how it chattered between grasp and release.
struct ForceHealth {
  private(set) var baseline = ForceBaseline()
  private(set) var chatter = GripChatter()

  /// Takes a force [N] that was measured.
  mutating func take(_ force: Double, at time: Timestamp) {
    baseline.take(force, at: time)
    chatter.take(force, at: time)
  }
}

/// The lowest force of the take's first third, beside that of its last: the same open hand, unless the sensor's zero has drifted.
struct ForceBaseline {
  /// [N] The lowest of the means of `group` half seconds each.
  private var blocks: [Double]
  private var count = 0
  /// Half seconds in a block: twice as many whenever a take has grown too long.
  private var group = 1
  /// [N] Of the block that is being filled.
  private var lowest = Double.infinity
  private var halves = 0
  private var began: Timestamp = .never
  private var sum = 0.0
  private var samples = 0.0

  private static var half: Interval { .milliseconds(500) }
  /// Ten minutes before blocks are joined.
  private static var capacity: Int { 1_200 }
  /// Thirds of fewer blocks say nothing: 4.5 s.
  private static var fewest: Int { 9 }

  init() { blocks = Array(repeating: 0, count: Self.capacity) }

  mutating func take(_ force: Double, at time: Timestamp) {
    if began == .never { began = time }
    sum += force
    samples += 1
    guard time - began >= Self.half else { return }
    lowest = min(lowest, sum / samples)
    halves += 1
    (sum, samples, began) = (0, 0, time)
    guard halves == group else { return }
    if count == Self.capacity { join() }
    blocks[count] = lowest
    count += 1
    (lowest, halves) = (.infinity, 0)
  }

  private mutating func join() {
    for index in 0..<Self.capacity / 2 { blocks[index] = min(blocks[2 * index], blocks[2 * index + 1]) }
    count = Self.capacity / 2
    group *= 2
  }

  /// [N] Last third less first third; NaN for a short take.
  var drift: Double {
    guard count >= Self.fewest else { return .nan }
    let third = count / 3
    return least(count - third..<count) - least(0..<third)
  }

  private func least(_ range: Range<Int>) -> Double {
    var least = Double.infinity
    for index in range { least = min(least, blocks[index]) }
    return least
  }
}

/// How often a grip closes and opens.
struct GripChatter {
  /// [N] Closed at or over the first, open at or under the second: between them nothing changes, so that noise counts for nothing.
  private static var closed: Double { 4 }
  private static var open: Double { 2 }
  /// The time over which changes are counted: a hand that opens and closes on purpose does it twice.
  private static var window: Interval { .seconds(2) }
  private static var capacity: Int { 64 }

  private var times: [Timestamp]
  private var next = 0
  private var isClosed: Bool?
  private var most = 0

  init() { times = Array(repeating: .never, count: Self.capacity) }

  mutating func take(_ force: Double, at time: Timestamp) {
    let now: Bool
    if force >= Self.closed { now = true } else if force <= Self.open { now = false } else { return }
    defer { isClosed = now }
    guard let before = isClosed, before != now else { return }
    times[next] = time
    next = (next + 1) % Self.capacity
    var found = 0
    for index in 0..<Self.capacity where times[index] != .never && time - times[index] < Self.window { found += 1 }
    most = max(most, found)
  }

  /// [Hz] Changes a second over the worst 2 s.
  var rate: Double { Double(most) / Self.window.seconds }
}
