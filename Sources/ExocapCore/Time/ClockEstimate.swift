/// Where a device's own clock stands on ours: device ticks in, estimated time of the measurement out.
///
/// What the wire and USB add to a packet's way is never negative, so the points (device time, arrival - device time) lie above a line
/// whose slope is the drift between the two clocks and whose height is the shortest way. That line is found as the edge of the lower
/// convex hull over the last ten seconds that spans their middle; of each 100 ms only the quickest packet is kept, so the work is
/// bounded. Spikes and bursts are far above the hull and do not touch it. Source: convex-hull one-way translators (L. Zhang, Z. Liu
/// and C. H. Xia, "Clock synchronization algorithms for network measurements", 2002), as cuckoo_time_translator uses them.
///
/// The shortest way itself cannot be seen from one side: it stays in the result as a constant bias, until a `takePing` bounds it.
/// The result is slewed, strictly later than the one before, and never later than the arrival once there is a line. Used by the device's
/// own thread.
package struct ClockEstimate: ~Copyable {
  /// Time that one point of the hull stands for.
  @inline(__always) static var block: Interval { .milliseconds(100) }
  /// How many points are kept: ten seconds. Longer windows follow a crystal's wander more slowly, shorter ones see fewer quick packets.
  @inline(__always) static var capacity: Int { 100 }
  /// Before so much time is seen, the slope is not.
  @inline(__always) static var settling: Interval { .seconds(1) }
  /// [s/s] How fast the result moves towards a new line: 500 µs in a second, as NTP slews.
  @inline(__always) static var slew: Double { 500e-6 }
  /// [s/s] More than this is no clock: RC oscillators of microcontrollers keep 1 %.
  @inline(__always) static var largestDrift: Double { 0.02 }
  /// A packet that is this far from where its ticks say began a new count: the device was restarted.
  @inline(__always) static var lost: Interval { .seconds(2) }
  /// [-] Pings that the shortest round trip is sought among.
  @inline(__always) static var pingCapacity: Int { 16 }

  /// One packet: device time since the first one, and by how much later it arrived.
  struct Point: BitwiseCopyable, Sendable {
    /// [ns]
    var time: Int64 = 0
    /// [ns] Arrival less device time; of no meaning by itself.
    var lag: Int64 = 0
  }

  /// [ns] Of one tick.
  private let tick: Double
  private var firstTicks: UInt64 = 0
  private var firstArrival: Timestamp = .never
  private var points: InlineArray<100, Point> = InlineArray(repeating: Point())
  private var count: UInt8 = 0
  /// The quickest packet of the block under way.
  private var quickest = Point()
  private var blockNumber: Int64 = -1
  /// The line: `height` [ns] at `origin` [ns], and its slope.
  private var origin: Int64 = 0
  private var height: Double = 0
  private var slope: Double = 0
  private var hasLine = false
  /// [ns] The last packet's device time, and the lag that was given to it.
  private var lastTime: Int64 = 0
  private var lastLag: Double = 0
  private var lastEstimate: Timestamp = .never
  /// Round trips, newest last, and what each says of the bias.
  private var roundTrips: InlineArray<16, Int64> = InlineArray(repeating: 0)
  private var pingLags: InlineArray<16, Int64> = InlineArray(repeating: 0)
  private var pingTimes: InlineArray<16, Int64> = InlineArray(repeating: 0)
  private var pingCount: UInt8 = 0
  /// [ns] What the pings take off; 0 before the first.
  private var bias: Double = 0

  /// An estimate that has seen nothing. `tick` [ns]: the length of one device tick.
  package init(tick: Double) {
    precondition(tick > 0 && tick.isFinite, "a clock's tick has a length")
    self.tick = tick
  }

  /// Forgets everything: the port is gone, or the device began to count anew.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func reset() {
    firstArrival = .never
    count = 0
    blockNumber = -1
    hasLine = false
    slope = 0
    lastEstimate = .never
    pingCount = 0
    bias = 0
  }

  /// [s/s] By how much the device's clock is slow against ours; 0 before it is known.
  package var drift: Double { slope }

  /// What the pings take off: the shortest way of a packet, as far as they can tell it.
  package var correction: Interval { Interval(nanoseconds: Int64(min(max(bias, 0), 9e18))) }

  /// [s] How well the line fits: root mean square of how much later than it the quickest packet of each 100 ms came, over the last ten
  /// seconds; NaN before there is a line. Walks over all of them: for status, not for each packet.
  package var residual: Double {
    mutating get {
      guard hasLine else { return .nan }
      var squares = 0.0
      for index in 0..<Int(count) {
        let above = Double(points[index].lag) - line(at: points[index].time)
        squares += above * above
      }
      return (squares / Double(count)).squareRoot() * 1e-9
    }
  }

  /// Whether a line was found: before, the estimate is the arrival.
  package var isSettled: Bool { hasLine }

  /// Whether a ping has bounded the bias: at most half of the shortest round trip is left of it.
  package var isTwoWay: Bool { pingCount > 0 }

  /// Takes a packet that carries the device's clock, unwrapped, and returns when it was measured.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func take(ticks: UInt64, arrival: Timestamp) -> Timestamp {
    if firstArrival == .never { begin(ticks, arrival) }
    var point = place(ticks, arrival)
    let isFar = hasLine && abs(Double(point.lag) - line(at: point.time)) > Double(ClockEstimate.lost.nanoseconds)
    if isFar || point.time < lastTime {
      reset()
      begin(ticks, arrival)
      point = place(ticks, arrival)
    }
    let number = point.time / ClockEstimate.block.nanoseconds
    if blockNumber < 0 {
      (blockNumber, quickest) = (number, point)
    } else if number != blockNumber {
      keepQuickest()
      (blockNumber, quickest) = (number, point)
    } else if Double(point.lag) - line(at: point.time) < Double(quickest.lag) - line(at: quickest.time) {
      quickest = point
    }
    return estimate(point, arrival)
  }

  /// Takes an exchange: the device read its clock between `sent` and `received`.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func takePing(ticks: UInt64, sent: Timestamp, received: Timestamp) {
    guard firstArrival != .never, hasLine, received >= sent else { return }
    let middle = sent + (received - sent) / 2
    let point = place(ticks, middle)
    if Int(pingCount) == ClockEstimate.pingCapacity {
      for index in 1..<ClockEstimate.pingCapacity {
        roundTrips[index &- 1] = roundTrips[index]
        pingLags[index &- 1] = pingLags[index]
        pingTimes[index &- 1] = pingTimes[index]
      }
      pingCount &-= 1
    }
    roundTrips[Int(pingCount)] = (received - sent).nanoseconds
    pingLags[Int(pingCount)] = point.lag
    pingTimes[Int(pingCount)] = point.time
    pingCount &+= 1
    weighPings()
  }

  /// The line's height above the quickest exchange is the bias. A negative one is the exchange's own asymmetry.
  private mutating func weighPings() {
    var best = 0
    for index in 1..<max(1, Int(pingCount)) where roundTrips[index] <= roundTrips[best] { best = index }
    bias = max(0, line(at: pingTimes[best]) - Double(pingLags[best]))
  }

  private mutating func begin(_ ticks: UInt64, _ arrival: Timestamp) {
    firstTicks = ticks
    firstArrival = arrival
    lastTime = 0
    (origin, height) = (0, 0)
  }

  private mutating func place(_ ticks: UInt64, _ arrival: Timestamp) -> Point {
    let elapsed = Double(Int64(bitPattern: ticks &- firstTicks)) * tick
    // Beyond what is a time, it is far from the line and begins anew.
    let time = Int64(min(max(elapsed, -9e18), 9e18))
    return Point(time: time, lag: (arrival - firstArrival).nanoseconds &- time)
  }

  private mutating func line(at time: Int64) -> Double { height + slope * Double(time &- origin) }

  /// The block is over: its quickest packet joins the hull.
  private mutating func keepQuickest() {
    if Int(count) == ClockEstimate.capacity {
      for index in 1..<ClockEstimate.capacity { points[index &- 1] = points[index] }
      count &-= 1
    }
    points[Int(count)] = quickest
    count &+= 1
    findLine()
  }

  /// Finds the edge of the lower convex hull that spans the middle of the window.
  private mutating func findLine() {
    // The hull's corners so far, as places in `points`.
    var hull = InlineArray<100, UInt8>(repeating: 0)
    var corners = 0
    for index in 0..<Int(count) {
      while corners >= 2, !turnsUp(Int(hull[corners &- 2]), Int(hull[corners &- 1]), index) { corners &-= 1 }
      hull[corners] = UInt8(truncatingIfNeeded: index)
      corners &+= 1
    }
    let first = points[0]
    let last = points[Int(count) &- 1]
    let middle = first.time &+ (last.time &- first.time) / 2
    var corner = 0
    while corner &+ 2 < corners, points[Int(hull[corner &+ 1])].time < middle { corner &+= 1 }
    let left = points[Int(hull[corner])]
    origin = left.time
    height = Double(left.lag)
    if corner &+ 1 < corners, last.time &- first.time >= ClockEstimate.settling.nanoseconds {
      let right = points[Int(hull[corner &+ 1])]
      let found = Double(right.lag &- left.lag) / Double(right.time &- left.time)
      slope = min(max(found, -ClockEstimate.largestDrift), ClockEstimate.largestDrift)
    } else {
      // Too early for a slope: the lowest of all.
      slope = 0
      for index in 0..<Int(count) { height = min(height, Double(points[index].lag)) }
    }
    hasLine = true
    if pingCount > 0 { weighPings() }
  }

  /// Whether the middle one of three points lies below the line through the others.
  private mutating func turnsUp(_ left: Int, _ middle: Int, _ right: Int) -> Bool {
    let time1 = Double(points[middle].time &- points[left].time)
    let time2 = Double(points[right].time &- points[left].time)
    return Double(points[middle].lag &- points[left].lag) * time2 < Double(points[right].lag &- points[left].lag) * time1
  }

  private mutating func estimate(_ point: Point, _ arrival: Timestamp) -> Timestamp {
    guard hasLine else {
      lastTime = point.time
      lastLag = Double(point.lag)
      lastEstimate = max(arrival, lastEstimate + .nanoseconds(1))
      return lastEstimate
    }
    let target = line(at: point.time) - bias
    let elapsed = Double(point.time &- lastTime)
    let expected = lastLag + slope * elapsed
    let bound = ClockEstimate.slew * elapsed
    // The first line, and nothing else, is far from what was given out before: then it is taken at once.
    let difference = target - expected
    let lag = abs(difference) > 1e6 ? target : expected + min(max(difference, -bound), bound)
    lastTime = point.time
    lastLag = min(max(min(lag, Double(point.lag)), -9e18), 9e18)
    // Whole nanoseconds: the rest of a division would be the only bits that replay could not repeat.
    let time = firstArrival + Interval(nanoseconds: point.time &+ Int64(lastLag))
    lastEstimate = min(max(time, lastEstimate + .nanoseconds(1)), max(arrival, lastEstimate + .nanoseconds(1)))
    return lastEstimate
  }

  /// Saves or restores everything that the next estimate depends on.
  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.section(0x4B43_4C43, version: 1)  // "CLCK"
    archive.field(&firstTicks)
    archive.field(&firstArrival)
    archive.field(&points)
    archive.field(&count)
    archive.field(&quickest)
    archive.field(&blockNumber)
    archive.field(&origin)
    archive.field(&height)
    archive.field(&slope)
    archive.field(&hasLine)
    archive.field(&lastTime)
    archive.field(&lastLag)
    archive.field(&lastEstimate)
    archive.field(&roundTrips)
    archive.field(&pingLags)
    archive.field(&pingTimes)
    archive.field(&pingCount)
    archive.field(&bias)
    if archive.isReading {
      count = min(count, UInt8(ClockEstimate.capacity))
      pingCount = min(pingCount, UInt8(ClockEstimate.pingCapacity))
      hasLine = hasLine && count > 0
    }
  }
}
