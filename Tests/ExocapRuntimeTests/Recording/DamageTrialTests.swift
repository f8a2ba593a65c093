import ExocapTestSupport
import Testing

@testable import ExocapRuntime
@testable import LinuxIO

struct DamageTrialTests {
  @Test func threeHundredDamagedFilesCrashNothingAndAreRepaired() throws {
    var trial = try DamageTrial([], random: SeededGenerator.printed())
    for _ in 0..<300 {
      let finding = trial.turn()
      #expect(finding == nil, "\(finding.map { "\($0)" } ?? "")")
    }
    #expect(trial.rounds == 300)
  }

  @Test func aFileToDamageHasToBeWhole() {
    #expect(throws: DamageTrialError.notWhole) { try DamageTrial([[1, 2, 3]], random: SeededGenerator(seed: 1)) }
  }
}
