/// Where a robot's joints are, and what follows: link placements, Jacobians, gravity torques, inertias.
///
/// Set positions, then call `updatePlacements`, then what is needed of the rest, which works from the placements.
/// All memory is allocated once; the model's tables are copied beside, since reading an array that is shared retains it,
/// which real-time code may not. One thread at a time.
@safe
package struct KinematicState: ~Copyable, @unchecked Sendable {
  // SAFETY: the pointers are this value's own memory, allocated in init and freed in deinit; the value cannot be
  // copied, so one owner reads and writes it. Every index is checked against the counts before use.
  /// Of the model that it was made for.
  package let jointCount: Int
  /// Of the model that it was made for.
  package let linkCount: Int
  /// [rad] or [m], by joint.
  let positions: UnsafeMutablePointer<Double>
  /// [N·m] or [N], by joint.
  let gravityTorques: UnsafeMutablePointer<Double>
  /// [kg·m²] or [kg], by joint.
  let inertias: UnsafeMutablePointer<Double>
  /// By link, the model's own.
  let nodes: UnsafeMutablePointer<KinematicModel.Node>
  /// By link.
  let links: UnsafeMutablePointer<Link>

  /// What is known of one link in the root frame.
  struct Link: BitwiseCopyable {
    /// Of the link's frame.
    var placement: Placement
    /// Unit vector of the joint above it.
    var axis: Vec3
    /// [kg] Of the link and all that hangs from it.
    var mass: Double
    /// [kg·m] Mass times centre, of the same.
    var moment: Vec3
    /// [kg·m²] About the root's origin, of the same.
    var inertia: InertiaMatrix
  }

  /// All joints at zero; placements are those of the root until the first `updatePlacements`.
  package init(_ model: KinematicModel) {
    jointCount = model.jointCount
    linkCount = model.linkCount
    let empty = Link(placement: .identity, axis: Vec3(1, 0, 0), mass: 0, moment: .zero, inertia: .zero)
    unsafe positions = .allocate(capacity: jointCount)
    unsafe gravityTorques = .allocate(capacity: jointCount)
    unsafe inertias = .allocate(capacity: jointCount)
    unsafe nodes = .allocate(capacity: linkCount)
    unsafe links = .allocate(capacity: linkCount)
    unsafe positions.initialize(repeating: 0, count: jointCount)
    unsafe gravityTorques.initialize(repeating: 0, count: jointCount)
    unsafe inertias.initialize(repeating: 0, count: jointCount)
    unsafe links.initialize(repeating: empty, count: linkCount)
    for (index, node) in model.nodes.enumerated() { unsafe (nodes + index).initialize(to: node) }
  }

  deinit {
    unsafe positions.deallocate()
    unsafe gravityTorques.deallocate()
    unsafe inertias.deallocate()
    unsafe nodes.deallocate()
    unsafe links.deallocate()
  }

  /// [rad] or [m] The position of a joint.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package func position(joint: Int) -> Double {
    precondition(joint >= 0 && joint < jointCount, "no such joint")
    return unsafe positions[joint]
  }

  /// Sets the position of a joint [rad] or [m]; what follows from it is old until the next `update…`.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func setPosition(_ value: Double, joint: Int) {
    precondition(joint >= 0 && joint < jointCount, "no such joint")
    unsafe positions[joint] = value
  }

  /// Where a link is in the root frame, as of the last `updatePlacements`.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package func placement(link: Int) -> Placement {
    precondition(link >= 0 && link < linkCount, "no such link")
    return unsafe links[link].placement
  }

  /// [N·m] or [N] What a joint must give to hold still against gravity, as of the last `updateGravity`.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package func gravityTorque(joint: Int) -> Double {
    precondition(joint >= 0 && joint < jointCount, "no such joint")
    return unsafe gravityTorques[joint]
  }

  /// [kg·m²] or [kg] What a joint moves when it alone accelerates, as of the last `updateInertias`.
  ///
  /// The diagonal of the mass matrix.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package func inertia(joint: Int) -> Double {
    precondition(joint >= 0 && joint < jointCount, "no such joint")
    return unsafe inertias[joint]
  }
}
