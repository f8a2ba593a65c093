import ExocapCore
import ExocapTestSupport
import Testing

@Suite struct PlacementFilterTests {
  static let all = JointFilterTests.all
  static let time = 0.002
  static let axis = Vec3(0.36, 0.48, 0.8)

  private func place(_ x: Double, _ angle: Double = 0) -> Placement {
    Placement(rotation: Rotation(axis: Self.axis, angle: angle), position: Vec3(0.6, 0, 0.8) * x)
  }

  /// Largest entry of R Rᵀ - 1.
  private func skewness(_ r: Rotation) -> Double {
    max(
      abs(r.x.length - 1), abs(r.y.length - 1), abs(r.z.length - 1), abs(r.x.dot(r.y)), abs(r.y.dot(r.z)), abs(r.z.dot(r.x)),
      (r.x.cross(r.y) - r.z).length)
  }

  @Test(arguments: all) func alongALineItIsAJointsFilter(_ filter: MotionFilter) throws {
    var random = SeededGenerator.printed()
    var (placement, slide, turn) = (PlacementFilter(filter), JointFilter(filter), JointFilter(filter))
    for tick in 0..<500 {
      let x = 0.3 * Math.sin(0.03 * Double(tick)) + .random(in: -1e-3...1e-3, using: &random)
      let angle = 0.5 * Math.sin(0.02 * Double(tick)) + .random(in: -1e-3...1e-3, using: &random)
      let taken = placement.take(place(x, angle), time: Self.time)
      let (alone, turned) = (slide.take(x, time: Self.time), turn.take(angle, time: Self.time))
      let shown = try #require(taken)
      #expect((shown.position - Vec3(0.6, 0, 0.8) * alone).length < 1e-12)
      #expect(Rotation(axis: Self.axis, angle: turned).turn(to: shown.rotation).length < 1e-12)
    }
  }

  @Test func aTurningHandLagsAsStatedThroughManyTurns() throws {
    for filter in Self.all {
      var placement = PlacementFilter(filter)
      var (angle, lag) = (0.0, 0.0)
      for tick in 0..<20_000 {
        // 3 rad/s: 19 turns.
        angle = 3 * Self.time * Double(tick)
        let taken = placement.take(place(angle, angle), time: Self.time)
        lag = try #require(taken).rotation.turn(to: Rotation(axis: Self.axis, angle: angle)).dot(Self.axis) / 3
      }
      #expect(abs(lag - filter.delay(at: Self.time, speed: 3)) < 1e-6)
    }
  }

  @Test func allDirectionsHaveOneCutOff() throws {
    // A fast motion along x takes the cut-off of y with it.
    let filter = MotionFilter.oneEuro(cutoff: 1, slope: 2, derivative: 1)
    var placement = PlacementFilter(filter)
    var shown = Placement.identity
    for tick in 0..<10_000 {
      let s = Self.time * Double(tick)
      let taken = placement.take(Placement(rotation: .identity, position: Vec3(4 * s, 3 * s, 0)), time: Self.time)
      shown = try #require(taken)
    }
    let now = Self.time * 9_999
    let stated = filter.delay(at: Self.time, speed: 5)
    #expect(abs((4 * now - shown.position.x) / 4 - stated) < 1e-6)
    #expect(abs((3 * now - shown.position.y) / 3 - stated) < 1e-6)
  }

  @Test(arguments: all) func nothingComesBeforeTheFirstSampleWhichIsTheAnswer(_ filter: MotionFilter) {
    var placement = PlacementFilter(filter)
    let none = placement.take(nil, time: Self.time)
    let notFinite = placement.take(Placement(rotation: .identity, position: Vec3(.nan, 0, 0)), time: Self.time)
    let first = placement.take(place(0.5, 1), time: Self.time)
    #expect(none == nil && notFinite == nil)
    #expect(first == place(0.5, 1))
  }

  @Test func alphaBetaBridgesMissingSamplesAndStops() throws {
    var placement = PlacementFilter(.alphaBeta(cutoff: 20, slope: 6))
    for tick in 0..<2_000 { _ = placement.take(place(0.001 * Double(tick), 0.002 * Double(tick)), time: Self.time) }
    // 0.5 m/s and 1 rad/s. Two periods at the whole velocity ...
    for tick in 2_000..<2_002 {
      let taken = placement.take(nil, time: Self.time)
      let shown = try #require(taken)
      #expect((shown.position - place(0.001 * Double(tick)).position).length < 1e-9)
      #expect(shown.rotation.turn(to: place(0, 0.002 * Double(tick)).rotation).length < 1e-9)
    }
    // ... then a fade over the other 96 ms, whose integral is 48 ms: 0.5 m/s · (4 + 48) ms.
    var last = Placement.identity
    for _ in 0..<500 {
      let taken = placement.take(nil, time: Self.time)
      last = try #require(taken)
      #expect(skewness(last.rotation) < 1e-14)
    }
    #expect(abs(last.position.length - (1.999 + 0.026)) < 1e-9)
    #expect(last.rotation.turn(to: place(0, 3.998 + 0.052).rotation).length < 1e-9)
    let back = placement.take(place(-1), time: Self.time)
    #expect(back == place(-1))
  }

  @Test(arguments: [MotionFilter.none, .lowPass(cutoff: 5), JointFilterTests.slowEuro])
  func theOthersHoldWhereSamplesAreMissing(_ filter: MotionFilter) {
    var placement = PlacementFilter(filter)
    var shown: Placement?
    for tick in 0..<100 { shown = placement.take(place(0.01 * Double(tick)), time: Self.time) }
    for _ in 0..<100 {
      let held = placement.take(nil, time: Self.time)
      #expect(held == shown)
    }
  }

  @Test func aSlowStreamIsFollowedWithoutLagBetweenItsSamples() throws {
    // 60 Hz in ticks of 500 Hz, nearly: a sample each eighth tick.
    var placement = PlacementFilter(.alphaBeta(cutoff: 6, slope: 12))
    for tick in 0..<8_000 {
      let x = 0.7 * Self.time * Double(tick)
      let taken = placement.take(tick % 8 == 0 ? place(x) : nil, time: Self.time)
      let shown = try #require(taken)
      if tick > 4_000 { #expect((shown.position - place(x).position).length < 1e-9) }
    }
  }

  @Test(arguments: all) func rotationsStayOrthonormal(_ filter: MotionFilter) throws {
    var random = SeededGenerator.printed()
    var placement = PlacementFilter(filter)
    for _ in 0..<20_000 {
      let turn = Vec3(
        .random(in: -1...1, using: &random), .random(in: -1...1, using: &random), .random(in: -1...1, using: &random))
      let sample = Placement(
        rotation: Rotation(axis: turn * (1 / turn.length), angle: .random(in: -3.2...3.2, using: &random)), position: turn)
      let taken = placement.take(.random(using: &random) ? sample : nil, time: .random(in: 0...0.01, using: &random))
      if let taken { #expect(skewness(taken.rotation) < 1e-14) }
    }
  }

  @Test(arguments: all) func hugeValuesDoNotStayInIt(_ filter: MotionFilter) throws {
    var placement = PlacementFilter(filter)
    for x in [0, 1.2e308, -1.2e308, 1.2e308] { _ = placement.take(place(x), time: 1e-4) }
    for _ in 0..<15_000 { _ = placement.take(place(0.25), time: 0.01) }
    let taken = placement.take(place(0.25), time: 0.01)
    #expect((try #require(taken).position - place(0.25).position).length < 1e-9)
  }

  @Test(arguments: all) func aCheckpointGoesOnBitForBit(_ filter: MotionFilter) {
    var placement = PlacementFilter(filter)
    for tick in 0..<50 { _ = placement.take(place(0.01 * Double(tick * tick % 7), 0.1 * Double(tick % 5)), time: 0.002) }
    _ = placement.take(nil, time: 0.003)
    var archive = CheckpointArchive()
    archive.beginWriting()
    placement.checkpoint(&archive)
    var restored = PlacementFilter(filter)
    var copy = CheckpointArchive()
    unsafe copy.beginReading(archive.contents)
    restored.checkpoint(&copy)
    let isComplete = copy.isComplete
    #expect(isComplete)
    for tick in 0..<50 {
      let sample = tick % 3 == 0 ? nil : place(0.02 * Double(tick % 7), 0.2 * Double(tick % 4))
      let (first, second) = (placement.take(sample, time: 0.003), restored.take(sample, time: 0.003))
      #expect(first == second)
    }
    placement.reset()
    let none = placement.take(nil, time: 0.002)
    #expect(none == nil)
  }
}
