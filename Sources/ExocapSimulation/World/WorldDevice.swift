internal import ExocapCore

/// One worn device in the world: the device, its bad cable, and the acquisition at the other end.
struct WorldDevice: ~Copyable {
  var device: SimulatedDevice
  let id: DeviceID
  private var toHost: BadLink
  private var toDevice: BadLink
  private var plug: PlugSchedule
  private(set) var acquisition: Acquisition
  private var isOpen = false
  /// When the host tries to open the port again.
  private var reopenAt: Timestamp = .never
  private var checkpointDue: Timestamp = .never
  private(set) var lastArrival: Timestamp = .never
  /// Nil where the device is simulated.
  private(set) var recorded: RecordedCalls?
  /// Whether nothing comes through its cable.
  var isMute = false
  /// Whether each read is a whole packet, so that its cable cuts and joins none.
  private let keepsPackets: Bool
  /// What the robot feels, as its loop said last.
  var feedback = Feedback()
  private let feels: FeltHand?
  private var feltTick: UInt64 = 0
  /// When the device next has something to do.
  private var deviceDue: Timestamp = .never

  init(
    rig: Rig, id: DeviceID, profile: DeviceProfile?, options: BadLinkOptions, recorded: RecordedCalls? = nil, outputs: [Ring<Sample>],
    tap: RecordRing,
    start: Timestamp, random: inout SeededRandom
  ) {
    self.id = id
    self.recorded = recorded
    let worn = rig.devices[Int(id.index)]
    feels = worn.feels
    device = SimulatedDevice(profile: profile ?? worn.profile, calibration: worn.calibration, start: start)
    keepsPackets = worn.profile.transport.keepsPackets
    var options = options
    if keepsPackets { (options.split, options.merge) = (0, 0) }
    toHost = BadLink(options: options, random: random.split())
    toDevice = BadLink(options: options, random: random.split())
    plug = PlugSchedule(options: options, start: start, random: random.split())
    acquisition = Acquisition(rig: rig, device: id, outputs: outputs, tap: tap.makeProducer())
  }

  /// When something happens next.
  var nextEvent: Timestamp {
    mutating get {
      if let recorded { return min(recorded.deadline, checkpointDue) }
      let lines = min(toHost.nextArrival ?? .distantFuture, toDevice.nextArrival ?? .distantFuture)
      let next = min(min(min(deviceDue, lines), plug.nextChange), checkpointDue)
      return isOpen ? min(next, acquisition.deadline) : min(next, reopenAt)
    }
  }

  /// Lets everything happen that is due.
  mutating func advance(to now: Timestamp) {
    if recorded != nil {
      recorded?.advance(&acquisition, to: now)
    } else {
      advanceSimulated(to: now)
    }
    if now >= checkpointDue {
      acquisition.writeCheckpoint(at: now)
      checkpointDue = now + .milliseconds(250)
    }
  }

  private mutating func advanceSimulated(to now: Timestamp) {
    while plug.advance(to: now) { movePlug(at: now) }
    if !isOpen && plug.isPlugged && now >= reopenAt { open(at: now) }
    for chunk in toDevice.receive(at: now) {
      device.receive(chunk.bytes, at: now)
      deviceDue = .never
    }
    if now >= deviceDue {
      let sent = device.poll(now: now)
      deviceDue = device.deadline
      if !sent.isEmpty && !isMute { _ = toHost.send(sent, at: now) }
    }
    for chunk in toHost.receive(at: now) where isOpen {
      lastArrival = now
      acquisition.receive(chunk.bytes.span, endsPacket: keepsPackets, at: now)
    }
    if isOpen, let feels, now >= acquisition.deadline, feedback.tick != feltTick {
      feltTick = feedback.tick
      acquisition.feel(feedback.gripForce[Int(feels.group.rawValue)], at: now)
    }
    if isOpen && acquisition.poll(now: now) {
      acquisition.wrote(toDevice.send(acquisition.request.toArray(), at: now), at: now)
    }
  }

  /// Takes the power off one servo of a chain.
  mutating func kill(servo: Int) {
    guard case .servos(var chain) = device, chain.servos.indices.contains(servo) else { return }
    chain.servos[servo].isAnswering = false
    device = .servos(chain)
  }

  /// Asks for a checkpoint at the next turn, as after a gap.
  mutating func wantCheckpoint() { checkpointDue = .never }

  private mutating func movePlug(at now: Timestamp) {
    if plug.isPlugged {
      toHost.replug(at: now)
      toDevice.replug(at: now)
      reopenAt = now + .milliseconds(50)
      return
    }
    toHost.unplug(at: now)
    toDevice.unplug(at: now)
    if isOpen { acquisition.closed(at: now) }
    isOpen = false
    reopenAt = .distantFuture
  }

  private mutating func open(at now: Timestamp) {
    isOpen = true
    acquisition.opened(at: now)
  }
}
