import ExocapRuntime
import ExocapSimulation
import ExocapTestSupport
import Testing

@testable import exocap

struct SimulateDefectsTests {
  /// Each defect stands for a gate of its own, but for the two ways to lose samples; every gate that no defect stands for is said here.
  @Test func everyGateIsTried() {
    let tried = Set(TakeDefect.allCases.map(\.gate))
    let untried = QualityGate.allCases.filter { !tried.contains($0) }
    // A simulated take has no camera beside it: EpisodeCameraTests try theirs.
    #expect(untried == [.jitter, .age, .outOfOrder, .cameraImages, .cameraGap, .cameraClock, .trackingError, .idle, .jerk])
    #expect(TakeDefect.allCases.count == tried.count + 1)
  }

  @Test func aMissedDefectAndAStrictGateAreNegative() {
    var missed = DefectTally(.chatter)
    var strict = DefectTally(nil)
    let good = QualityVerdict([], thresholds: .standard, print: 0)
    let bad = QualityVerdict([QualityFigure(.stuck, "x", 9)], thresholds: .standard, print: 0)
    for _ in 0..<10 {
      missed.add(QualityVerdict([QualityFigure(.chatter, "x", 9)], thresholds: .standard, print: 0))
      strict.add(good)
    }
    #expect(!missed.isMissed && !strict.isTooStrict)
    missed.add(bad)
    strict.add(bad)
    #expect(missed.isMissed && strict.isTooStrict)
    #expect(DefectTally.lines([missed])[1].contains("stuck 1"))
  }
}
