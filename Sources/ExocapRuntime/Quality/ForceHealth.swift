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
  /// [N] Means of blocks; the lower of two where a long take needs blocks of twice the length.
  private var blocks: [Double]
  private var blockTime = Interval.milliseconds(500)
  private var count = 0
  private var began: Timestamp = .never
  private var sum = 0.0
  private var samples = 0.0

  /// Ten minutes before blocks are joined.
  private static var capacity: Int { 1_200 }
  /// Thirds of fewer blocks say nothing: 4.5 s.
  private static var fewest: Int { 9 }

  init() { blocks = Array(repeating: 0, count: Self.capacity) }

  mutating func take(_ force: Double, at time: Timestamp) {
    if began == .never { began = time }
    sum += force
    samples += 1
    guard time - began >= blockTime else { return }
    if count == Self.capacity { join() }
    blocks[count] = sum / samples
    count += 1
    (sum, samples, began) = (0, 0, time)
  }

  private mutating func join() {
    for index in 0..<Self.capacity / 2 { blocks[index] = min(blocks[2 * index], blocks[2 * index + 1]) }
    count = Self.capacity / 2
    blockTime = blockTime * 2
  }

  /// [N] Last third less first third; NaN for a short take.
  var drift: Double {
    guard count >= Self.fewest else { return .nan }
    let third = count / 3
    return lowest(count - third..<count) - lowest(0..<third)
  }

  private func lowest(_ range: Range<Int>) -> Double {
    var lowest = Double.infinity
    for index in range { lowest = min(lowest, blocks[index]) }
    return lowest
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
