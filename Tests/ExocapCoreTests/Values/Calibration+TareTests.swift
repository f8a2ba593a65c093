import ExocapCore
import Testing

@Suite struct CalibrationTareTests {
  /// 0.01 N a count, ±10 N: still within 0.1 N.
  static func bench(saturatesAt: Double = 900) -> CalibrationBench {
    let value = ValueProfile(
      name: "grip", source: .force(field: 0, scale: 0.01, saturatesAt: saturatesAt), lower: -10, upper: 10)
    return CalibrationBench([(value, ValueCalibration(zero: 0.5, sign: 1))], kind: .forces, rate: 10)
  }

  @Test func theMeanOfASecondBecomesTheTare() {
    var bench = Self.bench()
    bench.feed([150], at: 0)
    #expect(bench.value == 1)
    bench.calibration.beginTare(at: Timestamp(nanoseconds: 50_000_000))
    // 1.02 and 0.98 N about 1 N.
    for turn in Int64(1)...10 { bench.feed([turn % 2 == 0 ? 152 : 148], at: 100 * turn) }
    #expect(bench.events.isEmpty)
    bench.feed([350], at: 1100)
    #expect(bench.events.map(\.kind) == [.tareDone])
    #expect(abs((bench.events.first?.amount ?? 0) - 1) < 1e-12)
    #expect(abs((bench.value ?? 0) - 2) < 1e-12)
  }

  @Test func aForceThatMovesKeepsItsOldTare() {
    var bench = Self.bench()
    bench.calibration.beginTare(at: Timestamp(nanoseconds: 0))
    for turn in Int64(1)...11 { bench.feed([100 + 10 * Double(turn)], at: 100 * turn) }
    #expect(bench.events.map(\.kind) == [.tareRefused])
    #expect(abs((bench.events.first?.amount ?? 0) - 0.8) < 1e-9)
    bench.feed([150], at: 1200)
    #expect(bench.value == 1)
  }

  @Test func tooFewForcesAreNoMean() {
    var bench = Self.bench()
    bench.calibration.beginTare(at: Timestamp(nanoseconds: 0))
    for turn in Int64(1)...4 { bench.feed([100], at: 100 * turn) }
    bench.feed([100], at: 1000)
    #expect(bench.events.map(\.kind) == [.tareRefused])
    #expect(bench.events.first?.amount.isNaN == true)
  }

  @Test func aSaturatedForceSpoilsTheTare() {
    var bench = Self.bench()
    bench.calibration.beginTare(at: Timestamp(nanoseconds: 0))
    for turn in Int64(1)...10 { bench.feed([turn == 3 ? 900 : 899], at: 100 * turn) }
    #expect(bench.events.map(\.kind).contains(.tareRefused))
    #expect(!bench.events.map(\.kind).contains(.tareDone))
  }

  @Test func saturationBeginsAndEndsOnce() {
    var bench = Self.bench()
    bench.feed([100], at: 0)
    bench.feed([900], at: 10)
    #expect(bench.sample.saturated == 1)
    #expect(bench.value == 8.5)
    bench.feed([-950], at: 20)
    bench.feed([899], at: 30)
    #expect(bench.sample.saturated == 0)
    #expect(bench.events.map(\.kind) == [.saturationBegan, .saturationEnded])
    #expect(bench.events.map(\.amount) == [8.5, 8.49])
  }

  @Test func aDeviceWithoutForcesHasNoTare() {
    var bench = CalibrationBench([(CalibrationTests.linear(), CalibrationTests.plain)])
    bench.calibration.beginTare(at: Timestamp(nanoseconds: 0))
    for turn in Int64(1)...20 { bench.feed([100], at: 100 * turn) }
    #expect(bench.events.isEmpty)
  }

  @Test func aCheckpointInMidTareEndsInTheSameTare() {
    var first = Self.bench()
    var second = Self.bench()
    first.calibration.beginTare(at: Timestamp(nanoseconds: 0))
    for turn in Int64(1)...5 { first.feed([150], at: 100 * turn) }
    var archive = CheckpointArchive()
    archive.beginWriting()
    first.calibration.checkpoint(&archive)
    let bytes = unsafe Array(archive.contents)
    unsafe bytes.withUnsafeBytes { unsafe archive.beginReading($0) }
    second.calibration.checkpoint(&archive)
    let isRestored = archive.isComplete
    #expect(isRestored)
    for turn in Int64(6)...11 {
      first.feed([152], at: 100 * turn)
      second.feed([152], at: 100 * turn)
    }
    #expect(first.events == second.events)
    #expect(first.value == second.value)
    #expect(first.events.map(\.kind) == [.tareDone])
  }
}
