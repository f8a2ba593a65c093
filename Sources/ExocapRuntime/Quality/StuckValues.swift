internal import ExocapCore

/// Values of one stream that stand still, bit for bit, while their neighbours move: a broken encoder, a servo that answers with old numbers.
struct StuckValues {
  /// How long motion is averaged, so that trembling and the flicker of the last bit are none.
  private static var blockTime: Interval { .milliseconds(250) }
  /// [rad | m] A neighbour moves where its mean changes by more than this from one block to the next.
  private static var motion: Double { 0.01 }
  /// [rad | m] So much must the neighbours have moved together before standing still is suspicious.
  private static var suspicion: Double { 0.5 }

  let count: Int
  private var bits: [UInt64]
  private var hasChanged: [Bool]
  private var sums: [Double]
  private var means: [Double]
  private var still: [Interval]
  private var moved: [Double]
  private var longest: [Interval]
  private var began: Timestamp = .never
  private var samples = 0.0

  init(count: Int) {
    self.count = count
    bits = Array(repeating: 0, count: count)
    hasChanged = Array(repeating: true, count: count)
    sums = Array(repeating: 0, count: count)
    means = Array(repeating: .nan, count: count)
    still = Array(repeating: .zero, count: count)
    moved = Array(repeating: 0, count: count)
    longest = Array(repeating: .zero, count: count)
  }

  /// Takes a sample.
  mutating func take(_ sample: SampleFields, at time: Timestamp) {
    if began == .never { began = time }
    for index in 0..<min(count, sample.count) {
      let value = sample.fields.unsigned64(at: SampleFields.values + 8 * index)
      // One that was not measured keeps its last value: it is missing, not stuck.
      if value != bits[index] || sample.valid & (1 << UInt64(index)) == 0 { hasChanged[index] = true }
      bits[index] = value
      sums[index] += Double(bitPattern: value)
    }
    samples += 1
    if time - began >= Self.blockTime { endBlock(at: time) }
  }

  private mutating func endBlock(at time: Timestamp) {
    var motion = 0.0
    for index in 0..<count {
      let mean = sums[index] / samples
      let change = abs(mean - means[index])
      if change > Self.motion { motion += change }
      means[index] = mean
      sums[index] = 0
    }
    for index in 0..<count {
      still[index] = hasChanged[index] ? .zero : still[index] + (time - began)
      moved[index] = hasChanged[index] ? 0 : moved[index] + motion
      hasChanged[index] = false
      guard moved[index] >= Self.suspicion else { continue }
      longest[index] = max(longest[index], still[index])
    }
    began = time
    samples = 0
  }

  /// Whether a value is stuck now.
  func isStuck(_ index: Int) -> Bool { moved[index] >= Self.suspicion }

  /// [s] The longest time that a value stood still while its neighbours moved.
  func longestTime(of index: Int) -> Double { longest[index].seconds }
}
