import ExocapCore
import Testing

@testable import ExocapSimulation

@Suite struct JointServoTests {
  /// A frictionless joint between -1 and 1 with 10 N·m.
  private func servo(friction: Double = 0) -> JointServo {
    let joint = RobotJoint(name: "", group: .leftArm, lower: -1, upper: 1, velocity: 1, effort: 10, kp: 50, kd: 2)
    return JointServo(joint, index: 0, start: 3, isPrismatic: false, friction: friction)
  }

  @Test func startsWithinItsLimits() {
    #expect(servo().q == 1 && servo().own.q == 1)
  }

  /// Hand calculation: 0.5 + 20 (0.9 - 1) + 4 (0.25 - 0) = -0.5.
  @Test func givesFeedForwardStiffnessAndDamping() {
    var servo = servo()
    servo.weight = 1
    servo.asked = JointServo.SetPoint(q: 0.9, dq: 0.25, tau: 0.5, kp: 20, kd: 4)
    servo.drive(gravity: 7)
    #expect(abs(servo.tau + 0.5) < 1e-15)
    servo.asked.tau = 100
    servo.drive(gravity: 7)
    #expect(servo.tau == 10)
    servo.ceiling = 3
    servo.drive(gravity: 7)
    #expect(servo.tau == 3)
  }

  @Test func ownControllerCarriesGravity() {
    var servo = servo()
    servo.drive(gravity: 7)
    #expect(servo.tau == 7)
  }

  /// Hand calculation: 2 N·m on 0.5 kg·m² for 1 ms is 0.004 rad/s, then 0.000004 rad.
  @Test func movesByTheNewSpeed() {
    var servo = servo()
    servo.q = 0
    servo.tau = 3
    servo.move(load: -1, inertia: 0.5, dt: 0.001)
    #expect(abs(servo.dq - 0.004) < 1e-15 && abs(servo.q - 0.000004) < 1e-18)
  }

  /// Dry friction is a hundredth of the effort: 0.1 N·m.
  @Test func dryFrictionHoldsUpToItsLimitAndNeverTurnsAround() {
    var servo = servo(friction: 1)
    servo.q = 0
    for _ in 0..<100 { servo.move(load: 0.0999, inertia: 0.5, dt: 0.001) }
    #expect(servo.q == 0)
    servo.move(load: 0.2, inertia: 0.5, dt: 0.001)
    #expect(servo.dq > 0)
    for _ in 0..<100 { servo.move(load: 0, inertia: 0.5, dt: 0.001) }
    #expect(servo.dq == 0 && servo.q > 0)
  }
}
