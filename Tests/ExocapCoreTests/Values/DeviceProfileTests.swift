import ExocapCore
import Testing

@Suite struct DeviceProfileTests {
  /// ROBOTIS e-manual, control table of the X series (protocol 2.0): present current 126 (2 B), present velocity 128 (4 B),
  /// present position 132 (4 B).
  @Test(arguments: DynamixelBlock.allCases) func everyBlockEndsWithPresentPosition(block: DynamixelBlock) {
    #expect(block.registers.last?.upperBound == 135)
    #expect(block.registers.last.map { $0.count >= 4 } == true)
  }

  @Test func everyProtocolNameIsInTheCatalogOnce() {
    let protocols: [WireProtocol] = [
      .text(TextLineFormat(columns: 1)),
      .dynamixel2(
        DynamixelBus(ids: [1], block: .position, read: .sync, rate: 100, returnDelay: .zero, setup: [])),
      .ft300, .feetech(FeetechBus(series: .sts, ids: [1], block: .position, rate: 100, returnDelay: .zero, setup: [])),
      .modbus(ModbusBus(nodes: [ModbusNode(name: "a", slave: 1, register: 0, type: .unsigned16)], rate: 20)),
      .damiao(
        DamiaoBus(motors: [DamiaoMotor(id: 1, reply: 0, position: 1, velocity: 1, torque: 1)], rate: 50, adapter: .usbSerial)),
      .link, .packets(PacketFormat(messages: [])), .keys(KeysFormat(codes: [30], rate: 50)),
    ]
    #expect(protocols.map(\.busRate) == [nil, 100, nil, 100, 20, 50, nil, nil, nil])
    #expect(protocols.map(\.name) == WireProtocol.names)
  }

  @Test(arguments: [(1, 1), (16, 0xFFFF), (63, UInt64.max >> 1), (64, UInt64.max)])
  func allColumnsAreNumbersUnlessSaidOtherwise(columns: Int, expected: UInt64) {
    #expect(TextLineFormat(columns: columns).numericColumns == expected)
  }
}
