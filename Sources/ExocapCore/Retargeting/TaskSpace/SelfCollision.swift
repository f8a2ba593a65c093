/// Keeps the capsules of one or two arms and of the body apart: finds near pairs and writes rows for the QP.
///
/// Memory is allocated once; used by `ArmIK` on its thread.
@safe
package struct SelfCollision: ~Copyable, @unchecked Sendable {
  // SAFETY: the pointers are this value's own memory, allocated in init and freed in deinit; the value cannot be copied, so
  // one owner reads and writes it. Indices in pairs and parts were checked when they were made.
  /// Two capsules of the table, by index.
  package struct Pair: BitwiseCopyable, Sendable, Equatable {
    package var first: Int
    package var second: Int

    package init(_ first: Int, _ second: Int) {
      self.first = first
      self.second = second
    }
  }

  /// A capsule with what moves it.
  struct Part: BitwiseCopyable {
    var arm: Int
    /// How many joints of the arm's chain move it.
    var jointCount: Int
    /// [m] In the frame of the body after those joints.
    var start: Vec3
    var end: Vec3
    var radius: Double
    /// [m] Half of the rod with its rounded end: how far from the middle the part reaches.
    var reach: Double
    /// [m] In the root frame, as of the last update.
    var from: Vec3 = .zero
    var to: Vec3 = .zero
    var middle: Vec3 = .zero
    /// How it went in the last step, as its carrier's turn [rad] about the root's origin and that point's way [m].
    var twist = Jacobian.Column(linear: .zero, angular: .zero)
    /// [m] No point of the rod went farther in the last step.
    var speed = 0.0
  }

  /// Two parts with their margins.
  struct Watch: BitwiseCopyable {
    var first: Int
    var second: Int
    /// [m] Below it the pair has a row however slow it is.
    var active: Double
    /// [m] What is kept between them.
    var margin: Double
  }

  /// How many pairs are watched.
  package let pairCount: Int
  /// [m] The least distance between two capsules' surfaces in the last step; infinite where none is watched.
  package internal(set) var clearance: Double = .infinity
  let partCount: Int
  let parts: UnsafeMutablePointer<Part>
  let watches: UnsafeMutablePointer<Watch>
  /// How the point of a link that is at the root's origin goes with each joint, `ArmChain.capacity` apart by arm; turns stand in the chain.
  let moments: UnsafeMutablePointer<Vec3>

  /// Watches nothing.
  init() {
    (partCount, pairCount) = (0, 0)
    unsafe parts = .allocate(capacity: 1)
    unsafe watches = .allocate(capacity: 1)
    unsafe moments = SelfCollision.noMoments()
  }

  /// Watches `pairs` of `capsules`. Each pair's margin follows from its clearance in the pose `home` (by joint of the model):
  /// it acts from that clearance on, but from 8 mm at least and 25 mm at most, and keeps four tenths of that.
  ///
  /// A capsule on a link off the arms hangs from the nearest link of an arm's chain towards the root, as it does at home.
  package init(
    _ model: KinematicModel, arms cuts: [ArmChain.Cut], capsules: [Capsule], pairs: [Pair], home: [Double]
  ) throws(KinematicError) {
    precondition(home.count == model.jointCount, "a position for every joint of the model")
    var state = KinematicState(model)
    for (joint, position) in home.enumerated() { state.setPosition(position, joint: joint) }
    state.updatePlacements()
    var attachments: [[Int: ArmChain.Attachment]] = []
    for cut in cuts { attachments.append(try ArmChain.attachments(model, cut)) }
    partCount = capsules.count
    pairCount = pairs.count
    unsafe parts = .allocate(capacity: max(1, capsules.count))
    unsafe watches = .allocate(capacity: max(1, pairs.count))
    unsafe moments = SelfCollision.noMoments()
    for (index, capsule) in capsules.enumerated() {
      let (arm, link) = SelfCollision.carrier(of: capsule.link, model, attachments)
      let attachment = attachments[arm][link] ?? ArmChain.Attachment(jointCount: 0, placement: .identity)
      let place = attachment.placement * (state.placement(link: link).inverse * state.placement(link: capsule.link))
      unsafe (parts + index).initialize(
        to: Part(
          arm: arm, jointCount: attachment.jointCount, start: place * capsule.start, end: place * capsule.end, radius: capsule.radius,
          reach: 0.5 * (capsule.end - capsule.start).length + capsule.radius))
    }
    for (index, pair) in pairs.enumerated() {
      let (a, b) = (capsules[pair.first], capsules[pair.second])
      let (placeA, placeB) = (state.placement(link: a.link), state.placement(link: b.link))
      let near = Capsule.nearest(placeA * a.start, placeA * a.end, placeB * b.start, placeB * b.end)
      let atHome = (near.first - near.second).length - a.radius - b.radius
      let active = min(max(atHome, 0.008), 0.025)
      unsafe (watches + index).initialize(to: Watch(first: pair.first, second: pair.second, active: active, margin: 0.4 * active))
    }
  }

  deinit {
    unsafe parts.deallocate()
    unsafe watches.deallocate()
    unsafe moments.deallocate()
  }

  private static func noMoments() -> UnsafeMutablePointer<Vec3> {
    let memory = UnsafeMutablePointer<Vec3>.allocate(capacity: ArmIK.armCapacity * ArmChain.capacity)
    unsafe memory.initialize(repeating: .zero, count: ArmIK.armCapacity * ArmChain.capacity)
    return unsafe memory
  }

  /// The arm and the link of its chain that a link hangs from; the chain's base where none is nearer.
  private static func carrier(
    of link: Int, _ model: KinematicModel, _ attachments: [[Int: ArmChain.Attachment]]
  ) -> (arm: Int, link: Int) {
    var next = link
    // A parent is less than its child: this ends at the root.
    while true {
      for arm in attachments.indices where attachments[arm][next] != nil { return (arm, next) }
      if next == 0 { return (0, attachments[0].first { $0.value.jointCount == 0 }?.key ?? 0) }
      next = model.parent(of: next)
    }
  }
}
