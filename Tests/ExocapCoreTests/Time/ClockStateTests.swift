import ExocapCore
import Testing

@Suite struct ClockStateTests {
  @Test func nothingIsKnownBeforeAClockWasSeen() {
    let state = ClockState()
    #expect(!state.isSettled && !state.isTwoWay && state.drift.isNaN && state.bias == .zero && state.residual.isNaN)
  }
}
