package import ExocapCore

/// One opening of a microwave's door: reach, grasp, pull, release, return, each movement by minimum jerk.
///
/// Time counts from the first movement. Made of values, so that it can be asked for any time in any order.
package struct MicrowaveTask: Sendable {
  /// A part of the task, in their order.
  package enum Phase: Int, Sendable, CaseIterable {
    /// From rest to a hand's breadth before the handle; the left arm goes up to the oven.
    case reach = 0
    /// To the handle.
    case approach = 1
    /// The fingers close, then the grip force rises.
    case grasp = 2
    /// Along the door's arc.
    case pull = 3
    /// A pause with the door open.
    case hold = 4
    /// The grip force falls, then the fingers open.
    case release = 5
    /// Back from the handle.
    case retreat = 6
    /// Both arms to rest.
    case `return` = 7

    /// How long it takes a person who is in no hurry.
    package var nominalDuration: Interval {
      switch self {
      case .reach: .milliseconds(1400)
      case .approach: .milliseconds(700)
      case .grasp: .milliseconds(700)
      case .pull: .milliseconds(2400)
      case .hold: .milliseconds(400)
      case .release: .milliseconds(600)
      case .retreat: .milliseconds(700)
      case .return: .milliseconds(1500)
      }
    }
  }

  /// [N] What the right hand holds the handle with: an everyday power grasp, well under the 20 N of the robot's gripper.
  package static var gripForce: Double { 15 }
  /// [N] What the left hand steadies the oven with.
  package static var steadyingForce: Double { 4 }
  /// [-] Standard deviation of a phase's duration from one repetition to the next, as a part of it.
  package static var variation: Double { 0.06 }
  /// [-] The largest such deviation, as a part of the duration.
  package static var variationLimit: Double { 0.15 }
  /// [-] The part of the grasp after which the fingers touch the handle and the force begins to rise.
  package static var contact: Double { 0.5 }

  /// The ways that it takes.
  package let plan: MicrowavePlan
  /// When each phase begins, and at the end when the last one does.
  private let starts: [Interval]

  /// One repetition, whose phases' durations are drawn about the nominal ones.
  package init(plan: MicrowavePlan, random: inout SeededRandom) {
    self.plan = plan
    var starts: [Interval] = [.zero]
    for (index, phase) in Phase.allCases.enumerated() {
      let limit = MicrowaveTask.variationLimit
      let deviation = min(max(random.normal() * MicrowaveTask.variation, -limit), limit)
      starts.append(starts[index] + .seconds(rounding: phase.nominalDuration.seconds * (1 + deviation)))
    }
    self.starts = starts
  }

  /// When a phase begins.
  package func start(of phase: Phase) -> Interval { starts[phase.rawValue] }

  /// When a phase ends, which is when the next begins.
  package func end(of phase: Phase) -> Interval { starts[phase.rawValue + 1] }

  /// How long it takes.
  package var duration: Interval { starts[Phase.allCases.count] }

  /// The operator at a time; at rest before the start and after the end.
  package func pose(at time: Interval) -> OperatorPose {
    var pose = OperatorPose()
    pose.right.angles = rightAngles(at: time)
    let contact = MicrowaveTask.contact
    let closing = part(of: .grasp, at: time)
    let opening = part(of: .release, at: time)
    pose.right.trigger = MinimumJerk.position(closing / contact) - MinimumJerk.position((opening - contact) / (1 - contact))
    let pressing = MinimumJerk.position((closing - contact) / (1 - contact)) - MinimumJerk.position(opening / contact)
    pose.right.gripForce = MicrowaveTask.gripForce * pressing
    let steadying = MinimumJerk.position(part(of: .reach, at: time)) - MinimumJerk.position(part(of: .return, at: time))
    pose.left.angles = plan.leftRest.moved(towards: plan.leftSteady, by: steadying)
    let touching = MinimumJerk.position(part(of: .approach, at: time)) - MinimumJerk.position(part(of: .retreat, at: time))
    pose.left.gripForce = MicrowaveTask.steadyingForce * touching
    return pose
  }

  /// [rad] How far the person means the door to be open.
  package func doorAngle(at time: Interval) -> Double {
    plan.scene.openingAngle * MinimumJerk.position(part(of: .pull, at: time))
  }

  private func rightAngles(at time: Interval) -> ArmAngles {
    if time < start(of: .approach) {
      return plan.rightRest.moved(towards: plan.approach.start, by: MinimumJerk.position(part(of: .reach, at: time)))
    }
    if time < start(of: .pull) { return plan.approach.angles(at: MinimumJerk.position(part(of: .approach, at: time))) }
    if time < start(of: .retreat) { return plan.pull.angles(at: MinimumJerk.position(part(of: .pull, at: time))) }
    if time < start(of: .return) { return plan.retreat.angles(at: MinimumJerk.position(part(of: .retreat, at: time))) }
    return plan.retreat.end.moved(towards: plan.rightRest, by: MinimumJerk.position(part(of: .return, at: time)))
  }

  /// How much of a phase has passed: 0 before, 1 after.
  private func part(of phase: Phase, at time: Interval) -> Double {
    let length = end(of: phase) - start(of: phase)
    let passed = time - start(of: phase)
    if passed <= .zero { return 0 }
    if passed >= length { return 1 }
    return passed.seconds / length.seconds
  }
}
