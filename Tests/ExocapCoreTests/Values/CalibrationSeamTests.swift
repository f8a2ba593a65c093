import ExocapCore
import Testing

/// Where encoders begin anew. Travel by hand: 3800 … 4095, 0 … 300 counts of 4096 is 596 counts, its middle is count 2, and the
/// place opposite, count 2050, is where the joint cannot be.
@Suite struct CalibrationSeamTests {
  private static let count = 2 * Double.pi / 4096
  private static let value = ValueProfile(
    name: "j", source: .linear(field: 0, scale: count, rate: nil, effort: nil), lower: -.infinity, upper: .infinity, turn: 2 * .pi)

  @Test func aTravelAcrossTheEndOfTheCountsIsContinuous() {
    // Zero at count 4050, which is -46 about the centre.
    let numbers = ValueCalibration(zero: -46 * Self.count, sign: 1, centre: 2 * Self.count)
    var bench = CalibrationBench([(Self.value, numbers)])
    let counts = Array(3800...4095) + Array(0...300)
    var last = Double.nan
    for (index, reading) in counts.enumerated() {
      bench.feed([Double(reading)], at: Int64(index))
      let angle = bench.value ?? .nan
      if index > 0 { #expect(abs(angle - last - Self.count) < 1e-12, "at count \(reading)") }
      last = angle
    }
    for (reading, expected) in [(3800.0, -250.0), (4095, 45), (0, 46), (300, 346)] {
      bench.feed([reading], at: 10_000)
      #expect(abs((bench.value ?? .nan) - expected * Self.count) < 1e-12)
    }
  }

  /// A servo that was switched on elsewhere counts from another turn.
  @Test func wholeTurnsDoNotMatter() {
    let numbers = ValueCalibration(zero: -46 * Self.count, sign: -1, centre: 2 * Self.count)
    var bench = CalibrationBench([(Self.value, numbers)])
    for turns in [-3.0, -1, 0, 1, 7] {
      bench.feed([300 + 4096 * turns], at: 0)
      #expect(abs((bench.value ?? .nan) + 346 * Self.count) < 1e-11)
    }
  }

  @Test func withoutACentreCountsAreTakenAsTheyCome() {
    var bench = CalibrationBench([(Self.value, ValueCalibration(zero: 0, sign: 1))])
    bench.feed([4096 + 10], at: 0)
    #expect(abs((bench.value ?? .nan) - 4106 * Self.count) < 1e-12)
  }

  /// A joint at the place where its counts begin anew is where it cannot be: a jump like any other.
  @Test func whatCrossesTheSeamIsAJump() {
    var value = Self.value
    value.fastest = 20
    var bench = CalibrationBench([(value, ValueCalibration(zero: 0, sign: 1, centre: 0))])
    bench.feed([2047], at: 0)
    bench.feed([2049], at: 10)
    #expect(bench.value == nil)
    #expect(bench.events.map(\.kind) == [.jumpRefused])
  }

  /// A Hall pair about 210°: 150° and 270° are ±60° of it, and 179° to 181° is no jump.
  @Test func aHallPairAcrossHalfATurnIsContinuous() {
    let ellipse = HallEllipse(centreCosine: 0, centreSine: 0, t00: 1e-3, t01: 0, t10: 0, t11: 1e-3)
    let value = ValueProfile(
      name: "j", source: .hallPair(sine: 0, cosine: 1, mid: 2000), lower: -.infinity, upper: .infinity, fastest: 20, turn: 2 * .pi)
    let degree = Double.pi / 180
    var bench = CalibrationBench([(value, ValueCalibration(zero: 200 * degree, sign: 1, ellipse: ellipse, centre: 210 * degree))])
    for (index, angle) in stride(from: 150.0, through: 270, by: 1).enumerated() {
      bench.feed([2000 + 1000 * Math.sin(angle * degree), 2000 + 1000 * Math.cos(angle * degree)], at: Int64(index) * 10)
      #expect(abs((bench.value ?? .nan) - (angle - 200) * degree) < 1e-9, "at \(angle)°")
    }
    #expect(bench.events.isEmpty)
  }
}
