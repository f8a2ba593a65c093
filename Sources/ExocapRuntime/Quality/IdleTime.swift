internal import ExocapCore

/// When the robot was told to move, and when not: before the first motion, after the last one, between.
struct IdleTime {
  /// How long positions are averaged, so that a trembling hand that holds still is still: two waves of the slowest tremor.
  private static var blockTime: Interval { .milliseconds(250) }
  /// [rad | m] Motion is a change of the mean by more than this from one block to the next: 0.04 rad/s.
  private static var motion: Double { 0.01 }
  /// [N] The same of a grip force.
  private static var squeeze: Double { 1 }

  private var sums: [Double]
  private var means: [Double]
  private let joints: Int
  private var first: Timestamp = .never
  private var last: Timestamp = .never
  private var began: Timestamp = .never
  private var ticks = 0.0
  private var firstMotion: Timestamp = .never
  private var lastMotion: Timestamp = .never
  private var current = Interval.zero
  private var total = Interval.zero
  private(set) var longestTime = Interval.zero

  init(joints: Int) {
    self.joints = joints
    sums = Array(repeating: 0, count: joints + JointGroup.count)
    means = Array(repeating: .nan, count: joints + JointGroup.count)
  }

  /// Takes a tick.
  mutating func take(_ tick: TickFields, at time: Timestamp) {
    if first == .never {
      first = time
      began = time
    }
    last = time
    for index in 0..<min(joints, tick.joints) { sums[index] += tick.fields.double(at: tick.limited + 8 * index) }
    for group in 0..<JointGroup.count { sums[joints + group] += tick.fields.double(at: tick.forces + 8 * group) }
    ticks += 1
    if time - began >= Self.blockTime { endBlock(at: time) }
  }

  private mutating func endBlock(at time: Timestamp) {
    var isMoving = false
    for index in 0..<sums.count {
      let mean = sums[index] / ticks
      // What is not known, or was not known before, is no motion: comparisons with NaN are false.
      if abs(mean - means[index]) > (index < joints ? Self.motion : Self.squeeze) { isMoving = true }
      means[index] = mean
      sums[index] = 0
    }
    if isMoving {
      if firstMotion == .never { firstMotion = began }
      lastMotion = time
      current = .zero
    } else {
      current = current + (time - began)
      total = total + (time - began)
      longestTime = max(longestTime, current)
    }
    began = time
    ticks = 0
  }

  /// [s] Before the first motion; all of it where there was none. NaN without a tick.
  var head: Double { Interval.seconds(from: first, to: firstMotion == .never ? last : firstMotion) }
  /// [s] After the last motion; all of it where there was none.
  var tail: Double { Interval.seconds(from: lastMotion == .never ? first : lastMotion, to: last) }
  /// 0 … 1 Part of the take.
  var share: Double { last > first ? total.seconds / (last - first).seconds : .nan }
}
