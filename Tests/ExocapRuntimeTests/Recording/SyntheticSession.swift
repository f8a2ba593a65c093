import ExocapCore
import ExocapRuntime
import ExocapSimulation

/// The small rig at work in virtual time: the real core, with lines made up for its devices and the simulated robot behind the link.
final class SyntheticSession {
  private final class Device {
    var acquisition: Acquisition
    init(_ acquisition: consuming Acquisition) { self.acquisition = acquisition }
  }

  let rig: Rig
  private(set) var now = Timestamp(nanoseconds: 1_000_000_000)
  private var milliseconds = 0
  private var devices: [Device] = []
  private var loop: ControlLoop
  private var robot: SimulatedRobot
  private var taps: [(source: TapSource, consumer: RecordConsumerBox)] = []
  private var requests: RingProducer<OperatorRequest>
  private var checkpointsWanted: Set<TapSource> = []
  /// What the operator does.
  var isButtonDown = false
  var isArmThere = true
  /// Commands that the robot took.
  private(set) var received: [[UInt8]] = []

  final class RecordConsumerBox {
    var consumer: RecordConsumer
    init(_ consumer: consuming RecordConsumer) { self.consumer = consumer }
  }

  init(rig: Rig = SmallRig.rig, tapBytes: Int = 1 << 20) throws {
    self.rig = rig
    let rings = rig.sampleSources.map { _ in Ring<Sample>(minimumCapacity: 256) }
    for index in rig.sampleSources.indices {
      let tap = RecordRing(minimumBytes: tapBytes)
      devices.append(Device(Acquisition(rig: rig, device: DeviceID(index), outputs: [rings[index]], tap: tap.makeProducer())))
      taps.append((.device(DeviceID(index)), RecordConsumerBox(tap.makeConsumer())))
    }
    let tap = RecordRing(minimumBytes: tapBytes)
    let requestRing = Ring<OperatorRequest>(minimumCapacity: 16)
    loop = ControlLoop(
      rig: rig, robot: SmallRig.robot, rings: rings, requests: requestRing, tap: tap.makeProducer(), run: SmallRig.run)
    taps.append((.robot(SmallRig.robot), RecordConsumerBox(tap.makeConsumer())))
    requests = requestRing.makeProducer()
    robot = try SimulatedRobot(
      profile: rig.robots[0].profile, robot: rig.robots[0].link.robot, run: 99, lastEpoch: 5, pose: [0.1, 0, -0.1], door: nil,
      stateInterval: .milliseconds(2))
    for device in devices { device.acquisition.opened(at: now) }
  }

  func ask(_ kind: OperatorRequest.Kind) { _ = requests.push(OperatorRequest(kind: kind, groups: .all)) }
  func ask(_ request: DeviceRequest, of device: DeviceID) { devices[Int(device.index)].acquisition.take(request, at: now) }

  func wantCheckpoints(_ wish: CheckpointWish) {
    if wish != .robots { for index in devices.indices { checkpointsWanted.insert(.device(DeviceID(index))) } }
    if wish != .devices { checkpointsWanted.insert(.robot(SmallRig.robot)) }
  }

  /// Goes on for so long; `drain` is called every 5 ms.
  func run(milliseconds count: Int, drain: (SyntheticSession) -> Void) {
    for _ in 0..<count {
      milliseconds += 1
      now = now + .milliseconds(1)
      turn()
      if milliseconds % 5 == 0 { drain(self) }
    }
  }

  /// Empties the taps.
  func emptyTaps(_ body: (TapSource, RecordConsumer.Record) -> Void) {
    for tap in taps {
      while let record = tap.consumer.consumer.front() {
        body(tap.source, record)
        tap.consumer.consumer.advance()
      }
    }
  }

  var engagement: EngagementState { loop.engagement.groups[Int(JointGroup.leftArm.rawValue)].state }

  private func turn() {
    if let state = robot.advance(to: now) { receive(state, by: SmallRig.state, endsPacket: true) }
    if milliseconds % 10 == 3 { receive(gripLine, by: SmallRig.grip, endsPacket: false) }
    if milliseconds % 4 == 0 {
      if isArmThere { receive(armLine, by: SmallRig.arm, endsPacket: false) }
      tick()
    }
    for (index, device) in devices.enumerated() {
      let source = TapSource.device(DeviceID(index))
      if checkpointsWanted.remove(source) != nil || milliseconds % 1000 == 500 + index { device.acquisition.writeCheckpoint(at: now) }
    }
  }

  private func tick() {
    let began = now
    loop.step(now: began)
    let packet = loop.packet.toArray()
    if !packet.isEmpty {
      received.append(packet)
      if let answer = robot.receive(packet, at: now) { receive(answer, by: SmallRig.state, endsPacket: true) }
    }
    loop.noteSent(
      .taken, began: began, stepped: began + .microseconds(20), sent: began + .microseconds(35), arrived: began - .microseconds(9))
    if checkpointsWanted.remove(.robot(SmallRig.robot)) != nil || milliseconds % 1000 == 600 { loop.writeCheckpoint(at: now) }
  }

  private func receive(_ bytes: [UInt8], by device: DeviceID, endsPacket: Bool) {
    devices[Int(device.index)].acquisition.receive(bytes.span, endsPacket: endsPacket, at: now)
  }

  func close(_ device: DeviceID) { devices[Int(device.index)].acquisition.closed(at: now) }
  func open(_ device: DeviceID) { devices[Int(device.index)].acquisition.opened(at: now) }

  /// [rad] Slow sines that the robot can follow, in mrad.
  private var armLine: [UInt8] {
    let time = Double(milliseconds) * 1e-3
    let angles = (0..<3).map { Int(300 * Math.sin(time * 2 + Double($0))) }
    return Array("\(angles[0]) \(angles[1]) \(angles[2]) \(isButtonDown ? 1 : 0) 512\n".utf8)
  }

  private var gripLine: [UInt8] { Array("\(Int(5000 + 4000 * Math.sin(Double(milliseconds) * 3e-3)))\n".utf8) }
}
