import ExocapCore
import ExocapSimulation
import Testing

struct MotionErrorTests {
  @Test func saysWhatIsWrongAndWhere() {
    #expect(MotionError.text(line: 3, column: 14, problem: "bad").description == "3:14: bad")
    #expect(MotionError.noSuchJoint("left_elbow_joint").description.contains("left_elbow_joint"))
    #expect(MotionError.noSuchLink("left_wrist_yaw_link").description.contains("left_wrist_yaw_link"))
    let missed = MotionError.unreachable(point: Vec3(1, 2, 3), missedBy: 0.5).description
    #expect(missed.contains("x 1.0 y 2.0 z 3.0 m") && missed.contains("0.5 m"))
  }
}
