import ExocapCore
import ExocapSimulation
import Testing

struct PersonTests {
  private let plan: MicrowavePlan

  init() throws { plan = try MicrowavePlan(KinematicModel(G1UpperBody.kinematics)) }

  private func person(seed: UInt64 = 1) -> Person {
    var random = SeededRandom(seed: seed)
    return Person(plan: plan, repetitions: 2, random: &random)
  }

  @Test func tellsTheTimesOfEachTakeInOrder() throws {
    let person = person()
    var last = Interval.nanoseconds(-1)
    for take in 0..<2 {
      for event in Person.Event.allCases {
        let time = try #require(person.time(of: event, take: take))
        #expect(time >= last, "\(event) of take \(take)")
        last = time
      }
    }
    #expect(last == person.duration)
    #expect(person.time(of: .end, take: 0) == person.time(of: .start, take: 1))
    #expect(person.time(of: .engagePress, take: 0) == .seconds(1))
    #expect(person.time(of: .engageRelease, take: 0) == .milliseconds(1300))
    #expect(person.time(of: .motionStart, take: 0) == .milliseconds(3800))
    // Two takes have to fit into a demo of 90 s.
    #expect(person.duration < .seconds(35))
  }

  @Test func pressesTheButtonOnceATake() throws {
    let person = person()
    var presses: [Interval] = []
    var wasPressed = false
    var time = Interval.zero
    while time < person.duration {
      let isPressed = person.pose(at: time).isConfirming
      if isPressed && !wasPressed { presses.append(time) }
      wasPressed = isPressed
      time = time + .milliseconds(1)
    }
    let expected = [0, 1].map { person.time(of: .engagePress, take: $0) ?? .zero }
    #expect(presses.count == 2)
    for (a, b) in zip(presses, expected) { #expect(a >= b && a - b <= .milliseconds(1)) }
  }

  @Test func standsAtRestButForItsTremorUntilTheMotion() throws {
    let person = person()
    let bound = Tremor.amplitudes.upperBound
    for time in stride(from: Int64(0), to: 3800, by: 7) {
      let pose = person.pose(at: .milliseconds(time))
      for joint in ArmJoint.allCases {
        #expect(abs(pose.right.angles[joint] - plan.rightRest[joint]) <= bound)
        #expect(abs(pose.left.angles[joint] - plan.leftRest[joint]) <= bound)
      }
    }
    #expect(person.pose(at: .milliseconds(500)) != person.pose(at: .milliseconds(600)))
  }

  @Test func doesNotJumpFromTakeToTake() {
    let person = person(seed: 3)
    var last = person.pose(at: .zero)
    var farthest = 0.0
    var time = Interval.zero
    while time < person.duration + .milliseconds(10) {
      time = time + .milliseconds(1)
      let pose = person.pose(at: time)
      for side in ArmSide.allCases {
        for joint in ArmJoint.allCases { farthest = max(farthest, abs(pose[side].angles[joint] - last[side].angles[joint])) }
      }
      last = pose
    }
    // 3 rad/s of motion and 0.4 rad/s of tremor, in a millisecond.
    #expect(farthest < 0.0035)
  }

  @Test func variesFromTakeToTakeAndIsTheSameForTheSameSeed() {
    let person = person(seed: 9)
    #expect(person.takes[0].duration != person.takes[1].duration)
    let again = self.person(seed: 9)
    for time in stride(from: Int64(0), to: 30_000, by: 911) {
      #expect(person.pose(at: .milliseconds(time)) == again.pose(at: .milliseconds(time)))
    }
  }

  @Test func playsARecordedMotionAfterTheSamePauses() throws {
    let motion = try RecordedMotion(csv: MotionText.leftElbow([(0, 0.1), (1, 0.5)]))
    let person = Person(takes: [.recorded(motion)], tremor: nil)
    #expect(person.time(of: .grasp, take: 0) == nil && person.time(of: .pullEnd, take: 0) == nil)
    #expect(person.time(of: .motionEnd, take: 0) == .milliseconds(4800))
    #expect(person.pose(at: .milliseconds(3000)).left.angles[.elbow] == 0.1)
    #expect(abs(person.pose(at: .milliseconds(4300)).left.angles[.elbow] - 0.3) < 1e-12)
    #expect(person.pose(at: .seconds(20)).left.angles[.elbow] == 0.5)
    #expect(person.pose(at: .milliseconds(1100)).isConfirming)
  }

  @Test func addsItsGlitchesToOneJoint() throws {
    var person = person()
    let start = try #require(person.time(of: .pullStart, take: 0))
    let clean = person
    person.glitches = [Glitch(side: .left, start: start, samples: 5, period: .milliseconds(7), hold: .milliseconds(100))]
    let time = start + .milliseconds(50)
    let (a, b) = (clean.pose(at: time), person.pose(at: time))
    #expect(abs(b.left.angles[.elbow] - a.left.angles[.elbow] - 24 * 0.035) < 1e-12)
    #expect(a.right == b.right)
    #expect(clean.pose(at: .zero) == person.pose(at: .zero))
  }
}
