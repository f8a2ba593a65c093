package import ExocapCore

/// The operator of a session: confirms, waits for the robot to follow, moves, and does so again for each take.
///
/// Pure: a pose for any time since the session's start, in any order of asking.
package struct Person: Sendable {
  /// Something that a script of a session waits for.
  package enum Event: String, Sendable, CaseIterable {
    /// The take begins: the person stands at rest, in the pose that the motion starts from.
    case start
    /// The confirming button goes down.
    case engagePress
    /// The button comes up.
    case engageRelease
    /// The first movement.
    case motionStart
    /// The fingers begin to close; microwave only.
    case grasp
    /// The door begins to move; microwave only.
    case pullStart
    /// The door is open; microwave only.
    case pullEnd
    /// The fingers begin to open; microwave only.
    case release
    /// The last movement has ended.
    case motionEnd
    /// The take is over; the next may begin.
    case end
  }

  /// What is moved in a take.
  package enum Motion: Sendable {
    case microwave(MicrowaveTask)
    case recorded(RecordedMotion)

    /// How long it takes.
    package var duration: Interval {
      switch self {
      case .microwave(let task): task.duration
      case .recorded(let motion): motion.duration
      }
    }

    func pose(at time: Interval) -> OperatorPose {
      switch self {
      case .microwave(let task): task.pose(at: time)
      case .recorded(let motion): motion.pose(at: time)
      }
    }
  }

  /// How long the person does what is not moving.
  package struct Pauses: Sendable, Equatable {
    /// At rest before the button.
    package var settle: Interval = .milliseconds(1000)
    /// With the button down.
    package var press: Interval = .milliseconds(300)
    /// Until the robot has blended to the person's pose.
    package var blend: Interval = .milliseconds(2500)
    /// At rest after the motion.
    package var rest: Interval = .milliseconds(500)

    package init() {}

    /// From a take's start to its first movement.
    package var lead: Interval { settle + press + blend }
  }

  /// The motion of each take, in order.
  package let takes: [Motion]
  /// The same in each take.
  package let pauses: Pauses
  /// Faults of the person's encoders, in the session's time.
  package var glitches: [Glitch]
  /// Nil where the motion brings its own, as a capture does.
  private let tremor: Tremor?
  /// When each take begins, and the end of the last.
  private let starts: [Interval]

  /// A person who does these takes one after the other.
  package init(takes: [Motion], tremor: Tremor?, pauses: Pauses = Pauses(), glitches: [Glitch] = []) {
    precondition(!takes.isEmpty, "a person does something")
    self.takes = takes
    self.tremor = tremor
    self.pauses = pauses
    self.glitches = glitches
    var starts: [Interval] = [.zero]
    for (index, take) in takes.enumerated() { starts.append(starts[index] + pauses.lead + take.duration + pauses.rest) }
    self.starts = starts
  }

  /// A person who opens the microwave's door `repetitions` times, each a little differently.
  package init(plan: MicrowavePlan, repetitions: Int, pauses: Pauses = Pauses(), random: inout SeededRandom) {
    let takes = (0..<repetitions).map { _ in Motion.microwave(MicrowaveTask(plan: plan, random: &random)) }
    self.init(takes: takes, tremor: Tremor(random: &random), pauses: pauses)
  }

  /// How long the session takes.
  package var duration: Interval { starts[takes.count] }

  /// When something happens in a take, from 0; nil where the take's motion has no such event.
  package func time(of event: Event, take: Int) -> Interval? {
    precondition(takes.indices.contains(take), "no such take")
    let start = starts[take]
    let motion = start + pauses.lead
    switch event {
    case .start: return start
    case .engagePress: return start + pauses.settle
    case .engageRelease: return start + pauses.settle + pauses.press
    case .motionStart: return motion
    case .motionEnd: return motion + takes[take].duration
    case .end: return starts[take + 1]
    case .grasp, .pullStart, .pullEnd, .release: break
    }
    guard case .microwave(let task) = takes[take] else { return nil }
    switch event {
    case .grasp: return motion + task.start(of: .grasp)
    case .pullStart: return motion + task.start(of: .pull)
    case .pullEnd: return motion + task.end(of: .pull)
    case .release: return motion + task.start(of: .release)
    case .start, .engagePress, .engageRelease, .motionStart, .motionEnd, .end: return nil
    }
  }

  /// The operator at a time since the session's start; before it as at the start, after it as at the end.
  package func pose(at time: Interval) -> OperatorPose {
    var take = 0
    while take + 1 < takes.count, starts[take + 1] <= time { take += 1 }
    let since = time - starts[take]
    let passed = since - pauses.lead
    var pose = takes[take].pose(at: min(max(passed, .zero), takes[take].duration))
    pose.isConfirming = since >= pauses.settle && since < pauses.settle + pauses.press
    tremor?.shake(&pose, at: time)
    for glitch in glitches { pose[glitch.side].angles[glitch.joint] += glitch.offset(at: time) }
    return pose
  }
}
