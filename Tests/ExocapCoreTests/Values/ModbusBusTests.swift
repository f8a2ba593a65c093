import ExocapCore
import Testing

@Suite struct ModbusBusTests {
  @Test func fieldsFollowTheNodes() {
    let bus = ModbusBus(
      nodes: [
        ModbusNode(name: "a", slave: 1, register: 0, type: .unsigned16),
        ModbusNode(name: "b", slave: 1, register: 9, count: 3, type: .float32),
        ModbusNode(name: "c", slave: 2, register: 0, type: .signed32),
      ], rate: 10)
    #expect(bus.nodes.indices.map { bus.firstField(of: $0) } == [0, 1, 4])
    #expect(bus.fieldCount == 5)
    #expect(bus.nodes.map(\.registerCount) == [1, 6, 2])
  }
}
