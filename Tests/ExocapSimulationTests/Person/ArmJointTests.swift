import ExocapCore
import ExocapSimulation
import Testing

struct ArmJointTests {
  @Test func hasTheRobotsNamesInTheRobotsOrder() {
    // unitree_ros g1_29dof_rev_1_0.urdf.
    let names = ArmJoint.allCases.map { $0.robotName(.left) }
    #expect(
      names == [
        "left_shoulder_pitch_joint", "left_shoulder_roll_joint", "left_shoulder_yaw_joint", "left_elbow_joint",
        "left_wrist_roll_joint", "left_wrist_pitch_joint", "left_wrist_yaw_joint",
      ])
    #expect(ArmJoint.elbow.robotName(.right) == "right_elbow_joint")
    #expect(ArmJoint.allCases.count == ArmJoint.count)
    #expect(G1UpperBody.kinematics.joints.filter { names.contains($0.name) }.count == 7)
  }

  @Test func keepsAnglesByJointAndMovesBetweenThem() {
    var angles = ArmAngles([1, 2, 3, 4, 5, 6, 7])
    #expect(angles[.shoulderPitch] == 1 && angles[.wristYaw] == 7)
    angles[.elbow] = -1
    #expect(angles != ArmAngles([1, 2, 3, 4, 5, 6, 7]))
    #expect(angles == ArmAngles([1, 2, 3, -1, 5, 6, 7]))
    #expect(ArmAngles().moved(towards: angles, by: 0.5) == ArmAngles([0.5, 1, 1.5, -0.5, 2.5, 3, 3.5]))
  }
}
