package import ExocapCore

/// A human motion from a capture: both arms' angles at uneven times, glitches and all.
///
/// Between samples each joint follows a monotone cubic (Fritsch and Carlson, 1980, with the slopes of Fritsch and Butland,
/// 1984: SciPy's PchipInterpolator): it passes through every sample and no angle leaves the span of the two beside it, so
/// a jump of 24 rad/s from one sample to the next stays one, without overshoot.
package struct RecordedMotion: Sendable {
  /// Both arms at one time.
  struct Sample: Sendable, Equatable {
    /// [s] As recorded.
    var time: Double
    /// [rad] The left arm's.
    var left: ArmAngles
    /// [rad] The right arm's.
    var right: ArmAngles

    subscript(side: ArmSide) -> ArmAngles {
      get { side == .left ? left : right }
      set { if side == .left { left = newValue } else { right = newValue } }
    }
  }

  /// [rad/s] The highest speed of a joint on the way from the end back to the start, when looping.
  static var joinSpeed: Double { 1 }
  /// [s] The shortest such way.
  static var joinShortest: Double { 0.5 }

  /// [-] How many times faster than recorded it plays.
  package let speed: Double
  /// Whether it begins again after its end; else it stays there.
  package let isLooping: Bool
  /// At least two, times strictly increasing.
  private let samples: [Sample]
  /// [rad/s] The slopes at each sample.
  private let slopes: [Sample]
  /// [s] From the last sample back to the first, by minimum jerk; 0 where it does not loop.
  private let join: Double

  init(samples: [Sample], speed: Double, isLooping: Bool) {
    precondition(samples.count >= 2, "a motion has a start and an end")
    precondition(speed > 0 && speed < .infinity, "a motion plays forwards")
    self.samples = samples
    self.speed = speed
    self.isLooping = isLooping
    slopes = RecordedMotion.slopes(samples)
    let (first, last) = (samples[0], samples[samples.count - 1])
    var farthest = 0.0
    for side in ArmSide.allCases {
      for joint in ArmJoint.allCases { farthest = max(farthest, abs(first[side][joint] - last[side][joint])) }
    }
    let needed = farthest * MinimumJerk.speed(0.5) / RecordedMotion.joinSpeed
    join = isLooping ? max(needed * speed, RecordedMotion.joinShortest * speed) : 0
  }

  /// How many samples it has.
  package var count: Int { samples.count }

  /// How long it plays: once from the first to the last sample, with the way back where it loops.
  package var duration: Interval { .seconds(rounding: (recordedLength + join) / speed) }

  /// Both arms at a time since its start; before, the first sample.
  package func pose(at time: Interval) -> OperatorPose {
    var place = max(time.seconds, 0) * speed
    if isLooping {
      let lap = recordedLength + join
      // Beyond 2^53 laps there is no place left to know; nobody plays that long.
      place -= lap * Double(Int64(min(place / lap, 0x1p53)))
    }
    let last = samples[samples.count - 1]
    if place >= recordedLength {
      let back = join > 0 ? MinimumJerk.position((place - recordedLength) / join) : 0
      return OperatorPose(
        left: .init(angles: last.left.moved(towards: samples[0].left, by: back)),
        right: .init(angles: last.right.moved(towards: samples[0].right, by: back)))
    }
    let time = samples[0].time + place
    let index = interval(at: time)
    return OperatorPose(
      left: .init(angles: between(index, .left, at: time)), right: .init(angles: between(index, .right, at: time)))
  }

  /// A joint that moves faster from one sample to the next than was asked about.
  package struct Jump: Sendable, Equatable {
    package var side: ArmSide
    package var joint: ArmJoint
    /// Since the motion's start, as it plays: when the sample before it was taken.
    package var time: Interval
    /// [rad/s] As it plays; its sign says where to.
    package var speed: Double
  }

  /// Every step from one sample to the next that is faster than `speed` [rad/s] as it plays, in order of time.
  package func jumps(over limit: Double) -> [Jump] {
    var jumps: [Jump] = []
    for index in 1..<samples.count {
      let (before, after) = (samples[index - 1], samples[index])
      let width = (after.time - before.time) / speed
      for side in ArmSide.allCases {
        for joint in ArmJoint.allCases {
          let found = (after[side][joint] - before[side][joint]) / width
          let time = Interval.seconds(rounding: (before.time - samples[0].time) / speed)
          if abs(found) > limit { jumps.append(Jump(side: side, joint: joint, time: time, speed: found)) }
        }
      }
    }
    return jumps
  }

  /// [s] From the first to the last sample, as recorded.
  private var recordedLength: Double { samples[samples.count - 1].time - samples[0].time }

  /// The last sample at or before a recorded time [s], but not the very last, by halving.
  private func interval(at time: Double) -> Int {
    var low = 0
    var high = samples.count - 1
    while high - low > 1 {
      let middle = (low + high) / 2
      if samples[middle].time <= time { low = middle } else { high = middle }
    }
    return low
  }

  private func between(_ index: Int, _ side: ArmSide, at time: Double) -> ArmAngles {
    let (a, b) = (samples[index], samples[index + 1])
    let width = b.time - a.time
    let t = (time - a.time) / width
    var result = a[side]
    for joint in ArmJoint.allCases {
      let change = b[side][joint] - a[side][joint]
      let left = slopes[index][side][joint] * width
      let right = slopes[index + 1][side][joint] * width
      result[joint] += t * (left + t * ((3 * change - 2 * left - right) + t * (left + right - 2 * change)))
    }
    return result
  }
}

extension RecordedMotion {
  /// [rad/s] The slope of each joint at each sample.
  private static func slopes(_ samples: [Sample]) -> [Sample] {
    var slopes = samples
    let widths = (1..<samples.count).map { samples[$0].time - samples[$0 - 1].time }
    for side in ArmSide.allCases {
      for joint in ArmJoint.allCases {
        let chords = widths.indices.map { (samples[$0 + 1][side][joint] - samples[$0][side][joint]) / widths[$0] }
        for index in samples.indices { slopes[index][side][joint] = slope(at: index, widths, chords) }
      }
    }
    return slopes
  }

  /// A weighted harmonic mean of the chords beside a sample; zero where they point apart.
  private static func slope(at index: Int, _ widths: [Double], _ chords: [Double]) -> Double {
    let last = chords.count
    if last == 1 { return chords[0] }
    if index == 0 { return endSlope(widths[0], widths[1], chords[0], chords[1]) }
    if index == last { return endSlope(widths[last - 1], widths[last - 2], chords[last - 1], chords[last - 2]) }
    let (before, after) = (chords[index - 1], chords[index])
    guard before * after > 0 else { return 0 }
    let first = 2 * widths[index] + widths[index - 1]
    let second = widths[index] + 2 * widths[index - 1]
    return (first + second) / (first / before + second / after)
  }

  /// A parabola's slope at its end, held to the shape of the chords: the three-point formula of Moler, Numerical Computing
  /// with MATLAB, 2004, §3.4.
  private static func endSlope(_ width: Double, _ next: Double, _ chord: Double, _ nextChord: Double) -> Double {
    let slope = ((2 * width + next) * chord - width * nextChord) / (width + next)
    if slope * chord <= 0 { return 0 }
    if chord * nextChord < 0 && abs(slope) > 3 * abs(chord) { return 3 * chord }
    return slope
  }
}
