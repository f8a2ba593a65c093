internal import ExocapCore

/// What was wrong with the values of one stream: not measured, at the end of their range, jumping.
struct ValueHealth {
  private let kind: SampleKind
  private let count: Int
  private let shortest: Interval
  /// By value: whether the profile leaves it to us to find jumps.
  private let isWatched: [Bool]
  private var last: [Double]
  private var lastTime: Timestamp = .never
  private var jumpsOf: [Int]
  private var invalidOf: [Int]
  private var saturatedOf: [Int]
  private(set) var samples = 0

  /// [rad/s] Over twice what recorded arms reach in 99.9 % of samples (12 rad/s), and over where their sensors' glitches begin (21).
  private static var jumpSpeed: Double { 25 }

  init(_ profile: StreamProfile, isWorn: Bool) {
    kind = profile.kind
    count = profile.values.count
    // Two samples of one read are no less than half a period apart in truth.
    shortest = profile.rate > 0 ? Interval.seconds(rounding: 0.5 / profile.rate) : .milliseconds(1)
    isWatched = profile.values.map { isWorn && profile.kind == .joints && !$0.fastest.isFinite }
    last = Array(repeating: .nan, count: count)
    jumpsOf = Array(repeating: 0, count: count)
    invalidOf = jumpsOf
    saturatedOf = jumpsOf
  }

  /// Takes a sample.
  mutating func take(_ sample: SampleFields, at time: Timestamp) -> QualityFlags {
    var flags = QualityFlags.none
    samples += 1
    let step = lastTime == .never ? 0 : max(time - lastTime, shortest).seconds
    for index in 0..<min(count, sample.count) {
      let bit: UInt64 = 1 << UInt64(index)
      if sample.saturated & bit != 0 {
        saturatedOf[index] += 1
        flags.insert(.saturated)
      }
      guard sample.valid & bit != 0 else {
        invalidOf[index] += 1
        flags.insert(.invalid)
        continue
      }
      guard isWatched[index] else { continue }
      let value = sample.fields.double(at: SampleFields.values + 8 * index)
      if abs(value - last[index]) > Self.jumpSpeed * step {
        jumpsOf[index] += 1
        flags.insert(.jump)
      }
      last[index] = value
    }
    lastTime = time
    return flags
  }

  /// Takes a jump that the calibration refused.
  mutating func noteJump(of value: Int) {
    if value < count { jumpsOf[value] += 1 }
  }

  func jumps(of value: Int) -> Int { jumpsOf[value] }
  /// 0 … 1
  func invalidShare(of value: Int) -> Double { samples == 0 ? .nan : Double(invalidOf[value]) / Double(samples) }
  /// 0 … 1
  func saturatedShare(of value: Int) -> Double { samples == 0 ? .nan : Double(saturatedOf[value]) / Double(samples) }
}
