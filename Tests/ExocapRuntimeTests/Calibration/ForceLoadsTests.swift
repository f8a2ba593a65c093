import ExocapCore
import ExocapRuntime
import Testing

@Suite struct ForceLoadsTests {
  private func loads(scale: Double, _ laid: [(newtons: Double, counts: Double, noise: Double)]) throws -> ForceLoads {
    let value = ValueProfile(name: "cell", source: .force(field: 2, scale: scale, saturatesAt: .infinity), lower: 0, upper: 100)
    var loads = try #require(ForceLoads(value))
    for load in laid { loads.add(load.newtons, counts: load.counts, noise: load.noise) }
    return loads
  }

  @Test func countsComeFromTheValuesField() throws {
    let own = try loads(scale: 0, [])
    #expect(own.counts(TravelSweepTests.raw([1, 2, 3])) == 3)
    #expect(own.counts(TravelSweepTests.raw([1, 2, nil])).isNaN)
    #expect(ForceLoads(TravelSweepTests.encoder("j", field: 0)) == nil)
  }

  @Test func aKnownScaleNeedsOnlyTheEmptyReading() throws {
    let (value, rms) = try loads(scale: 0.01, [(0, 40, 1)]).calibration()
    #expect(value == ValueCalibration(zero: 0.4, sign: 1))
    #expect(rms == nil)
  }

  /// 5 N twice, 990 and 970 counts, is 980. The line nearest to (412, 0), (980, 5), (1530, 10) leaves 0.0264, -0.0537 and 0.0273 N
  /// (NumPy's polyfit): 0.03795 N in root mean square.
  @Test func pointsMakeACurve() throws {
    let (value, rms) = try loads(scale: 0, [(0, 412, 2), (5, 990, 2), (10, 1530, 2), (5, 970, 2)]).calibration()
    #expect(value.curve == ForceCurve([(412, 0), (980, 5), (1530, 10)]))
    #expect(value.zero == 0 && value.sign == 1)
    #expect(abs((rms ?? 0) - 0.03794684620549789) < 1e-9)
  }

  @Test func whatTellsNothingIsRefused() throws {
    #expect(throws: UnitRefusal.noLoad("cell")) { try loads(scale: 0, [(0, 412, 2)]).calibration() }
    #expect(throws: UnitRefusal.loadNotSeen("cell", newtons: 5, counts: 4, noise: 3)) {
      try loads(scale: 0, [(0, 412, 3), (5, 416, 2)]).calibration()
    }
    #expect(throws: UnitRefusal.notMonotonic("cell")) { try loads(scale: 0, [(0, 412, 2), (5, 980, 2), (10, 700, 2)]).calibration() }
    // A load in grams taken for newtons.
    let bent = try loads(scale: 0, [(0, 0, 1), (5, 100, 1), (1000, 200, 1)])
    do throws(UnitRefusal) {
      _ = try bent.calibration()
      Issue.record("taken")
    } catch {
      #expect(error.value == "cell")
      #expect(error.remedy == "check the loads and their units")
    }
  }
}
