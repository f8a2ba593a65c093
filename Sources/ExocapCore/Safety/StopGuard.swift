/// Looks where the arms would come to rest, and says how much room is left there: to the planes of the workspace and between parts of
/// the body.
///
/// A step is safe when after it the arms can still stop with room left: so a robot that can stop once always can. Memory is allocated
/// once; one thread at a time.
@safe
package struct StopGuard: ~Copyable, @unchecked Sendable {
  // SAFETY: the pointers are this value's own memory, allocated in init and freed in deinit; the value cannot be copied, so one owner
  // reads and writes it. They are indexed below their counts only.
  private var state: KinematicState
  /// The model's joint of each joint of the profile; -1: none.
  private var modelJoint = InlineArray<64, Int>(repeating: -1)
  private let jointCount: Int
  private let capsules: UnsafeMutablePointer<Part>
  private let capsuleCount: Int
  private let pairs: UnsafeMutablePointer<SelfCollision.Pair>
  private let pairCount: Int
  private let points: UnsafeMutablePointer<Point>
  private let pointCount: Int
  private let planes: UnsafeMutablePointer<HalfSpace>
  private let planeCount: Int

  private struct Part: BitwiseCopyable {
    var capsule: Capsule
    /// [m] In the root frame, as of the last look.
    var from = Vec3.zero
    var to = Vec3.zero
  }

  /// A hand or an elbow.
  private struct Point: BitwiseCopyable {
    var link: Int
    var offset: Vec3
  }

  /// [m] Parts of the body are kept so far apart where the arms come to rest.
  package static var stopDistance: Double { 0.005 }

  /// Whether there is anything to look at.
  package var isIdle: Bool { pairCount == 0 && planeCount * pointCount == 0 }

  /// What the robot's profile and the rig's limits ask for; nothing where they ask for nothing.
  package init(profile: RobotProfile, limits: LimitSettings) throws(RetargetingError) {
    let isBodyWatched = limits.stopsBeforeCollision && !profile.apart.isEmpty
    let isNeeded = isBodyWatched || !limits.workspace.isEmpty
    let model = try RetargetingError.model(isNeeded ? StopGuard.watched(of: profile, limits) : .point)
    let body = isBodyWatched ? try profile.resolvedBody(model) : (capsules: [], pairs: [])
    var watched: [Point] = []
    for group in [JointGroup.leftArm, .rightArm] where !limits.workspace.isEmpty {
      guard let frames = profile.armFrames[group] else { continue }
      watched.append(Point(link: try RetargetingError.link(frames.wrist, of: model), offset: frames.tool))
      watched.append(Point(link: try RetargetingError.link(frames.elbow, of: model), offset: .zero))
    }
    var table = InlineArray<64, Int>(repeating: -1)
    for (index, joint) in profile.joints.enumerated() { table[index] = model.joint(named: joint.name) ?? -1 }
    modelJoint = table
    jointCount = profile.joints.count
    (capsuleCount, pairCount, pointCount) = (body.capsules.count, body.pairs.count, watched.count)
    planeCount = limits.workspace.count
    unsafe capsules = .allocate(capacity: max(1, capsuleCount))
    unsafe pairs = .allocate(capacity: max(1, pairCount))
    unsafe points = .allocate(capacity: max(1, pointCount))
    unsafe planes = .allocate(capacity: max(1, planeCount))
    for (index, capsule) in body.capsules.enumerated() { unsafe (capsules + index).initialize(to: Part(capsule: capsule)) }
    for (index, pair) in body.pairs.enumerated() { unsafe (pairs + index).initialize(to: pair) }
    for (index, point) in watched.enumerated() { unsafe (points + index).initialize(to: point) }
    for (index, plane) in limits.workspace.enumerated() { unsafe (planes + index).initialize(to: plane) }
    state = KinematicState(model)
  }

  /// The part of the robot's tree that leads to what is watched: legs and fingers need not be placed for it.
  private static func watched(of profile: RobotProfile, _ limits: LimitSettings) -> RobotKinematics {
    var wanted = limits.stopsBeforeCollision && !profile.apart.isEmpty ? profile.body.map(\.link) : []
    if !limits.workspace.isEmpty { wanted += profile.armFrames.values.flatMap { [$0.wrist, $0.elbow] } }
    let above = Dictionary(profile.kinematics.joints.map { ($0.childLink, $0) }) { first, _ in first }
    var kept = Set<String>()
    for var link in wanted {
      while kept.insert(link).inserted, let joint = above[link] { link = joint.parentLink }
    }
    let joints = profile.kinematics.joints.filter { kept.contains($0.childLink) }
    let leaders = Set(joints.compactMap { $0.mimic?.joint })
    // What a follower follows must be there, too; a tree where that lies elsewhere is taken whole.
    if !leaders.isSubset(of: joints.map(\.name)) { return profile.kinematics }
    return RobotKinematics(links: profile.kinematics.links.filter { kept.contains($0.name) }, joints: joints)
  }

  deinit {
    unsafe capsules.deallocate()
    unsafe pairs.deallocate()
    unsafe points.deallocate()
    unsafe planes.deallocate()
  }

  /// [m] The least room with the robot's joints at `pose` [rad | m]: negative beyond a plane, or with parts nearer than the stop
  /// distance. A joint that is no number stands at zero.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func room(_ pose: inout JointVector) -> Double {
    for index in 0..<jointCount where modelJoint[index] >= 0 {
      state.setPosition(pose[index].isFinite ? pose[index] : 0, joint: modelJoint[index])
    }
    state.updatePlacements()
    var least = Double.infinity
    for index in 0..<pointCount {
      let place = unsafe state.placement(link: points[index].link) * points[index].offset
      for plane in 0..<planeCount { least = min(least, unsafe (place - planes[plane].point).dot(planes[plane].inward)) }
    }
    for index in 0..<capsuleCount {
      let part = unsafe capsules + index
      let place = unsafe state.placement(link: part.pointee.capsule.link)
      unsafe part.pointee.from = place * part.pointee.capsule.start
      unsafe part.pointee.to = place * part.pointee.capsule.end
    }
    for index in 0..<pairCount {
      let (a, b) = unsafe (capsules[pairs[index].first], capsules[pairs[index].second])
      let near = Capsule.nearest(a.from, a.to, b.from, b.to)
      least = min(least, (near.first - near.second).length - a.capsule.radius - b.capsule.radius - StopGuard.stopDistance)
    }
    return least
  }
}

extension RobotKinematics {
  /// One link and nothing else.
  fileprivate static var point: RobotKinematics { RobotKinematics(links: [Link(name: "root")], joints: []) }
}
