import ExocapCore
import ExocapTestSupport
import Testing

@Suite struct BranchSearchTests {
  /// The robot's elbow is bent the wrong way round: its hand cannot come to the operator's without a search.
  static func stuck() -> LoopBench {
    var rig = ArmRig.rig(ArmRig.taskSpace(), maps: false)
    rig.robots[0].engagement.largestMismatch = 10
    for joint in rig.robots[0].profile.joints.indices where rig.robots[0].profile.joints[joint].name.hasSuffix("elbow") {
      (rig.robots[0].profile.joints[joint].lower, rig.robots[0].profile.joints[joint].upper) = (-2.6, 0.1)
    }
    for joint in rig.robots[0].profile.joints.indices where rig.robots[0].profile.joints[joint].name.hasSuffix("shoulder_yaw") {
      (rig.robots[0].profile.joints[joint].lower, rig.robots[0].profile.joints[joint].upper) = (-1.0, 1.0)
    }
    return ArmRig.bench(rig)
  }

  static func run(_ bench: inout LoopBench, _ ticks: Range<Int>) {
    for tick in ticks {
      if tick == 100 { bench.ask(.engage) }
      bench.isLeftPressed = tick == 150
      bench.isRightPressed = tick == 150
      // From below to over the head and behind, in half a second and back.
      let share = 0.5 - 0.5 * Math.cos(Double(tick) * 0.012)
      bench.left = zip(ArmRig.rest, [-2.4, 1.5, 1.4, 0.6, 0.8, 0.4, 0.6]).map { $0 + share * $1 }
      bench.right = zip(ArmRig.rest, [-2.4, -1.5, -1.4, 0.6, -0.8, 0.4, -0.6]).map { $0 + share * $1 }
      bench.tick()
    }
  }

  /// Requests and answers are inputs of the tick: a loop restored in between goes on bit for bit, if it is given the same answers.
  @Test func searchesAreAnsweredRecordedAndRepeated() throws {
    var first = Self.stuck()
    var second = Self.stuck()
    first.keepsRecords = true
    second.keepsRecords = true
    Self.run(&first, 0..<2_000)
    Self.run(&second, 0..<2_000)
    let answers = first.records.compactMap { $0.kind == .tick ? TickRecordTests.read($0.bytes) : nil }.flatMap(\.answers)
    #expect(!answers.isEmpty)
    #expect(answers.allSatisfy { $0.arm == 0 || $0.arm == 1 })
    #expect(first.records.map(\.bytes) == second.records.map(\.bytes))
  }

  /// [m] How far from the operator's hand the left arm's is wanted, for a robot and an operator who stand still.
  private static func distance(_ bench: inout LoopBench, milliseconds: Int) -> Double {
    bench.run(milliseconds: milliseconds)
    bench.keepsRecords = true
    bench.tick()
    let last = bench.records.last { $0.kind == .tick }.flatMap { TickRecordTests.read($0.bytes) }
    bench.keepsRecords = false
    let wanted = Array(last?.wanted.prefix(7) ?? [])
    let target = ArmRig.absoluteTarget(bench.left, isRight: false).position
    return (ArmRig.hand(wanted, ArmRig.robot, isRight: false).position - target).length
  }

  private static func trapped(_ pose: [Double], _ worn: [Double], isAnswered: Bool) -> LoopBench {
    let rig = ArmRig.rig(ArmRig.taskSpace { $0.elbowWeight = 0 }, groups: JointGroups(.leftArm), maps: false)
    var bench = ArmRig.bench(rig)
    bench.answersSearches = isAnswered
    bench.pose = pose + ArmRig.rest + [0]
    bench.left = worn
    return bench
  }

  /// The same operator with and without answers: with them the arm goes over, and its hand comes where it cannot come by small steps.
  /// Poses of the robot and of the operator [rad], drawn at random: the first three in whose branch an arm alone stays 10 cm away.
  @Test(arguments: [
    ([-0.3, 1.73, 1.58, -0.04, -0.46, 0.38, 1.85], [-0.23, -1.4, 0.17, 1.29, 0.87, 0.19, 0.79]),
    ([-1.1, 0.72, 1.92, -1.97, -0.74, -1.39, 1.7], [1.61, 0.5, 2.14, 1.49, -1.32, 1.08, 2.1]),
    ([-2.19, -1.05, -1.49, 0.02, 2.06, -0.25, 1.84], [-0.58, 1.17, -0.16, 0.11, -1.04, 0.97, 1.52]),
  ])
  func anAnswerThatIsTakenBringsTheHandThere(pose: [Double], worn: [Double]) {
    var alone = Self.trapped(pose, worn, isAnswered: false)
    var answered = Self.trapped(pose, worn, isAnswered: true)
    #expect(Self.distance(&alone, milliseconds: 900) > 0.1)
    #expect(Self.distance(&answered, milliseconds: 900) < 1e-6)
  }

  @Test func aCheckpointBetweenRequestAndAnswerGoesOnBitForBit() throws {
    var first = Self.stuck()
    Self.run(&first, 0..<600)
    first.keepsRecords = true
    first.loop.writeCheckpoint(at: first.now)
    Self.run(&first, 600..<1_200)
    guard let saved = unsafe first.records[0].bytes.withUnsafeBytes({ unsafe CheckpointRecord($0) }) else {
      Issue.record("the first record is the checkpoint")
      return
    }
    var second = Self.stuck()
    Self.run(&second, 0..<600)
    second.restart()
    try second.loop.restore(saved)
    second.keepsRecords = true
    Self.run(&second, 600..<1_200)
    let expected = first.records.dropFirst().filter { $0.kind == .tick }
    let found = second.records.filter { $0.kind == .tick }
    #expect(expected.count == found.count)
    for (one, other) in zip(expected, found) where one.bytes != other.bytes {
      Issue.record("a tick differs")
      return
    }
  }

  @Test func anAnswerIsThatOfTheRequestAlone() throws {
    let rig = ArmRig.rig(ArmRig.taskSpace())
    let search = BranchSearch()
    var searcher = try BranchSearcher(rig: rig, robot: rig.robots[0], search: search)
    var requests = search.requests.makeProducer()
    var answers = search.answers.makeConsumer()
    let target = ArmRig.hand([-0.9, 0.5, 0.3, -0.8, 0.2, 0.3, 0.1], ArmRig.robot, isRight: true)
    let request = BranchEscape.Request(tick: 7, arm: 1, target: target, start: InlineArray(repeating: 0.1))
    #expect(requests.push(request) && requests.push(request))
    searcher.answerAll()
    guard let one = answers.pop(), let other = answers.pop() else {
      Issue.record("two requests, two answers")
      return
    }
    #expect(one.tick == 7 && one.arm == 1)
    var joints: [Double] = []
    for joint in 0..<7 {
      #expect(one.joints[joint].bitPattern == other.joints[joint].bitPattern)
      joints.append(one.joints[joint])
    }
    let reached = ArmRig.hand(joints, ArmRig.robot, isRight: true)
    #expect((reached.position - target.position).length < 1.1e-3)
  }
}
