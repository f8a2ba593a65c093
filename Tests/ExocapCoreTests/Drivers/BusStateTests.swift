@testable import ExocapCore
import Testing

@Suite struct BusStateTests {
  /// Every bus counts its nodes as the profile lists them; what is no bus has none.
  @Test func aBusHasTheNodesOfItsProfile() {
    for device in DriverCase.all {
      var driver = DeviceDriver(device.wire, line: device.line)
      let state = driver.busState
      #expect(Int(state.count) == device.wire.nodes.ids.count, "\(device.name)")
      #expect((device.wire.busRate != nil) == !device.wire.nodes.ids.isEmpty, "\(device.name)")
    }
  }

  /// Turns that nobody answers: all are silent, and each counts its own time-outs.
  @Test func whoDoesNotAnswerIsSilent() {
    for device in DriverCase.all where device.wire.busRate != nil {
      var pump = DriverPump(device)
      pump.open()
      for _ in 0..<4 { pump.beginTurn() }
      pump.pass(until: pump.nextTurn)
      let state = pump.driver.busState
      #expect(state.silent == (1 << UInt32(state.count)) - 1, "\(device.name)")
      for index in 0..<Int(state.count) {
        let node = pump.driver.node(index)
        #expect(node.timeouts >= 3 && node.replies == 0, "\(device.name)")
      }
    }
  }
}
