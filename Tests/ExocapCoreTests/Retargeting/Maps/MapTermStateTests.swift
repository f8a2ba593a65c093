import Testing

@testable import ExocapCore

@Suite struct MapTermStateTests {
  private static let devices = SmallRig.rig(rate: 500).sampleSources
  private static let slow = SmallRig.rig(rate: 100).sampleSources

  private func term(_ turn: TurnRule?, slow: Bool = false) -> MapTermState {
    MapTermState(
      MapTerm(source: SmallRig.value(0, 0, 0), gain: -2, turn: turn), devices: slow ? Self.slow : Self.devices, tick: SmallRig.period)
  }

  @Test func onlyAFastValueWithoutTurnsIsPlain() {
    #expect(term(nil).isPlain)
    #expect(!term(nil, slow: true).isPlain)
    #expect(!term(.within(middle: 0)).isPlain)
  }

  @Test func aShareIsGainTimesTheAngleInItsTurn() {
    var table = StreamTable(devices: Self.devices)
    var state = term(.within(middle: 3))
    let before = state.share(&table, StreamTableTests.at(0))
    StreamTableTests.take(StreamTableTests.sample([-3, 0], at: 0), &table)
    let after = state.share(&table, StreamTableTests.at(0))
    #expect(before.isNaN)
    #expect(abs(after + 2 * (2 * Double.pi - 3)) < 1e-12)
  }

  @Test func aHomedTermGivesNothingBeforeItsHomingPose() {
    var table = StreamTable(devices: Self.devices)
    var state = term(.homed(at: 6.5))
    StreamTableTests.take(StreamTableTests.sample([0.5, 0], at: 0), &table)
    let before = state.share(&table, StreamTableTests.at(0))
    let wasAligned = state.isAligned
    let isHomed = state.home(&table, now: StreamTableTests.at(1))
    let after = state.share(&table, StreamTableTests.at(1))
    #expect(before.isNaN && !wasAligned && isHomed && state.isAligned)
    #expect(abs(after + 2 * (0.5 + 2 * Double.pi)) < 1e-12)
  }

  @Test func anOldSampleHomesNothing() {
    var table = StreamTable(devices: Self.devices)
    var state = term(.homed(at: 0))
    StreamTableTests.take(StreamTableTests.sample([0.5, 0], at: 0), &table)
    let isHomed = state.home(&table, now: StreamTableTests.at(151))
    #expect(!isHomed)
  }
}
