import ExocapCore
import ExocapSimulation
import Testing

/// Control table of the XL330-M288 (ROBOTIS e-Manual).
@Suite struct SimulatedServoTests {
  @Test func comesFromTheFactoryAsTheTableSays() {
    let servo = SimulatedServo(id: 7, baud: 57_600)
    #expect(servo.read(0, 2) == [0xB0, 0x04])
    #expect(servo.read(7, 1) == [7])
    #expect(servo.read(8, 1) == [1])
    #expect(servo.returnDelay == .microseconds(500))
    #expect(servo.read(146, 2) == nil)
  }

  @Test func theEEPROMIsLockedWhileTheTorqueIsOn() {
    var servo = SimulatedServo(id: 1, baud: 1_000_000)
    let on = servo.write(64, [1])
    let locked = servo.write(9, [0])
    let off = servo.write(64, [0])
    let open = servo.write(9, [0])
    #expect([on, locked, off, open] == [0, 7, 0, 0])
    #expect(servo.returnDelay == .zero)
  }

  @Test func readingsCannotBeWritten() {
    var servo = SimulatedServo(id: 1, baud: 1_000_000)
    let model = servo.write(0, [1, 2])
    let position = servo.write(132, [1, 2, 3, 4])
    #expect([model, position] == [7, 7])
  }

  @Test func aRebootClearsTheRAM() {
    var servo = SimulatedServo(id: 1, baud: 1_000_000)
    _ = servo.write(9, [0])
    _ = servo.write(64, [1])
    servo.reboot()
    #expect(!servo.isTorqueOn)
    #expect(servo.returnDelay == .zero)
  }
}
