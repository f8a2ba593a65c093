internal import ExocapCore

/// When the samples of one stream came: how many, how regularly, how old, in which order.
struct StreamTiming {
  private(set) var samples = 0
  private(set) var longestGap = Interval.zero
  /// Samples that came twice or backwards.
  private(set) var disordered = 0
  private(set) var first: Timestamp = .never
  private(set) var last: Timestamp = .never
  private(set) var slowest = RateFloor()
  private var lastCaptured: Timestamp = .never
  private var lastTicks: UInt64 = 0
  private var steps = LogHistogram()
  private var ages = LogHistogram()
  private var stepSum = 0.0
  private var stepSquares = 0.0
  private let gapAfter: Interval
  private let oldAfter: Double

  /// - Parameter oldAfter: [s] An age that is flagged.
  init(_ profile: StreamProfile, oldAfter: Double) {
    gapAfter = profile.rate > 0 ? Interval.seconds(rounding: 2.5 / profile.rate) : profile.staleAfter
    self.oldAfter = oldAfter
  }

  /// Takes a sample. `isAfterLoss`: records were lost since the one before, so that the time between them says nothing of the device.
  mutating func take(captured: Timestamp, arrived: Timestamp, ticks: UInt64, isAfterLoss: Bool) -> QualityFlags {
    var flags = QualityFlags.none
    if samples == 0 { first = arrived }
    if samples > 0 && !isAfterLoss {
      let step = arrived - last
      note(step)
      if step > gapAfter { flags.insert(.gap) }
      if step < .zero || captured < lastCaptured { flags.insert(.backwards) }
      if ticks != 0 && ticks == lastTicks { flags.insert(.duplicate) }
      if flags.contains(.backwards) || flags.contains(.duplicate) { disordered += 1 }
    }
    let age = Interval.seconds(from: captured, to: arrived)
    if age >= 0 { ages.note(age) }
    if age > oldAfter { flags.insert(.old) }
    samples += 1
    slowest.note(arrived, isAfterLoss: isAfterLoss)
    last = arrived
    lastCaptured = captured
    lastTicks = ticks
    return flags
  }

  private mutating func note(_ step: Interval) {
    longestGap = max(longestGap, step)
    steps.note(step.seconds)
    stepSum += step.seconds
    stepSquares += step.seconds * step.seconds
  }

  /// [Hz] Over all of it; NaN with fewer than two samples.
  var rate: Double { last > first ? Double(samples - 1) / (last - first).seconds : .nan }
  /// [s] The usual time between two samples.
  var usualStep: Double { steps.quantile(0.5) }
  /// 0 … 1 Part of intervals over 1.8 usual ones: at least one sample is missing in each.
  var lateShare: Double { steps.share(above: 1.8 * usualStep) }
  /// [-] How many usual intervals 99 % of them are under.
  var jitter: Double { steps.quantile(0.99) / usualStep }
  /// [s] Standard deviation of the intervals.
  var deviation: Double {
    guard steps.count > 1 else { return .nan }
    let mean = stepSum / Double(steps.count)
    return max(0, stepSquares / Double(steps.count) - mean * mean).squareRoot()
  }
  /// [s] Half, and 99 %, of samples arrive younger than this.
  var usualAge: Double { ages.quantile(0.5) }
  var worstAge: Double { ages.quantile(0.99) }
  /// 0 … 1
  var disorderedShare: Double { samples == 0 ? .nan : Double(disordered) / Double(samples) }
}

/// The fewest samples that any whole second brought.
struct RateFloor {
  private var began: Timestamp = .never
  private var count = 0
  /// [Hz] NaN before a whole second has passed.
  private(set) var fewest = Double.nan

  mutating func note(_ time: Timestamp, isAfterLoss: Bool) {
    if began == .never || isAfterLoss {
      began = time
      count = 0
    }
    let passed = (time - began).nanoseconds / 1_000_000_000
    if passed >= 1 {
      // Where whole seconds passed without a sample the floor is none.
      let found = passed >= 2 ? 0 : Double(count)
      fewest = fewest.isNaN ? found : min(fewest, found)
      began = began + .seconds(passed)
      count = 0
    }
    count += 1
  }
}
