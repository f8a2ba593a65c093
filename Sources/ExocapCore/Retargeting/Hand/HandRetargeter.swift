/// Brings the fingers of a dexterous hand to where the operator's point, finger by finger.
///
/// Limits and speed hold exactly: they bound the solver's own unknowns. Memory is allocated once; one thread at a time.
@safe
package struct HandRetargeter: ~Copyable, @unchecked Sendable {
  // SAFETY: `fingers` is this value's own memory, allocated in init and freed in deinit; the value cannot be copied, so one owner
  // reads and writes it. It is indexed below `count` only.
  private let fingers: UnsafeMutablePointer<Row>
  private let count: Int
  private let settings: HandRetargeting
  /// [m] Of the palm's frame.
  private let wrist: Vec3
  /// Of the knuckles in the palm's frame.
  private let palm: Rotation
  private let fixed: Rotation
  private var hasSolved = false
  /// Bit i: finger i is drawn to the thumb. Kept across readings, because letting go needs a wider gap than taking hold.
  private var pinched: UInt8 = 0
  private var taken: Timestamp = .never

  /// One finger, and where it goes in the robot's list.
  private struct Row: BitwiseCopyable {
    /// The operator's finger, thumb 0, and its places among the keypoints.
    var place: Int
    var knuckle: Int
    var tip: Int
    var solver: FingerSolver
    var joints: InlineArray<6, Int> = InlineArray(repeating: 0)
    /// [m] From knuckle to tip along the bones, of the robot and of the operator (NaN before the first reading).
    var length: Double
    var wornLength: Double = .nan
    var target = Vec3.zero
  }

  /// [m] Thumb and fingertip closer than this are pinched, and until they are further apart than the second (DexPilot).
  @inline(__always) static var pinchDistance: Double { 0.03 }
  @inline(__always) static var releaseDistance: Double { 0.05 }
  /// [s] Time constant of the operator's finger lengths: keypoints tremble, bones do not.
  @inline(__always) static var lengthTime: Double { 1.0 }
  /// Steps from the pose of the tick before.
  @inline(__always) static var turns: Int { 6 }
  /// The longest time between two ticks that lets joints go further.
  @inline(__always) static var longestStep: Interval { .milliseconds(50) }

  /// - Parameter joints: names of the robot's joints, in its order.
  package init(_ hand: HandModel, joints: [String], settings: HandRetargeting) throws(HandError) {
    let model: KinematicModel
    do { model = try KinematicModel(hand.kinematics) } catch { throw .kinematics(error) }
    let isFromKnuckle = if case .knuckleToTip = settings.vectors { true } else { false }
    var rows: [Row] = []
    var moved: Set<Int> = []
    for finger in hand.fingers {
      var solver = try FingerSolver(finger, model: model, isFromKnuckle: isFromKnuckle)
      var row = Row(
        place: finger.name.place, knuckle: finger.name.knuckleKeypoint, tip: finger.name.tipKeypoint, solver: solver,
        length: solver.chain.length)
      for index in 0..<solver.chain.count {
        let joint = solver.chain.modelJoints[index]
        let name = model.jointNames[joint]
        guard moved.insert(joint).inserted else { throw .sharedJoint(name) }
        guard let place = joints.firstIndex(of: name) else { throw .unknownJoint(name) }
        row.joints[index] = place
      }
      rows.append(row)
    }
    var state = KinematicState(model)
    state.updatePlacements()
    guard let wristLink = hand.wrist.isEmpty ? 0 : model.link(named: hand.wrist) else { throw .link(hand.wrist) }
    wrist = state.placement(link: wristLink).position
    let knuckles = rows.filter { $0.place != 0 }.map(\.solver.chain.knucklePosition)
    palm = HandRetargeter.frame(wrist: wrist, knuckles: knuckles)
    if case .fixed(let angles) = settings.alignment { fixed = Rotation(rollPitchYaw: angles) } else { fixed = .identity }
    self.settings = settings
    count = rows.count
    unsafe fingers = .allocate(capacity: max(1, rows.count))
    for (index, row) in rows.enumerated() { unsafe (fingers + index).initialize(to: row) }
  }

  deinit { unsafe fingers.deallocate() }

  /// Writes where the fingers' joints shall be into `wanted` [rad | m]; joints of no finger stay as they are.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func retarget(_ hand: inout HandPoints, now: Timestamp, into wanted: inout JointVector) {
    let elapsed = taken == .never ? Interval.zero : min(max(now - taken, .zero), HandRetargeter.longestStep)
    taken = now
    let turn = alignment(&hand)
    for index in 0..<count { setTarget(index, &hand, turn, elapsed: elapsed) }
    let isFirst = !hasSolved
    let reach = settings.fastest * elapsed.seconds
    hasSolved = true
    if settings.pinches { drawThumb(&hand) }
    for index in 0..<count {
      if settings.pinches { drawToThumb(index) }
      if isFirst {
        unsafe fingers[index].solver.search(fingers[index].target)
      } else {
        unsafe fingers[index].solver.solve(fingers[index].target, reach: reach, turns: HandRetargeter.turns)
      }
      store(index, into: &wanted)
    }
  }

  /// Writes the last answer again: for ticks without a reading. NaN before the first.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func hold(into wanted: inout JointVector) {
    for index in 0..<count { store(index, into: &wanted) }
  }

  /// The robot's joints that the fingers have.
  package func joints() -> [Int] {
    (0..<count).flatMap { finger in
      let places = unsafe fingers[finger].joints
      return unsafe (0..<fingers[finger].solver.chain.count).map { places[$0] }
    }
  }

  /// [m] How far a finger's vector is from its target; NaN before the first reading.
  package mutating func error(of finger: Int) -> Double {
    precondition(finger >= 0 && finger < count, "a finger of this hand")
    return unsafe fingers[finger].solver.error
  }

  @inline(__always)
  private mutating func store(_ index: Int, into wanted: inout JointVector) {
    for joint in unsafe 0..<fingers[index].solver.chain.count {
      let place = unsafe fingers[index].joints[joint]
      wanted[place] = unsafe hasSolved ? fingers[index].solver.positions[joint] : .nan
    }
  }

  // MARK: Targets

  /// The turn from the operator's frame into the palm's.
  private mutating func alignment(_ hand: inout HandPoints) -> Rotation {
    guard case .knuckles = settings.alignment else { return fixed }
    var middle = Vec3.zero
    var (first, last) = (Vec3.zero, Vec3.zero)
    var found = 0.0
    for index in 0..<count where unsafe fingers[index].place != 0 {
      let knuckle = unsafe hand.points[fingers[index].knuckle]
      if found == 0 { first = knuckle }
      last = knuckle
      middle = middle + knuckle
      found += 1
    }
    guard found > 1 else { return .identity }
    let worn = HandRetargeter.frame(wrist: hand.points[0], middle: middle * (1 / found), across: first - last)
    return palm * worn.inverse
  }

  private mutating func setTarget(_ index: Int, _ hand: inout HandPoints, _ turn: Rotation, elapsed: Interval) {
    let tip = unsafe hand.points[fingers[index].tip]
    switch settings.vectors {
    case .wristToTip(let scale):
      unsafe fingers[index].target = wrist + turn * (tip - hand.points[0]) * scale
    case .knuckleToTip(let given):
      noteLength(index, unsafe hand.lengths[fingers[index].place], elapsed: elapsed)
      let measured = unsafe fingers[index].length / fingers[index].wornLength
      let ratio = given ?? (measured.isFinite ? measured : 1)
      unsafe fingers[index].target = turn * (tip - hand.points[fingers[index].knuckle]) * ratio
    }
  }

  private mutating func noteLength(_ index: Int, _ length: Double, elapsed: Interval) {
    guard length.isFinite, length > 0.001 else { return }
    let before = unsafe fingers[index].wornLength
    let share = before.isFinite ? min(1, elapsed.seconds / HandRetargeter.lengthTime) : 1
    unsafe fingers[index].wornLength = before.isFinite ? before + share * (length - before) : length
  }

  /// Takes note of which fingers the operator pinches, and draws the thumb to the first of them.
  private mutating func drawThumb(_ hand: inout HandPoints) {
    guard count > 1, unsafe fingers[0].place == 0 else { return }
    var first = 0
    for index in 1..<count {
      let bit: UInt8 = 1 &<< UInt8(truncatingIfNeeded: index)
      let gap = unsafe (hand.points[fingers[index].tip] - hand.points[fingers[0].tip]).length
      if gap < HandRetargeter.pinchDistance { pinched |= bit }
      if gap > HandRetargeter.releaseDistance { pinched &= ~bit }
      if first == 0 && pinched & bit != 0 { first = index }
    }
    guard first > 0 else { return }
    // Both go to where the other is: they meet wherever both can be, at the speed that joints may have.
    unsafe fingers[0].target = fingers[first].solver.chain.tipPosition - origin(0)
  }

  /// A pinched finger goes to where the robot's thumb came to.
  private mutating func drawToThumb(_ index: Int) {
    guard index > 0, pinched & (1 &<< UInt8(truncatingIfNeeded: index)) != 0 else { return }
    let thumb = unsafe fingers[0].solver.chain.tipPosition
    unsafe fingers[index].target = thumb - origin(index)
  }

  /// [m] Where a finger's vector begins, as of its last pose, in the palm's frame.
  @inline(__always)
  private mutating func origin(_ index: Int) -> Vec3 {
    unsafe fingers[index].solver.isFromKnuckle ? fingers[index].solver.chain.knucklePosition : .zero
  }

  /// x to the knuckles, y across them from the first to the last finger's side, z out of the palm or its back.
  private static func frame(wrist: Vec3, middle: Vec3, across: Vec3) -> Rotation {
    let forward = middle - wrist
    let length = forward.length
    guard length > 1e-6 else { return .identity }
    let x = forward * (1 / length)
    let sideways = across - x * across.dot(x)
    let width = sideways.length
    guard width > 1e-6 else { return .identity }
    let y = sideways * (1 / width)
    return Rotation(x: x, y: y, z: x.cross(y))
  }

  private static func frame(wrist: Vec3, knuckles: [Vec3]) -> Rotation {
    guard let first = knuckles.first, let last = knuckles.last, knuckles.count > 1 else { return .identity }
    let sum = knuckles.reduce(Vec3.zero) { $0 + $1 }
    return frame(wrist: wrist, middle: sum * (1 / Double(knuckles.count)), across: first - last)
  }

  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.section(0x444E_4148, version: 1)  // HAND
    archive.field(&hasSolved)
    archive.field(&pinched)
    archive.field(&taken)
    for index in 0..<count {
      unsafe archive.field(&fingers[index].wornLength)
      unsafe fingers[index].solver.checkpoint(&archive)
    }
  }
}

/// Why a hand cannot be retargeted to.
package enum HandError: Error, Equatable {
  /// Its tree is no tree.
  case kinematics(KinematicError)
  /// There is no such link, or it is not on the way to the fingertip.
  case link(String)
  /// Two fingers move with this joint: they cannot be solved one by one.
  case sharedJoint(String)
  /// More joints than `FingerChain` has room for.
  case tooManyJoints(finger: FingerName)
  /// The hand's profile has this joint, but the robot's list does not.
  case unknownJoint(String)
}
