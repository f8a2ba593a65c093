import ExocapCore
import Testing

@Suite struct ForceCurveTests {
  @Test func pointsAreSortedAndKept() throws {
    let curve = try #require(ForceCurve([(980, 5), (412, 0), (1530, 10)]))
    #expect(curve.points.map(\.counts) == [412, 980, 1530])
    #expect(curve.points.map(\.newtons) == [0, 5, 10])
    #expect(curve == ForceCurve([(412, 0), (980, 5), (1530, 10)]))
    #expect(curve != ForceCurve([(412, 0), (980, 5), (1530, 11)]))
    #expect(curve != ForceCurve([(412, 0), (980, 5)]))
  }

  @Test(arguments: [
    [(412.0, 0.0)], [(412, 0), (412, 5)], [(412, 0), (980, 5), (1530, 4)], [(412, 5), (980, 5)], [(412, 0), (.nan, 5)],
    (0..<17).map { (Double($0), Double($0)) },
  ])
  func whatIsNoCurveIsNone(points: [(Double, Double)]) {
    #expect(ForceCurve(points.map { (counts: $0.0, newtons: $0.1) }) == nil)
  }

  /// 412 and 980 counts are 0 and 5 N: a count is 5/568 N there, and 5/550 N from 980 to 1530. Behind both ends their pieces go on.
  @Test func aForceFollowsItsPointsAndTheirContinuation() throws {
    let curve = try #require(ForceCurve([(412, 0), (980, 5), (1530, 10)]))
    let value = ValueProfile(name: "f", source: .force(field: 0, scale: 0, saturatesAt: 2000), lower: -50, upper: 50)
    var bench = CalibrationBench([(value, ValueCalibration(zero: 0, sign: 1, curve: curve))], kind: .forces)
    var found: [Double] = []
    for (index, counts) in [412.0, 696, 980, 1255, 1530, 128, 2080].enumerated() {
      bench.feed([counts], at: Int64(index) * 100)
      found.append(bench.value ?? .nan)
    }
    let expected = [0, 2.5, 5, 7.5, 10, -2.5, 15]
    for (found, expected) in zip(found, expected) { #expect(abs(found - expected) < 1e-12) }
    // Beyond the sensor's end the value is there and marked.
    #expect(bench.sample.saturated == 1)
  }

  @Test func aFallingCurveIsOneToo() throws {
    let curve = try #require(ForceCurve([(1000, 0), (200, 8)]))
    let value = ValueProfile(name: "f", source: .force(field: 0, scale: 0, saturatesAt: .infinity), lower: -50, upper: 50)
    var bench = CalibrationBench([(value, ValueCalibration(zero: 1, sign: -1, curve: curve))], kind: .forces)
    bench.feed([600], at: 0)
    // 400 counts below 1000 are 4 N; -(4 - 1).
    #expect(bench.value == -3)
  }

  @Test func aForceWithPointsIsTared() throws {
    let curve = try #require(ForceCurve([(0, 0), (100, 1)]))
    let value = ValueProfile(name: "f", source: .force(field: 0, scale: 0, saturatesAt: .infinity), lower: -50, upper: 50)
    var bench = CalibrationBench([(value, ValueCalibration(zero: 0, sign: 1, curve: curve))], kind: .forces)
    bench.calibration.beginTare(at: Timestamp(nanoseconds: 0))
    for step in 0...110 { bench.feed([200], at: Int64(step) * 10) }
    #expect(bench.events.contains { $0.kind == .tareDone && abs($0.amount - 2) < 1e-9 })
    #expect(bench.value.map { abs($0) < 1e-9 } == true)
  }
}
