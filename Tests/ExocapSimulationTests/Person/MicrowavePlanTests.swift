import ExocapCore
import Testing

@testable import ExocapSimulation

struct MicrowavePlanTests {
  private let model: KinematicModel
  private let plan: MicrowavePlan

  init() throws {
    model = try KinematicModel(G1UpperBody.kinematics)
    plan = try MicrowavePlan(model)
  }

  /// [m] How far the grip point is from `point` with the right arm at `angles`; and the hand's upward axis.
  private func miss(_ angles: ArmAngles, _ point: Vec3) throws -> (distance: Double, up: Vec3) {
    let hand = try G1UpperBody.rightHand(model, angles)
    return ((hand * plan.scene.gripPoint - point).length, hand.rotation.z)
  }

  @Test func leadsTheHandStraightToTheHandle() throws {
    let handle = plan.scene.handle(openedBy: 0)
    for step in 0...64 {
      let part = Double(step) / 64
      let point = handle - Vec3(MicrowavePlan.clearance * (1 - part), 0, 0)
      #expect(try miss(plan.approach.angles(at: part), point).distance < 0.001)
    }
  }

  @Test func keepsTheHandOnTheArcBetweenKnotsToo() throws {
    for step in 0...160 {
      let part = Double(step) / 160
      let (distance, up) = try miss(plan.pull.angles(at: part), plan.scene.handle(openedBy: plan.scene.openingAngle * part))
      #expect(distance < 0.001, "part \(part)")
      #expect(up.z > 0.9999, "part \(part)")
    }
  }

  @Test func backsOffAlongTheHand() throws {
    let open = plan.scene.handle(openedBy: plan.scene.openingAngle)
    #expect(try miss(plan.retreat.start, open).distance < 0.001)
    #expect(abs(try miss(plan.retreat.end, open).distance - MicrowavePlan.clearance) < 0.001)
    #expect(plan.retreat.start[.elbow] == plan.retreat.knots[0][.elbow])
  }

  @Test func staysClearOfTheJointsLimits() throws {
    let everything = plan.approach.knots + plan.pull.knots + plan.retreat.knots
    let arms: [(ArmSide, [ArmAngles])] = [(.right, everything + [plan.rightRest]), (.left, [plan.leftRest, plan.leftSteady])]
    for (side, poses) in arms {
      for joint in ArmJoint.allCases {
        let index = try #require(model.joint(named: joint.robotName(side)))
        for pose in poses {
          #expect(pose[joint] > model.limits[index].lower + 0.2 && pose[joint] < model.limits[index].upper - 0.2, "\(side) \(joint)")
        }
      }
    }
  }

  @Test func movesWithoutJumpsFromKnotToKnot() {
    for path in [plan.approach, plan.pull, plan.retreat] {
      for (a, b) in zip(path.knots, path.knots.dropFirst()) {
        for joint in ArmJoint.allCases { #expect(abs(a[joint] - b[joint]) < 0.2) }
      }
    }
  }

  @Test func refusesADoorOutOfReach() throws {
    var scene = MicrowaveScene()
    scene.hinge.x = 0.9
    #expect(throws: MotionError.self) { _ = try MicrowavePlan(model, scene: scene) }
  }

  @Test func isTheSameEachTime() throws {
    #expect(try MicrowavePlan(model) == plan)
  }
}
