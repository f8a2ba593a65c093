import ExocapCore
import ExocapTestSupport
import Testing

/// Expected bounds: a simulation by an independent program of the same world (1 kHz, 30 ± 8 ppm, shortest way 0.35 ms, 0 to 0.5 ms uniform
/// and 0.15 ms exponential on top, spikes and bursts of 2 to 20 ms), whose hull over 10 s had 0.353 ms bias and 5.1 µs rms jitter.
@Suite struct ClockEstimateTests {
  /// Of 20 packets, 100 ms apart, one comes 2 ms after the line that the others lie on: 2 ms × √(1/20).
  @Test func theResidualIsHowFarPacketsLieAboveTheLine() {
    var clock = ClockEstimate(tick: 1_000)
    #expect(clock.residual.isNaN)
    for index in 0...20 as ClosedRange<UInt64> {
      let arrival = Timestamp(nanoseconds: 5_000_000_000 + Int64(index) * 100_000_000 + (index == 7 ? 2_000_000 : 0))
      _ = clock.take(ticks: 1_000 + index * 100_000, arrival: arrival)
    }
    let residual = clock.residual
    #expect(abs(residual - 2e-3 * 0.05.squareRoot()) < 1e-9, "\(residual)")
    clock.reset()
    #expect(clock.residual.isNaN)
  }

  /// A device that counts microseconds, and the way of its packets.
  struct World {
    struct Packet {
      var ticks: UInt64
      /// [s] When it was measured: the truth.
      var measured: Double
      var arrival: Timestamp
    }

    var random: SeededGenerator
    /// [s] The shortest way.
    var shortest = 0.35e-3
    /// [s] Arrivals are rounded up to a multiple of this, as a USB adapter's timer does; 0: not.
    var batch = 0.0
    /// [s/s] By how much the device's clock is fast.
    var drift = 30e-6
    private var device = 5.0
    private var burstLeft = 0
    private var burstDelay = 0.0
    private var last = 0.0
    private var index = 0

    init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    mutating func next() -> Packet {
      let measured = 1000 + Double(index) * 1e-3
      let wander = 8e-6 * sine(Double(index) * 1e-3 / 120)
      index += 1
      device += 1e-3 * (1 + drift + wander)
      if burstLeft == 0, uniform() < 0.0001 { (burstLeft, burstDelay) = (20, 2e-3 + 18e-3 * uniform()) }
      var delay = shortest + 0.5e-3 * uniform() + exponential(0.15e-3)
      if burstLeft > 0 {
        delay += burstDelay
        burstLeft -= 1
      } else if uniform() < 0.002 {
        delay += 2e-3 + 18e-3 * uniform()
      }
      var arrival = max(measured + delay, last)
      if batch > 0 { arrival = (arrival / batch).rounded(.up) * batch }
      last = arrival
      return Packet(ticks: UInt64(device * 1e6), measured: measured, arrival: Timestamp(nanoseconds: Int64(arrival * 1e9)))
    }

    mutating func uniform() -> Double { Double(random.next() >> 11) * 0x1p-53 }

    private mutating func exponential(_ mean: Double) -> Double {
      // -ln(u) by its series of halvings: u = m * 2^e, and ln(m) by the artanh series.
      let value = max(uniform(), 1e-12)
      let mantissa = value.significand
      let x = (mantissa - 1) / (mantissa + 1)
      let logarithm = 2 * (x + x * x * x / 3 + x * x * x * x * x / 5) + Double(value.exponent) * 0.6931471805599453
      return -mean * logarithm
    }

    /// A sine of `turns`, as Bhaskara's approximation: the wander needs no more.
    private func sine(_ turns: Double) -> Double {
      let part = (turns - turns.rounded(.down)) * 2
      let half = part < 1 ? part : part - 1
      let value = 16 * half * (1 - half) / (5 - 4 * half * (1 - half))
      return part < 1 ? value : -value
    }
  }

  struct Errors {
    /// [s]
    var median = 0.0
    var jitter = 0.0
    var worst = 0.0
    var isIncreasing = true
    var isNeverLate = true
  }

  /// Runs for `seconds` and judges what came after the first 30.
  static func run(_ world: inout World, seconds: Int, ping: Bool = false) -> Errors {
    var estimate = ClockEstimate(tick: 1000)
    var errors: [Double] = []
    var result = Errors()
    var last = Timestamp.never
    for index in 0..<seconds * 1000 {
      let packet = world.next()
      let captured = estimate.take(ticks: packet.ticks, arrival: packet.arrival)
      if ping, index % 1000 == 999 {
        // A round trip whose ways are 0.1 and 0.3 ms longer than none: the middle is 0.1 ms off.
        let middle = Int64(packet.measured * 1e9)
        estimate.takePing(
          ticks: packet.ticks, sent: Timestamp(nanoseconds: middle - 100_000), received: Timestamp(nanoseconds: middle + 300_000))
      }
      result.isIncreasing = result.isIncreasing && captured > last
      // Before a line is found, packets that arrived together are told apart by a nanosecond each.
      result.isNeverLate = result.isNeverLate && (captured <= packet.arrival || index < 1000)
      last = captured
      if index >= 30_000 { errors.append(Double(captured.nanoseconds) * 1e-9 - packet.measured) }
    }
    let sorted = errors.sorted()
    result.median = sorted[sorted.count / 2]
    let median = result.median
    result.jitter = (errors.reduce(0) { $0 + ($1 - median) * ($1 - median) } / Double(errors.count)).squareRoot()
    result.worst = errors.reduce(0) { max($0, abs($1 - median)) }
    return result
  }

  @Test(arguments: [1, 2, 3] as [UInt64]) func followsDriftThroughSpikesAndBursts(_ seed: UInt64) {
    var world = World(seed: seed)
    let errors = Self.run(&world, seconds: 150)
    #expect(abs(errors.median - 0.35e-3) < 15e-6, "bias \(errors.median * 1e6) µs")
    #expect(errors.jitter < 20e-6, "jitter \(errors.jitter * 1e6) µs")
    #expect(errors.worst < 50e-6, "worst \(errors.worst * 1e6) µs")
    #expect(errors.isIncreasing)
    #expect(errors.isNeverLate)
  }

  /// An FTDI chip with the timer's default: packets come sixteen at a time, and only the last of each is quick.
  @Test func followsThroughAnAdaptersTimer() {
    var world = World(seed: 7)
    world.batch = 16e-3
    let errors = Self.run(&world, seconds: 120)
    #expect(errors.jitter < 20e-6, "jitter \(errors.jitter * 1e6) µs")
  }

  /// An RC oscillator, half a percent off.
  @Test func followsABadOscillator() {
    var world = World(seed: 4)
    world.drift = 5e-3
    let errors = Self.run(&world, seconds: 60)
    #expect(errors.jitter < 20e-6, "jitter \(errors.jitter * 1e6) µs")
    #expect(abs(errors.median - 0.35e-3) < 20e-6)
  }

  /// The middle of the ping's two ways lies 0.1 ms behind the truth: that much is left of the bias, and no more than half the round trip.
  @Test func aPingTakesTheBiasOff() {
    var world = World(seed: 5)
    let errors = Self.run(&world, seconds: 60, ping: true)
    #expect(abs(errors.median - 0.1e-3) < 20e-6, "bias \(errors.median * 1e6) µs")
    #expect(errors.jitter < 20e-6, "jitter \(errors.jitter * 1e6) µs")
  }

  @Test func beginsAnewWhereTheDeviceDoes() {
    var estimate = ClockEstimate(tick: 1000)
    var now = Timestamp(nanoseconds: 1_000_000_000)
    for index in 0..<500 {
      _ = estimate.take(ticks: 9_000_000 + UInt64(index) * 1000, arrival: now)
      now = now + .milliseconds(1)
    }
    let wasSettled = estimate.isSettled
    #expect(wasSettled)
    let first = estimate.take(ticks: 3, arrival: now)
    #expect(first == now)
    let isSettled = estimate.isSettled
    #expect(!isSettled)
  }

  /// Without noise the line is exact: device 100 ppm fast, way 200 µs.
  @Test func findsTheDriftExactlyWithoutNoise() {
    var estimate = ClockEstimate(tick: 1)
    for index in 0..<5000 {
      let measured = Int64(index) * 1_000_000
      let ticks = UInt64(measured + measured / 10_000)
      _ = estimate.take(ticks: ticks, arrival: Timestamp(nanoseconds: measured + 200_000))
    }
    // d(arrival)/d(device) = 1/1.0001, less 1.
    let drift = estimate.drift
    #expect(abs(drift - (1 / 1.0001 - 1)) < 1e-9)
  }

  @Test func goesOnFromACheckpoint() {
    var world = World(seed: 6)
    var one = ClockEstimate(tick: 1000)
    for _ in 0..<3_333 {
      let packet = world.next()
      _ = one.take(ticks: packet.ticks, arrival: packet.arrival)
    }
    var archive = CheckpointArchive()
    archive.beginWriting()
    one.checkpoint(&archive)
    let bytes = unsafe Array(archive.contents)
    unsafe bytes.withUnsafeBytes { unsafe archive.beginReading($0) }
    var two = ClockEstimate(tick: 1000)
    two.checkpoint(&archive)
    let isComplete = archive.isComplete
    #expect(isComplete)
    for _ in 0..<2_000 {
      let packet = world.next()
      let first = one.take(ticks: packet.ticks, arrival: packet.arrival)
      let second = two.take(ticks: packet.ticks, arrival: packet.arrival)
      #expect(first == second)
    }
  }

  @Test func whateverComesInNothingTraps() {
    var random = SeededGenerator.printed()
    var estimate = ClockEstimate(tick: 1000)
    var now = Timestamp(nanoseconds: 0)
    for _ in 0..<100_000 {
      let ticks = random.next() >> (random.next() & 63)
      now = now + .nanoseconds(Int64(random.next() >> (20 + (random.next() & 43))))
      let captured = estimate.take(ticks: ticks, arrival: now)
      #expect(captured <= now || captured.nanoseconds - now.nanoseconds < 100_000_000)
      estimate.takePing(ticks: ticks &+ random.next() & 0xFFFF, sent: now, received: now + .milliseconds(1))
    }
  }
}
