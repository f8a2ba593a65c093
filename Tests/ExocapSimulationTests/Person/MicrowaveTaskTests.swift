import ExocapCore
import Testing

@testable import ExocapSimulation

struct MicrowaveTaskTests {
  private let model: KinematicModel
  private let plan: MicrowavePlan

  init() throws {
    model = try KinematicModel(G1UpperBody.kinematics)
    plan = try MicrowavePlan(model)
  }

  private func task(seed: UInt64 = 1) -> MicrowaveTask {
    var random = SeededRandom(seed: seed)
    return MicrowaveTask(plan: plan, random: &random)
  }

  @Test(arguments: 1...10)
  func variesEachPhaseByAFewPercent(seed: Int) {
    let task = task(seed: UInt64(seed))
    var sum = Interval.zero
    for phase in MicrowaveTask.Phase.allCases {
      let length = (task.end(of: phase) - task.start(of: phase)).seconds
      let part = length / phase.nominalDuration.seconds
      #expect(part > 0.8499 && part < 1.1501, "seed \(seed)")
      #expect(task.start(of: phase) == sum)
      sum = task.end(of: phase)
    }
    #expect(task.duration == sum)
    #expect(task.duration != self.task(seed: UInt64(seed) + 1).duration)
    #expect(task.duration == self.task(seed: UInt64(seed)).duration)
  }

  @Test(arguments: 1...5)
  func movesNoJointFasterThanThreeRadiansASecond(seed: Int) throws {
    let task = task(seed: UInt64(seed))
    let step = Interval.milliseconds(1)
    var time = Interval.milliseconds(-5)
    var last = task.pose(at: time)
    var fastest = 0.0
    var sharpest = 0.0
    var speeds: [ArmJoint: Double] = [:]
    var leastRoom = 1.0
    let limits = try ArmJoint.allCases.map { model.limits[try #require(model.joint(named: $0.robotName(.right)))] }
    while time < task.duration + .milliseconds(5) {
      time = time + step
      let pose = task.pose(at: time)
      for joint in ArmJoint.allCases {
        let speed = (pose.right.angles[joint] - last.right.angles[joint]) / 0.001
        fastest = max(fastest, abs(speed), abs(pose.left.angles[joint] - last.left.angles[joint]) / 0.001)
        sharpest = max(sharpest, abs(speed - speeds[joint, default: 0]) / 0.001)
        speeds[joint] = speed
        let limits = limits[joint.rawValue]
        leastRoom = min(leastRoom, pose.right.angles[joint] - limits.lower, limits.upper - pose.right.angles[joint])
      }
      last = pose
    }
    #expect(leastRoom > 0.2, "seed \(seed): \(leastRoom) rad from a limit")
    #expect(fastest < 3 && fastest > 1, "seed \(seed): \(fastest) rad/s")
    // A person's arm accelerates by some tens of rad/s²; a jump of speed would show as hundreds.
    #expect(sharpest < 40, "seed \(seed): \(sharpest) rad/s²")
  }

  @Test func restsWhereOnePhaseMeetsTheNext() {
    let task = task()
    for phase in MicrowaveTask.Phase.allCases {
      for time in [task.start(of: phase), task.end(of: phase)] {
        let before = task.pose(at: time - .microseconds(100))
        let after = task.pose(at: time + .microseconds(100))
        for joint in ArmJoint.allCases {
          #expect(abs(before.right.angles[joint] - after.right.angles[joint]) / 0.0002 < 0.005, "\(phase) \(joint)")
        }
      }
    }
    #expect(task.pose(at: .zero) == task.pose(at: .seconds(-5)))
    #expect(task.pose(at: task.duration).right.angles == plan.rightRest)
    #expect(task.pose(at: task.duration).left.angles == plan.leftRest)
  }

  @Test func holdsTheHandleFromTheGraspToTheRelease() throws {
    let task = task(seed: 4)
    var random = SeededRandom(seed: 4)
    let tremor = Tremor(random: &random)
    var time = task.start(of: .grasp)
    while time <= task.end(of: .release) {
      let handle = plan.scene.handle(openedBy: task.doorAngle(at: time))
      var pose = task.pose(at: time)
      let still = try G1UpperBody.rightHand(model, pose.right.angles) * plan.scene.gripPoint
      #expect((still - handle).length < 0.001, "at \(time.seconds) s")
      tremor.shake(&pose, at: time)
      let shaken = try G1UpperBody.rightHand(model, pose.right.angles) * plan.scene.gripPoint
      #expect((shaken - handle).length < 0.005, "at \(time.seconds) s")
      time = time + .milliseconds(20)
    }
    #expect(task.doorAngle(at: .zero) == 0)
    #expect(task.doorAngle(at: task.duration) == plan.scene.openingAngle)
  }

  @Test func closesThenPressesAndLetsGoThenOpens() {
    let task = task()
    let grasp = task.start(of: .grasp)
    let half = Interval(nanoseconds: (task.end(of: .grasp) - grasp).nanoseconds / 2)
    #expect(task.pose(at: grasp).right.trigger == 0 && task.pose(at: grasp).right.gripForce == 0)
    let touching = task.pose(at: grasp + half).right
    #expect(touching.trigger > 0.999999 && touching.gripForce < 1e-6)
    for phase in [MicrowaveTask.Phase.pull, .hold] {
      #expect(task.pose(at: task.start(of: phase)).right.gripForce == 15)
      #expect(task.pose(at: task.start(of: phase)).right.trigger == 1)
    }
    let release = task.start(of: .release)
    let middle = task.pose(at: release + Interval(nanoseconds: (task.end(of: .release) - release).nanoseconds / 2)).right
    #expect(middle.gripForce < 1e-6 && middle.trigger > 0.999999)
    #expect(task.pose(at: task.end(of: .release)).right == .init(angles: plan.pull.end))
  }

  @Test func steadiesTheOvenWithTheOtherHand() {
    let task = task()
    let pulling = task.pose(at: task.start(of: .pull)).left
    #expect(pulling.angles == plan.leftSteady && pulling.gripForce == 4 && pulling.trigger == 0)
    #expect(task.pose(at: .zero).left.gripForce == 0)
  }
}
