internal import ExocapCore
internal import LinuxIO

/// The whole of exocap's path on one thread, as its lead's thread runs it: `Acquisition` and `ControlLoop`, engaged, with guard,
/// limiter and taps. In virtual time, a millisecond a turn; the robot says each tenth turn that all is well.
struct PathWhole: ~Copyable {
  private var acquisition: Acquisition
  private var loop: ControlLoop
  private var robot: RingProducer<Sample>
  private var requests: RingProducer<OperatorRequest>
  private var polls = PollSet()
  private let slot: PollSlot
  private var now = Timestamp(nanoseconds: 1_000_000_000)
  private var turns = 0
  private var sequence: UInt64 = 0

  init(port: borrowing SerialPort, receiver: SocketAddress, tapBytes: Int) {
    let rig = PathRig.rig(tty: port.path, port: receiver.port, lead: true)
    let rings = rig.sampleSources.map { _ in Ring<Sample>(minimumCapacity: 256) }
    let requestRing = Ring<OperatorRequest>(minimumCapacity: 64)
    acquisition = Acquisition(
      rig: rig, device: DeviceID(0), outputs: [rings[0]], tap: RecordRing(minimumBytes: tapBytes).makeProducer())
    loop = ControlLoop(
      rig: rig, robot: RobotID(0), rings: rings, requests: requestRing, tap: RecordRing(minimumBytes: tapBytes).makeProducer(),
      run: PathRig.run)
    robot = rings[1].makeProducer()
    requests = requestRing.makeProducer()
    slot = polls.add(port.pollDescriptor)
    acquisition.opened(at: now)
  }

  var isEngaged: Bool {
    mutating get { loop.engagement.groups[Int(JointGroup.leftArm.rawValue)].state == .engaged }
  }

  /// Waits, reads, receives, steps, sends. Returns how many commands were sent.
  mutating func turn(_ port: borrowing SerialPort, _ socket: borrowing DatagramSocket, _ memory: inout [UInt8]) -> Int {
    if turns % 10 == 0 { sayState() }
    if turns == 50 { _ = requests.push(OperatorRequest(kind: .engage, groups: JointGroups(.leftArm))) }
    turns += 1
    guard polls.wait(until: Timestamp(nanoseconds: .max - 1)), polls.readiness(of: slot) != .none else { return 0 }
    var span = memory.mutableSpan
    guard case .bytes(let count) = port.read(into: &span) else { return 0 }
    now = now + PathRig.period
    acquisition.receive(memory.span.extracting(0..<count), endsPacket: false, at: now)
    loop.step(now: now)
    if loop.packet.count > 0 {
      // SAFETY: the packet's memory outlives the call, which only reads it.
      let bytes = unsafe loop.packet.contents.assumingMemoryBound(to: UInt8.self)
      _ = unsafe socket.send(Span(_unsafeElements: bytes))
    }
    loop.noteSent(.taken, began: now, stepped: now, sent: now, arrived: now)
    return loop.packet.count > 0 ? 1 : 0
  }

  /// The robot stands where it was told, and the lease is ours.
  private mutating func sayState() {
    var joints = Sample(device: DeviceID(1), stream: RigRobot.jointStream, kind: .joints, count: PathRig.joints)
    for joint in 0..<PathRig.joints { set(joint, loop.command.q[joint].isFinite ? loop.command.q[joint] : 0, of: &joints) }
    send(&joints)
    var lease = Sample(device: DeviceID(1), stream: RigRobot.leaseStream, kind: .lease, count: LeaseField.count)
    set(LeaseField.gateState.rawValue, Double(GateState.following.rawValue), of: &lease)
    set(LeaseField.epoch.rawValue, Double(PathRig.epoch), of: &lease)
    set(LeaseField.ownerRunLow.rawValue, Double(PathRig.run & 0xFFFF_FFFF), of: &lease)
    set(LeaseField.ownerRunHigh.rawValue, Double(PathRig.run >> 32), of: &lease)
    send(&lease)
  }

  private func set(_ index: Int, _ value: Double, of sample: inout Sample) {
    sample.values[index] = value
    sample.valid |= 1 << UInt64(index)
    sample.ages[index] = .zero
  }

  private mutating func send(_ sample: inout Sample) {
    sequence += 1
    sample.sequence = sequence
    sample.captured = now
    sample.arrived = now
    _ = robot.push(sample)
  }
}
