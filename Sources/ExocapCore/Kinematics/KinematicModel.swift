// Kinematics/ holds what a tree of links is and where it goes: model, forward kinematics, Jacobians,
// gravity. It knows no file format, no device and no control loop.

/// A robot's tree as tables for computing: constant, checked, parents before children.
///
/// What changes is in `KinematicState`.
///
/// *Joints* here are the independent moving ones, in the description's order: their index is the robot's joint order.
/// Mimic joints move with the joint that they follow and have no index. Links are numbered parents first, the root is 0;
/// "the root frame" is the root link's. May be shared by threads.
package struct KinematicModel: Sendable {
  /// Names of the independent joints, in joint order.
  package let jointNames: [String]
  /// Names of the links, parents first.
  package let linkNames: [String]
  /// Bounds of the independent joints, in joint order.
  package let limits: [JointLimits]
  /// What stands between each link and its parent; entry 0 is the root's and moves nothing.
  let nodes: [Node]

  /// How many independent joints there are.
  package var jointCount: Int { jointNames.count }
  /// How many links there are.
  package var linkCount: Int { linkNames.count }

  /// What one joint may do; infinite where its maker sets no bound.
  package struct JointLimits: BitwiseCopyable, Sendable, Equatable {
    /// Whether it slides, so that its units are m, m/s, N.
    package var isPrismatic: Bool
    /// [rad] or [m] Lowest position.
    package var lower: Double
    /// [rad] or [m] Highest position.
    package var upper: Double
    /// [rad/s] or [m/s] Highest speed.
    package var velocity: Double
    /// [N·m] or [N] Highest effort.
    package var effort: Double

    package init(isPrismatic: Bool, lower: Double, upper: Double, velocity: Double, effort: Double) {
      self.isPrismatic = isPrismatic
      self.lower = lower
      self.upper = upper
      self.velocity = velocity
      self.effort = effort
    }
  }

  /// How a link moves against its parent.
  enum Motion: UInt8, BitwiseCopyable {
    case fixed
    case turning
    case sliding
  }

  /// A link with the joint above it.
  struct Node: BitwiseCopyable, Sendable {
    /// Index of the parent link, less than the link's own; 0 for the root itself.
    var parent: Int
    var motion: Motion
    /// Index of the independent joint that moves it; 0 where it is fixed, where it is not looked at.
    var joint: Int
    /// Position = multiplier × joint's position + offset; 1 and 0 where it is the joint itself.
    var multiplier: Double
    /// [rad] or [m] Position where the joint's is zero.
    var offset: Double
    /// In the parent's frame at position zero.
    var placement: Placement
    /// Unit vector in the link's frame.
    var axis: Vec3
    /// [kg] Of the link alone.
    var mass: Double
    /// [m] In the link's frame.
    var centre: Vec3
    /// About the centre, in the link's frame.
    var inertia: InertiaMatrix
  }

  /// The index of the link of that name; nil where there is none.
  ///
  /// Not on the real-time path.
  package func link(named name: String) -> Int? { linkNames.firstIndex(of: name) }

  /// The index of the independent joint of that name; nil where there is none.
  ///
  /// Not on the real-time path.
  package func joint(named name: String) -> Int? { jointNames.firstIndex(of: name) }

  /// The link that a link hangs from; the root's own index for the root.
  ///
  /// Not on the real-time path.
  package func parent(of link: Int) -> Int { nodes[link].parent }
}
