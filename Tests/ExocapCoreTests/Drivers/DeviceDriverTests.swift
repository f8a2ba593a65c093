import ExocapCore
import Testing

@Suite struct DeviceDriverTests {
  @Test func namesOneDriverForEachProtocol() {
    let bus = DynamixelBus(ids: [1], block: .position, read: .sync, rate: 10, returnDelay: .zero, setup: [])
    let wires: [(WireProtocol, DeviceDriver.Kind)] = [
      (.text(TextLineFormat(columns: 2)), .text), (.dynamixel2(bus), .dynamixel), (.ft300, .ft300), (.link, .link),
      (.damiao(DamiaoBus(motors: DriverCase.damiaoMotors, rate: 10, adapter: .usbSerial)), .damiao),
      (.feetech(FeetechBus(series: .sts, ids: [1], block: .position, rate: 10, returnDelay: .zero, setup: [])), .feetech),
      (.modbus(ModbusBus(nodes: [ModbusNode(name: "a", slave: 1, register: 0, type: .unsigned16)], rate: 10)), .modbus),
    ]
    for (wire, kind) in wires {
      let driver = DeviceDriver(wire, line: SerialLine(baud: kind == .link ? 0 : 115_200))
      #expect(driver.kind == kind)
    }
  }

  @Test func onlyDevicesThatAreAskedHaveADeadline() {
    let now = Timestamp(nanoseconds: 5)
    var text = DeviceDriver(.text(TextLineFormat(columns: 2)), line: SerialLine(baud: 9600))
    text.opened(at: now)
    #expect(text.deadline == .distantFuture)
    var sensor = DeviceDriver(.ft300, line: SerialLine(baud: 19_200))
    #expect(sensor.deadline == .distantFuture)
    sensor.opened(at: now)
    #expect(sensor.deadline == now + .milliseconds(100))
    let bus = DynamixelBus(ids: [1], block: .position, read: .sync, rate: 10, returnDelay: .zero, setup: [])
    var arm = DeviceDriver(.dynamixel2(bus), line: SerialLine(baud: 9600))
    #expect(arm.deadline == .distantFuture)
    arm.opened(at: now)
    #expect(arm.deadline <= now)
  }

  @Test func refusesAnothersCheckpoint() {
    var archive = CheckpointArchive()
    var sensor = DeviceDriver(.ft300, line: SerialLine(baud: 19_200))
    archive.beginWriting()
    sensor.checkpoint(&archive)
    let bytes = unsafe Array(archive.contents)
    unsafe bytes.withUnsafeBytes { unsafe archive.beginReading($0) }
    var text = DeviceDriver(.text(TextLineFormat(columns: 2)), line: SerialLine(baud: 9600))
    text.checkpoint(&archive)
    let isRefused = archive.failure != nil
    #expect(isRefused)
  }
}
