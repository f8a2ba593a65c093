internal import ExocapCore

/// How far the robot's joints are from what they were told, at the lag at which they are nearest: so that being late and being wrong are
/// two numbers.
struct TrackingLag {
  /// Lags 0, 20, … 500 ms.
  private static var lagCount: Int { 26 }
  private static var lagSlots: Int64 { 2 }
  private static var slotTime: Interval { .milliseconds(10) }
  /// Commands of 640 ms are kept.
  private static var slotCount: Int { 64 }
  /// How often what the robot measured is looked at.
  private static var lookEvery: Interval { .milliseconds(20) }
  /// [rad] A lag that makes the error smaller by less than this is none: the robot stood still.
  private static var gain: Double { 0.003 }

  private let joints: Int
  private var commands: [Double]
  private var masks: [UInt64]
  private var slots: [Int64]
  private var measured: [Double]
  private var measuredAt: Timestamp = .never
  private var lookDue: Timestamp = .never
  private var squares: [Double]
  private var counts: [Int]
  private var worst: [LogHistogram]

  init(joints: Int) {
    self.joints = joints
    commands = Array(repeating: .nan, count: joints * Self.slotCount)
    masks = Array(repeating: 0, count: Self.slotCount)
    slots = Array(repeating: -1, count: Self.slotCount)
    measured = Array(repeating: .nan, count: joints)
    squares = Array(repeating: 0, count: Self.lagCount)
    counts = Array(repeating: 0, count: Self.lagCount)
    worst = (0..<Self.lagCount).map { _ in LogHistogram() }
  }

  /// Takes a command. `mask`: bit i where joint i follows the operator and touches nothing.
  mutating func take(_ tick: TickFields, mask: UInt64, at time: Timestamp) {
    let slot = time.nanoseconds / Self.slotTime.nanoseconds
    let place = Int(slot & Int64(Self.slotCount - 1))
    if slots[place] != slot {
      slots[place] = slot
      masks[place] = mask
      for joint in 0..<min(joints, tick.joints) { commands[place * joints + joint] = tick.fields.double(at: tick.limited + 8 * joint) }
    }
    // Only now all commands before the measurement are here.
    if measuredAt != .never && time > measuredAt { compare() }
  }

  /// Takes what the robot measured.
  mutating func take(_ sample: SampleFields, captured: Timestamp) {
    guard captured >= lookDue, measuredAt == .never else { return }
    lookDue = captured + Self.lookEvery
    measuredAt = captured
    for joint in 0..<joints { measured[joint] = sample.value(joint) }
  }

  private mutating func compare() {
    let slot = measuredAt.nanoseconds / Self.slotTime.nanoseconds
    measuredAt = .never
    for lag in 0..<Self.lagCount {
      let then = slot - Int64(lag) * Self.lagSlots
      let place = Int(then & Int64(Self.slotCount - 1))
      guard slots[place] == then, masks[place] != 0 else { continue }
      var largest = 0.0
      for joint in 0..<joints where masks[place] & (1 << UInt64(joint)) != 0 {
        let error = abs(measured[joint] - commands[place * joints + joint])
        guard error.isFinite else { continue }
        squares[lag] += error * error
        counts[lag] += 1
        largest = max(largest, error)
      }
      worst[lag].note(largest)
    }
  }

  private func error(_ lag: Int) -> Double { counts[lag] == 0 ? .nan : (squares[lag] / Double(counts[lag])).squareRoot() }

  private var best: Int {
    var best = 0
    for lag in 1..<Self.lagCount where error(lag) < error(best) { best = lag }
    return error(0) - error(best) < Self.gain ? 0 : best
  }

  /// [s] The lag at which the robot is nearest to its commands; NaN where it followed none.
  var lag: Double { counts[0] == 0 ? .nan : Double(best) * Double(Self.lagSlots) * Self.slotTime.seconds }
  /// [rad] There: root mean square over joints and time.
  var rootMeanSquare: Double { error(best) }
  /// [rad] There: 95 % of the time the worst joint is nearer.
  var nearly: Double { worst[best].quantile(0.95) }
}
