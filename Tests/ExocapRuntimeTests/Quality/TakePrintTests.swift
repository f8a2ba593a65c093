import ExocapCore
import Testing

@testable import ExocapRuntime

struct TakePrintTests {
  private func print(amplitude: Double, noise: Double = 0) -> UInt64 {
    var print = TakePrint()
    for number in 0..<1_500 {
      let time = Double(number) * 0.004
      let tick = MadeRecords.Tick(time: time, limited: [amplitude * Math.sin(time) + noise, 0.2])
      MadeRecords.withFields(tick) { print.take($0, at: MadeRecords.at(time)) }
    }
    return print.value
  }

  @Test func equalMotionsHaveEqualPrintsAndOthersHaveNot() {
    #expect(print(amplitude: 0.5) == print(amplitude: 0.5))
    #expect(print(amplitude: 0.5) != print(amplitude: 0.6))
    #expect(print(amplitude: 0.5) != 0)
  }

  @Test func aTakeWithoutMotionHasNone() { #expect(print(amplitude: 0) == 0) }

  @Test func aJointThatIsNowhereIsNoTrap() { #expect(print(amplitude: 0.5, noise: 1e300) != print(amplitude: 0.5)) }

  @Test func printsAreCountedAndTheOldestForgotten() {
    var prints = TakePrints()
    prints.add(7)
    prints.add(7)
    prints.add(0)
    #expect(prints.count(of: 7) == 2 && prints.count(of: 0) == 0 && prints.count(of: 8) == 0)
    for print in 100..<UInt64(100 + 4_096) { prints.add(print) }
    #expect(prints.count(of: 7) == 0)
  }
}
