import ExocapSimulation
import Testing

struct OperatorPoseTests {
  @Test func keepsEachArmBySide() {
    var pose = OperatorPose()
    #expect(pose.left == OperatorPose.Arm() && !pose.isConfirming)
    pose[.left].gripForce = 4
    pose[.right].angles[.elbow] = 0.5
    #expect(pose.left.gripForce == 4 && pose.right.gripForce == 0)
    #expect(pose[.right].angles[.elbow] == 0.5 && pose.left.angles[.elbow] == 0)
    #expect(pose[.left] == pose.left)
  }
}
