import ExocapCore
import Testing

@testable import ExocapRuntime

struct ValueHealthTests {
  private func profile(fastest: Double) -> StreamProfile {
    let value = ValueProfile(
      name: "elbow", source: .linear(field: 0, scale: 1, rate: nil, effort: nil), lower: -3, upper: 3, fastest: fastest)
    return StreamProfile(name: "joints", kind: .joints, rate: 100, staleAfter: .milliseconds(50), values: [value])
  }

  /// A step of 0.3 rad in 10 ms is 30 rad/s.
  private func health(fastest: Double, isWorn: Bool = true, step: Double = 0.3) -> (ValueHealth, [QualityFlags]) {
    var health = ValueHealth(profile(fastest: fastest), isWorn: isWorn)
    let flags = (0..<100).map { number in
      let value = number >= 50 ? step : 0
      let sample = MadeRecords.Sample(
        arrived: Double(number) * 0.01, valid: number < 10 ? 0 : 1, saturated: number >= 80 ? 1 : 0, values: [value])
      return MadeRecords.withFields(sample) { health.take($0, at: MadeRecords.at(sample.arrived)) }
    }
    return (health, flags)
  }

  @Test func jumpsAreCountedWhereTheProfileDoesNotRefuseThem() {
    let (found, flags) = health(fastest: .infinity)
    #expect(found.jumps(of: 0) == 1)
    #expect(flags[50] == .jump)
    #expect(health(fastest: .infinity, step: 0.2).0.jumps(of: 0) == 0)
    #expect(health(fastest: 20).0.jumps(of: 0) == 0)
    #expect(health(fastest: .infinity, isWorn: false).0.jumps(of: 0) == 0)
  }

  @Test func sharesAreOfAllSamples() {
    let (found, flags) = health(fastest: 20)
    #expect(found.invalidShare(of: 0) == 0.1)
    #expect(found.saturatedShare(of: 0) == 0.2)
    #expect(flags[0] == .invalid && flags[20] == .none && flags[90] == .saturated)
  }

  @Test func refusedJumpsAreCounted() {
    var found = ValueHealth(profile(fastest: 20), isWorn: true)
    found.noteJump(of: 0)
    found.noteJump(of: 7)
    #expect(found.jumps(of: 0) == 1)
  }
}
