import ExocapCore
import ExocapTestSupport
import Testing

@Suite struct TargetFilterTests {
  static let time = 0.002

  private func still(_ x: Double) -> Placement { Placement(rotation: .identity, position: Vec3(x, 0, 0)) }

  /// Sum of twelve uniform numbers: near enough to normal.
  private func normal(_ random: inout SeededGenerator) -> Double {
    (0..<12).reduce(-6.0) { sum, _ in sum + Double.random(in: 0...1, using: &random) }
  }

  @Test func cleanMotionPassesAsItIs() throws {
    var filter = TargetFilter()
    var worst = 0.0
    // 5 cm at 1 Hz and 0.5 rad at 0.7 Hz: about 2 m/s² and 10 rad/s².
    for tick in 0..<2_000 {
      let t = Double(tick) * Self.time
      let true0 = Placement(
        rotation: Rotation(axis: Vec3(0.6, 0, 0.8), angle: 0.5 * Math.sin(4.4 * t)), position: Vec3(0.05 * Math.sin(6.28 * t), 0, 0))
      let taken = filter.take(true0, time: Self.time)
      let shown = try #require(taken)
      if t < 0.5 { continue }
      worst = max(worst, (shown.position - true0.position).length, 0.1 * shown.rotation.turn(to: true0.rotation).length)
    }
    #expect(worst < 1e-4)
    #expect(filter.measuredNoise < 1e-5)
  }

  @Test func noiseIsMeasuredAndTakenAway() throws {
    var random = SeededGenerator.printed()
    var filter = TargetFilter()
    var square = 0.0
    var last = Vec3.zero
    var jump = 0.0
    for tick in 0..<4_000 {
      let noise = Vec3(normal(&random), normal(&random), normal(&random)) * 5e-4
      let taken = filter.take(Placement(rotation: .identity, position: noise), time: Self.time)
      let shown = try #require(taken)
      if tick >= 1_000 {
        square += shown.position.dot(shown.position) / 3
        jump += (shown.position - last).dot(shown.position - last) / 3
      }
      last = shown.position
    }
    #expect(abs(filter.measuredNoise - 5e-4) < 1e-4)
    // 40 % of the noise stays, and from tick to tick less than a tenth.
    #expect(Math.sqrt(square / 3_000) < 2e-4)
    #expect(Math.sqrt(jump / 3_000) < 5e-5)
  }

  @Test func aRampHasNoLag() throws {
    var random = SeededGenerator.printed()
    var filter = TargetFilter()
    var sum = 0.0
    for tick in 0..<4_000 {
      let x = 0.4 * Double(tick) * Self.time
      let taken = filter.take(still(x + 3e-4 * normal(&random)), time: Self.time)
      let shown = try #require(taken)
      if tick >= 2_000 { sum += shown.position.x - x }
    }
    // A lag of one tick would be 0.8 mm.
    #expect(abs(sum / 2_000) < 5e-5)
  }

  @Test func aGlitchIsBridged() throws {
    var filter = TargetFilter()
    var worst = 0.0
    for tick in 0..<1_000 {
      let x = 0.2 * Double(tick) * Self.time
      let isGlitch = (500..<505).contains(tick)
      let taken = filter.take(still(isGlitch ? x + 0.15 : x), time: Self.time)
      let shown = try #require(taken)
      if tick > 100 { worst = max(worst, abs(shown.position.x - x)) }
    }
    #expect(worst < 5e-4)
  }

  @Test func silenceStopsSoftlyAndComesBack() throws {
    var filter = TargetFilter()
    for tick in 0..<500 { _ = filter.take(still(0.3 * Double(tick) * Self.time), time: Self.time) }
    var last = 0.3
    var step = 0.3 * Self.time
    for _ in 0..<1_000 {
      let taken = filter.take(nil, time: Self.time)
      let x = try #require(taken).position.x
      #expect(x - last > -1e-9 && x - last <= 0.3 * Self.time + 1e-6)
      (last, step) = (x, x - last)
    }
    // 0.3 m/s fading with 0.1 s: 3 cm more.
    #expect(last < 0.3 + 0.035 && step < 1e-6)
    // However far the hand is then, after the time to give up it is believed.
    for _ in 0..<500 { last = filter.take(still(1), time: Self.time)?.position.x ?? .nan }
    #expect(abs(last - 1) < 1e-3)
  }

  @Test func nothingIsSaidBeforeTheFirstSampleAndNothingNotFiniteEver() throws {
    var filter = TargetFilter()
    var taken = filter.take(nil, time: Self.time)
    #expect(taken == nil)
    taken = filter.take(still(.nan), time: Self.time)
    #expect(taken == nil)
    _ = filter.take(still(0.1), time: Self.time)
    var bad = still(0.1)
    bad.rotation.x.x = .nan
    for sample in [still(.nan), still(.infinity), bad] {
      let taken = filter.take(sample, time: Self.time)
      let shown = try #require(taken)
      #expect(shown.position.x.isFinite && shown.rotation.x.x.isFinite)
    }
    _ = filter.take(still(0.1), time: .nan)
    taken = filter.take(still(0.1), time: Self.time)
    #expect(abs(try #require(taken).position.x - 0.1) < 1e-3)
  }

  @Test func aCheckpointGoesOnBitForBit() {
    var (first, second) = (TargetFilter(), TargetFilter())
    for tick in 0..<100 { _ = first.take(still(0.001 * Double(tick * tick % 17)), time: Self.time) }
    var archive = CheckpointArchive()
    first.checkpoint(&archive)
    var copy = CheckpointArchive()
    unsafe copy.beginReading(archive.contents)
    second.checkpoint(&copy)
    let (a, b) = (first.take(still(0.01), time: Self.time), second.take(still(0.01), time: Self.time))
    #expect(a == b)
  }
}
