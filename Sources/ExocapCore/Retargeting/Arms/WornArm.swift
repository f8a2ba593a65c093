// Arms/ leads a robot's arms by the operator's: reads the worn arm out of the streams, lays it upon the robot's, asks a solver.
// It knows no state machine, no limiter and no wire.

/// Where an operator's arm is, in the axes of the robot's root.
package struct ArmPose: BitwiseCopyable, Sendable {
  /// [m]
  package var shoulder = Vec3.zero
  package var elbow = Vec3.zero
  package var wrist = Vec3.zero
  package var hand = Placement.identity
  /// [s] How long ago it was measured.
  package var age = 0.0

  package init() {}

  /// [m] From the line through shoulder and wrist to the elbow, square to it; zero where the wrist is at the shoulder.
  package var elbowDirection: Vec3 {
    let line = wrist - shoulder
    let length = line.length
    guard length > 1e-6 else { return .zero }
    let axis = line * (1 / length)
    let arm = elbow - shoulder
    return arm - axis * axis.dot(arm)
  }

  /// The directions of upper arm and forearm; nil where one of them has no length.
  package var directions: ArmDirections? {
    let (upper, fore) = (elbow - shoulder, wrist - elbow)
    let (a, b) = (upper.length, fore.length)
    guard a > 1e-6, b > 1e-6 else { return nil }
    return ArmDirections(upper: upper * (1 / a), fore: fore * (1 / b), hand: hand.rotation)
  }
}

/// Reads an operator's arm out of the streams, through the worn device's own kinematics.
@safe
package struct WornArm: ~Copyable, @unchecked Sendable {
  // SAFETY: `joints` is this value's own memory, allocated in init and freed in deinit; the value cannot be copied, so one owner
  // reads and writes it. It is indexed below `count` only.
  private let joints: UnsafeMutablePointer<Joint>
  private let count: Int
  private var state: KinematicState
  private let shoulder: Int
  private let elbow: Int
  private let wrist: Int
  private let tool: Placement
  private let mounting: Rotation
  /// [m] The wearer's, in the device's root frame, where it was measured.
  private let fit: Vec3
  private let hasFit: Bool
  private let period: Interval
  /// Whether the device is slower than the tick, so that its joints pass trackers.
  private let isTracked: Bool
  /// When the newest value was measured.
  private var newest: Timestamp = .never
  /// [m] From shoulder to hand along the bones.
  package let armLength: Double
  /// The values that the arm depends on, for freshness.
  package let sources: [ValueReference]

  private struct Joint: BitwiseCopyable {
    var place: StreamTable.Place
    var taken: Timestamp = .never
    var tracker = Tracker()
  }

  /// What a reading brought.
  package enum Reading: BitwiseCopyable, Sendable {
    /// Some value was never seen.
    case nothing
    /// Nothing was measured since the last reading.
    case same
    case new
  }

  package init(_ source: ArmSource, rig: Rig, tick: Interval) throws(RetargetingError) {
    let devices = rig.sampleSources
    let profile = devices[Int(source.device.index)]
    let calibration = rig.devices[Int(source.device.index)].calibration
    guard let kinematics = profile.kinematics else { throw .noKinematics(profile.name) }
    guard let tree = kinematics.tree(lengths: calibration?.lengths ?? [:]) else { throw .unmeasured(profile.name) }
    let model = try RetargetingError.model(tree)
    var references: [ValueReference] = []
    for name in model.jointNames {
      guard let found = profile.joint(named: name, of: source.device) else { throw .unknownJoint(name) }
      references.append(found)
    }
    let frames = source.deviceFrames
    let links = (
      try RetargetingError.link(frames.shoulder, of: model), try RetargetingError.link(frames.elbow, of: model),
      try RetargetingError.link(frames.wrist, of: model)
    )
    var state = KinematicState(model)
    state.updatePlacements()
    let bones = state.length(links.0, links.1) + state.length(links.1, links.2) + frames.tool.length
    (shoulder, elbow, wrist) = links
    tool = frames.toolPlacement
    mounting = Rotation(rollPitchYaw: source.mounting)
    hasFit = calibration?.wearer != nil
    fit = calibration?.wearer?.shoulder ?? .zero
    armLength = calibration?.wearer?.armLength ?? bones
    self.state = state
    let rate = references.first.map { profile.streams[Int($0.stream.index)].rate } ?? 0
    period = rate > 0 ? Interval.seconds(rounding: 1 / rate) : .milliseconds(10)
    isTracked = rate * tick.seconds < 0.9
    sources = references
    count = references.count
    unsafe joints = .allocate(capacity: max(1, count))
    for (index, reference) in references.enumerated() {
      unsafe (joints + index).initialize(to: Joint(place: StreamTable.place(of: reference, devices: devices.count)))
    }
  }

  deinit { unsafe joints.deallocate() }

  /// Writes where the arm is into `pose`, which stays as it was unless something new was measured.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func read(_ streams: inout StreamTable, now: Timestamp, into pose: inout ArmPose) -> Reading {
    var latest = Timestamp.never
    for index in 0..<count {
      let joint = unsafe joints + index
      let measured = unsafe streams.measured(joint.pointee.place)
      guard measured != .never else { return .nothing }
      latest = max(latest, measured)
      let value = unsafe streams.value(joint.pointee.place)
      if isTracked {
        if unsafe measured != joint.pointee.taken { unsafe joint.pointee.tracker.take(value, at: measured, period: period) }
        unsafe joint.pointee.taken = measured
        unsafe state.setPosition(joint.pointee.tracker.estimate(at: now, full: period * 2, hold: MapTermState.holdAfter), joint: index)
      } else {
        state.setPosition(value, joint: index)
      }
    }
    // A slow device's trackers move between its samples, until they have faded out.
    let isMoving = isTracked && now - latest < MapTermState.holdAfter
    if latest == newest && !isMoving { return .same }
    newest = latest
    pose.age = isTracked ? 0 : min(max(0, (now - latest).seconds), 0.05)
    state.updatePlacements()
    pose.shoulder = mounting * (hasFit ? fit : state.placement(link: shoulder).position)
    pose.elbow = mounting * state.placement(link: elbow).position
    let last = state.placement(link: wrist)
    pose.wrist = mounting * last.position
    let hand = last * tool
    pose.hand = Placement(rotation: mounting * hand.rotation, position: mounting * hand.position)
    return .new
  }

  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.field(&newest)
    for index in 0..<count {
      unsafe archive.field(&joints[index].taken)
      unsafe joints[index].tracker.checkpoint(&archive)
    }
  }
}

extension KinematicState {
  /// [m] Between the origins of two links, as of the last update.
  func length(_ a: Int, _ b: Int) -> Double { (placement(link: a).position - placement(link: b).position).length }
}
