internal import ExocapCore

/// What a take asks of its world: the operator's motion, good cables and a good network, and the one thing that is wrong with them.
struct WorldTake: Sendable {
  private let motion: TakeMotion
  private let defect: TakeDefect?
  private var random: SeededRandom
  private var requests: [(at: Interval, kind: OperatorRequest.Kind)]

  /// Places of the demo's devices that have the defects of devices: a text arm, and the sensor of a hand.
  private static var arm: Int { 0 }
  private static var sensor: Int { 2 }
  private static var servos: Int { 1 }

  init(_ options: TakeOptions, random: inout SeededRandom) {
    defect = options.defect
    motion = TakeMotion(options, random: &random)
    requests = defect == .neverEngaged ? [] : [(.milliseconds(300), .engage)]
    if defect == .emergencyStop { requests.append((TakeOptions.onset, .stop)) }
    if defect == .freeze { requests += [(TakeOptions.onset, .freeze), (TakeOptions.onset + .milliseconds(400), .unfreeze)] }
    self.random = random.split()
  }

  func pose(at time: Interval) -> OperatorPose { motion.pose(at: time) }

  /// The cable of a device.
  mutating func cable(of device: Int) -> BadLinkOptions {
    var options = BadLinkOptions()
    options.minimumDelay = random.interval(in: .microseconds(50)...(.microseconds(250)))
    options.meanExtraDelay = random.interval(in: .microseconds(10)...(.microseconds(60)))
    options.split = random.uniform(in: 0...0.05)
    // Packets of some 130 bytes with a checksum: one in ten is lost.
    if defect == .droppedPackets && device == Self.servos { options.byteLoss = 8e-4 }
    return options
  }

  /// The network in one direction.
  mutating func network(fromRobot: Bool) -> DatagramLinkOptions {
    var options = DatagramLinkOptions()
    options.minimumDelay = random.interval(in: .microseconds(100)...(.microseconds(600)))
    options.meanExtraDelay = random.interval(in: .microseconds(20)...(.microseconds(300)))
    if defect == .lostReports && fromRobot { options.loss = 0.12 }
    return options
  }

  /// [1/s] How fast the robot closes the distance to its set-point.
  mutating func bandwidth() -> Double { defect == .slowRobot ? 3 : random.uniform(in: 30...80) }

  /// What the device is in truth, whatever the rig says.
  func profile(of device: Int, _ profile: DeviceProfile) -> DeviceProfile {
    var profile = profile
    if defect == .slowSensor && device == Self.sensor {
      for stream in profile.streams.indices { profile.streams[stream].rate /= 8 }
    }
    return profile
  }

  /// Whether nothing comes out of the device now.
  func isMute(_ device: Int, at time: Interval) -> Bool {
    switch defect {
    case .silentDevice: device == Self.sensor
    case .looseContact: device == Self.arm && time >= TakeOptions.onset && time < TakeOptions.onset + .milliseconds(500)
    default: false
    }
  }

  /// The servo of the device that has no power now; nil: all have.
  func deadServo(of device: Int, at time: Interval) -> Int? {
    defect == .deadServo && device == Self.servos && time >= TakeOptions.onset ? 5 : nil
  }

  /// Whether the taps are emptied.
  func isDraining(at time: Interval) -> Bool {
    defect != .ringOverflow || time < TakeOptions.onset || time >= TakeOptions.onset + .seconds(2)
  }

  /// For how long the loop is kept from turning after a tick.
  mutating func stall() -> Interval {
    guard defect == .lateTicks, random.chance(0.1) else { return .zero }
    return random.interval(in: .milliseconds(4)...(.milliseconds(8)))
  }

  /// What became of a datagram, and how long the computer took for the step and for the send.
  mutating func send() -> (outcome: WriteOutcome, step: Interval, send: Interval) {
    let isRefused = defect == .refusedSends && random.chance(0.03)
    let isSlow = defect == .slowSend && random.chance(0.05)
    return (isRefused ? .failed : .taken, .microseconds(40), isSlow ? .milliseconds(30) : .microseconds(15))
  }

  /// The operator's next request, once its time has come.
  mutating func request(at time: Interval) -> OperatorRequest.Kind? {
    guard let next = requests.first, time >= next.at else { return nil }
    requests.removeFirst()
    return next.kind
  }
}
