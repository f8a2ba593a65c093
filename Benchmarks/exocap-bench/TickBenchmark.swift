internal import CxxRing
internal import ExocapCore
internal import ExocapRuntime
internal import ExocapSimulation

/// What one turn of the control loop costs in the time of its own thread: samples in, datagram and tap record out.
enum TickBenchmark {
  private static let ticks = 20_000

  /// Prints a table of whole rigs, and one of a robot of 8 … 64 mapped joints.
  static func run() throws {
    _ = bench_pin(0)
    let demo = try rig("demo")
    let arms = try rig("demo-task-space")
    var both = arms
    if case .taskSpace(var settings)? = arms.robots[0].retargeting.first?.method, let right = arms.robots[0].profile.armFrames[.rightArm] {
      let device = DeviceID(1)
      if let frames = arms.devices[1].profile.kinematics?.frames {
        settings.arm = ArmSource(device: device, deviceFrames: frames, robotFrames: right)
        both.robots[0].retargeting[1] = GroupRetargeting(group: .rightArm, method: .taskSpace(settings), avoidsSelfCollision: true)
      }
    }
    print("Thread CPU time of one tick while both arms and hands follow [µs]: median of 5 rounds of \(ticks) ticks each.")
    print("\n| rig | p50 | p99 |\n|---|---|---|")
    for (name, rig) in [
      ("joint maps, two grippers with force", demo), ("task space and directions", arms),
      ("two arms in task space, off their own body", both),
      ("the same, with two Dex3 hands by fingertips instead of grippers", try TickHands().rig(both)),
    ] { print("| \(name) | \(line(rig)) |") }
    print("\n| joints, each by its map | p50 | p99 |\n|---|---|---|")
    for joints in [8, 16, 32, 64] { print("| \(joints) | \(line(mapped(joints))) |") }
  }

  private static func rig(_ name: String) throws -> Rig {
    try Profiles.load(name, searchPath: ProfileSearchPath.folders(given: [])).rig
  }

  private static func line(_ rig: Rig) -> String {
    var (middle, late) = (Rounds(), Rounds())
    for round in 0...5 {
      var world = TickWorld(rig)
      let times = Rounds(world.run(ticks: ticks))
      if round == 0 { continue }
      middle.add(times.quantile(0.5))
      late.add(times.quantile(0.99))
    }
    return "\(number(middle.median)) | \(number(late.median))"
  }

  private static func number(_ microseconds: Double) -> String { "\((microseconds * 10).rounded() / 10)" }

  /// A robot of so many joints in two arms, each led by a value of one device.
  private static func mapped(_ count: Int) -> Rig {
    let names = (0..<count).map { "joint_\($0)" }
    let joints = names.enumerated().map { index, name in
      RobotJoint(
        name: name, group: index % 2 == 0 ? .leftArm : .rightArm, lower: -2, upper: 2, velocity: 10, effort: 20, kp: 40, kd: 1)
    }
    let values = names.map { ValueProfile(name: $0, source: .linear(field: 0, scale: 1, rate: nil, effort: nil), lower: -4, upper: 4) }
    let device = DeviceProfile(
      name: "worn", title: "worn", kind: .arm, usbMatches: [], line: SerialLine(baud: 115_200), wire: .text(TextLineFormat(columns: count)),
      streams: [StreamProfile(name: "joints", kind: .joints, rate: 500, staleAfter: .milliseconds(50), values: values)],
      provenAgainst: "simulated")
    let profile = RobotProfile(
      name: "many", title: "many joints", source: "made up", joints: joints, grippers: [],
      kinematics: RobotKinematics(links: [], joints: []))
    let source = { (index: Int) in ValueReference(device: DeviceID(0), stream: StreamIndex(0), value: index) }
    let engagement = EngagementSettings(
      groups: [JointGroups(.leftArm), JointGroups(.rightArm)], largestMismatch: 10, blend: .milliseconds(100), confirm: [],
      isRemoteEngageAllowed: true, doesLossStopAll: false, largestTrackingError: 1, trackingTime: .milliseconds(200),
      holdsWhileDisarmed: false)
    let bound = { (value: Double) in [Double](repeating: value, count: count) }
    let robot = RigRobot(
      id: "many", profile: profile, link: LinkSettings(host: "127.0.0.1", port: 1, robot: 1),
      control: ControlSettings(period: .milliseconds(2), lead: nil), map: (0..<count).map { .joint(source($0), gain: 1, offset: 0) },
      grips: [], engagement: engagement,
      limits: LimitSettings(velocity: bound(8), acceleration: bound(60), jerk: bound(4_000), margin: bound(0.02)))
    return Rig(
      name: "many", devices: [RigDevice(role: "worn", profile: device, calibration: nil, port: .path("/dev/null"))], robots: [robot],
      recording: RecordingSettings(folder: "unused"))
  }
}

/// A control loop whose operator waves and whose robot follows at once; samples go straight into its rings.
struct TickWorld: ~Copyable {
  private let rig: Rig
  private var loop: ControlLoop
  private var senders: [TickSender]
  private var requests: RingProducer<OperatorRequest>
  private var tap: RecordConsumer
  private var pose: [Double]
  private var now = Timestamp(nanoseconds: 1_000_000_000)

  init(_ given: Rig) {
    var rig = given
    rig.robots[0].engagement.isRemoteEngageAllowed = true
    rig.robots[0].engagement.largestMismatch = 10
    self.rig = rig
    let rings = rig.sampleSources.map { _ in Ring<Sample>(minimumCapacity: 64) }
    senders = rings.map { TickSender($0) }
    let requestRing = Ring<OperatorRequest>(minimumCapacity: 8)
    let tapRing = RecordRing(minimumBytes: 1 << 18)
    loop = ControlLoop(
      rig: rig, robot: RobotID(0), rings: rings, requests: requestRing, tap: tapRing.makeProducer(), run: World.run)
    requests = requestRing.makeProducer()
    tap = tapRing.makeConsumer()
    pose = rig.robots[0].profile.joints.map { 0.5 * ($0.lower + $0.upper) }
  }

  /// [µs] Of each tick, while everything follows.
  mutating func run(ticks: Int) -> [Double] {
    for index in 0..<50 { tick(index) }
    _ = requests.push(OperatorRequest(kind: .engage, groups: .all))
    for index in 50..<3_000 { tick(index) }
    var times: [Double] = []
    times.reserveCapacity(ticks)
    for index in 3_000..<3_000 + ticks { times.append(tick(index)) }
    return times
  }

  @discardableResult
  private mutating func tick(_ index: Int) -> Double {
    now = now + rig.robots[0].control.period
    for (device, described) in rig.devices.enumerated() {
      for (stream, profile) in described.profile.streams.enumerated() {
        let isMoving = profile.kind == .joints
        let values = profile.values.indices.map { isMoving ? 0.25 * Math.sin(0.006 * Double(index) + Double($0)) : 0.3 }
        senders[device].send(device, stream, profile.kind, values, at: now)
      }
    }
    let state = rig.devices.count
    senders[state].send(state, Int(RigRobot.jointStream.index), .joints, pose, at: now)
    var lease = [Double](repeating: .nan, count: LeaseField.count)
    lease[LeaseField.gateState.rawValue] = Double(GateState.following.rawValue)
    lease[LeaseField.epoch.rawValue] = 5
    lease[LeaseField.ownerRunLow.rawValue] = Double(World.run & 0xFFFF_FFFF)
    lease[LeaseField.ownerRunHigh.rawValue] = Double(World.run >> 32)
    senders[state].send(state, Int(RigRobot.leaseStream.index), .lease, lease, at: now)
    let start = ThreadTime.now()
    loop.step(now: now)
    let time = ThreadTime.now() - start
    let q = loop.command.q.prefix(pose.count)
    for joint in pose.indices where q[joint].isFinite { pose[joint] = q[joint] }
    while tap.front() != nil { tap.advance() }
    return time * 1e6
  }
}

/// The producing end of one device's ring.
private final class TickSender {
  private var producer: RingProducer<Sample>
  private var sequence: UInt64 = 0

  init(_ ring: Ring<Sample>) { producer = ring.makeProducer() }

  func send(_ device: Int, _ stream: Int, _ kind: SampleKind, _ values: [Double], at now: Timestamp) {
    var sample = Sample(device: DeviceID(device), stream: StreamIndex(stream), kind: kind, count: values.count)
    sample.captured = now
    sample.arrived = now
    sequence += 1
    sample.sequence = sequence
    for index in values.indices where values[index].isFinite {
      sample.values[index] = values[index]
      sample.valid |= 1 << UInt64(index)
      sample.ages[index] = .zero
    }
    _ = producer.push(sample)
  }
}
