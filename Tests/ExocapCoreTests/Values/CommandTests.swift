import ExocapCore
import Testing

@Suite struct CommandTests {
  @Test func aNewCommandAsksForNothing() {
    let command = Command(count: 29)
    #expect(command.count == 29)
    for index in 0..<JointVector.capacity {
      #expect(command.q[index].isNaN && command.dq[index].isNaN && command.tau[index].isNaN)
      #expect(command.kp[index] == 0 && command.kd[index] == 0)
    }
    for group in 0..<JointGroup.count {
      #expect(command.weight[group] == 0)
      #expect(command.gripForce[group].isNaN)
    }
    #expect(command.engaged == .none)
  }

  @Test func thereIsAPlaceForEachJointGroup() {
    #expect(Command(count: 0).weight.count == JointGroup.count)
    #expect(Command(count: 0).gripForce.count == JointGroup.count)
  }
}
