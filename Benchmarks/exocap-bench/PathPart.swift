internal import ExocapCore
internal import LinuxIO

/// The part of exocap that the C twin is a twin of: the product's driver, calibration, retargeter, encoder, port and socket, in the
/// product's order, without guard, limiter and taps.
@safe
struct PathPart: ~Copyable {
  private var driver = DeviceDriver(PathRig.device.wire, line: PathRig.device.line)
  private var calibration = Calibration(profile: PathRig.device, calibration: PathRig.calibration, device: DeviceID(0))
  private var raw = RawSample()
  private let sample: UnsafeMutablePointer<Sample>
  private var streams = StreamTable(devices: [PathRig.device])
  private var retargeter = JointMapRetargeter(map: PathRig.map, devices: [PathRig.device], tick: PathRig.period)
  private var controller: LinkController
  private var command = Command(count: PathRig.joints)
  private var packet = PacketBuffer()
  private var captured: Timestamp = .never
  private var polls = PollSet()
  private let slot: PollSlot

  init(port: borrowing SerialPort) {
    unsafe sample = UnsafeMutablePointer<Sample>.allocate(capacity: 1)
    unsafe sample.initialize(to: Sample(device: DeviceID(0), stream: StreamIndex(0), kind: .joints, count: PathRig.joints))
    controller = LinkController(
      settings: LinkSettings(host: "", port: 0, robot: PathRig.robotNumber), profile: PathRig.robot, run: PathRig.run)
    slot = polls.add(port.pollDescriptor)
    command.weight[Int(JointGroup.leftArm.rawValue)] = 1
    command.engaged = JointGroups(.leftArm)
    command.kp = JointVector(PathRig.robot.joints.map(\.kp))
    command.kd = JointVector(PathRig.robot.joints.map(\.kd))
    driver.opened(at: .never)
  }

  deinit { unsafe sample.deallocate() }

  /// On arrival: waits for bytes until `deadline` at most, reads, and sends a command for each whole line. Returns how many.
  mutating func turn(
    _ port: borrowing SerialPort, _ socket: borrowing DatagramSocket, _ memory: inout [UInt8], until deadline: Timestamp
  ) -> Int {
    guard let count = read(port, &memory, until: deadline) else { return 0 }
    let arrived = MonotonicClock.now()
    var sent = 0
    var start = 0
    while let next = driver.receive(memory.span.extracting(0..<count), from: start, at: arrived, into: &raw) {
      start = next
      unsafe calibration.apply(&raw, stream: 0, into: &sample.pointee)
      unsafe streams.take(sample)
      captured = unsafe sample.pointee.captured
      send(socket, now: MonotonicClock.now())
      sent += 1
    }
    return sent
  }

  /// Timer mode, device's thread: waits for bytes until `deadline` at most, reads, and queues a sample for each whole line.
  mutating func acquire(
    _ port: borrowing SerialPort, _ memory: inout [UInt8], into queue: inout RingProducer<Sample>, until deadline: Timestamp
  ) {
    guard let count = read(port, &memory, until: deadline) else { return }
    let arrived = MonotonicClock.now()
    var start = 0
    while let next = driver.receive(memory.span.extracting(0..<count), from: start, at: arrived, into: &raw) {
      start = next
      unsafe calibration.apply(&raw, stream: 0, into: &sample.pointee)
      if let place = unsafe queue.reserve() {
        unsafe place.pointee = sample.pointee
        queue.commit()
      }
    }
  }

  /// Timer mode, control thread: sleeps until `due`, takes what was queued, and sends a command.
  mutating func control(_ queue: inout RingConsumer<Sample>, _ socket: borrowing DatagramSocket, due: Timestamp) {
    MonotonicClock.sleep(until: due)
    let now = MonotonicClock.now()
    while let sample = unsafe queue.front() {
      unsafe streams.take(sample)
      captured = unsafe sample.pointee.captured
      queue.advance()
    }
    send(socket, now: now)
  }

  private mutating func read(_ port: borrowing SerialPort, _ memory: inout [UInt8], until deadline: Timestamp) -> Int? {
    guard polls.wait(until: deadline), polls.readiness(of: slot) != .none else { return nil }
    var span = memory.mutableSpan
    guard case .bytes(let count) = port.read(into: &span) else { return nil }
    return count
  }

  private mutating func send(_ socket: borrowing DatagramSocket, now: Timestamp) {
    retargeter.retarget(&streams, now: now, into: &command.q)
    packet.clear()
    controller.encode(&command, epoch: PathRig.epoch, source: .operator, captured: captured, now: now, into: &packet)
    // SAFETY: the packet's memory outlives the call, which only reads it.
    let bytes = unsafe packet.contents.assumingMemoryBound(to: UInt8.self)
    _ = unsafe socket.send(Span(_unsafeElements: bytes))
  }
}
