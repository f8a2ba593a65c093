/// Where a child frame is in its parent: its orientation, and its origin [m].
@frozen
package struct Placement: BitwiseCopyable, Sendable, Hashable {
  /// The child's axes in the parent frame.
  package var rotation: Rotation
  /// [m] The child's origin in the parent frame.
  package var position: Vec3

  @inlinable @inline(__always)
  package init(rotation: Rotation, position: Vec3) {
    self.rotation = rotation
    self.position = position
  }

  /// The child frame is the parent frame.
  @inlinable @inline(__always)
  package static var identity: Placement { Placement(rotation: .identity, position: .zero) }

  /// A point given in the child frame [m], in the parent frame [m].
  @inlinable @inline(__always)
  package static func * (left: Placement, right: Vec3) -> Vec3 { left.rotation * right + left.position }

  /// The grandchild's placement in the parent.
  @inlinable @inline(__always)
  package static func * (left: Placement, right: Placement) -> Placement {
    Placement(rotation: left.rotation * right.rotation, position: left * right.position)
  }

  /// The parent's placement in the child frame.
  @inlinable @inline(__always)
  package var inverse: Placement {
    let back = rotation.inverse
    return Placement(rotation: back, position: -(back * position))
  }
}
