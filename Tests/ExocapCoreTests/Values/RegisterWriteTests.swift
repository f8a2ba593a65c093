import ExocapCore
import Testing

@Suite struct RegisterWriteTests {
  @Test func withoutAnIdItIsForEveryServo() {
    #expect(RegisterWrite(name: "torque_enable", address: 40, length: 1, value: 0).id == nil)
    #expect(RegisterWrite(name: "torque_enable", address: 40, length: 1, value: 0, id: 3).id == 3)
  }
}
