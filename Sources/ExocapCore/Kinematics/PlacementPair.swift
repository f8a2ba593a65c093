/// Two placements side by side: each lane has the bits that `Placement` would have alone.
struct PlacementPair: BitwiseCopyable, Sendable {
  /// The child frames' x, y and z axes in the parents'. In memory, so that a turn about any of them is the same code.
  private var columns: InlineArray<3, Vec3Pair>
  /// [m] The child frames' origins in the parents'.
  var position: Vec3Pair

  @inline(__always)
  init(_ first: Placement, _ second: Placement) {
    columns = [
      Vec3Pair(first.rotation.x, second.rotation.x), Vec3Pair(first.rotation.y, second.rotation.y),
      Vec3Pair(first.rotation.z, second.rotation.z),
    ]
    position = Vec3Pair(first.position, second.position)
  }

  /// The first placement.
  @inline(__always) var first: Placement {
    Placement(rotation: Rotation(x: columns[0].first, y: columns[1].first, z: columns[2].first), position: position.first)
  }

  /// The second placement.
  @inline(__always) var second: Placement {
    Placement(rotation: Rotation(x: columns[0].second, y: columns[1].second, z: columns[2].second), position: position.second)
  }

  /// Components in the child frames, in the parents' frames.
  @inline(__always)
  func turned(_ v: Vec3Pair) -> Vec3Pair { columns[0] * v.x + columns[1] * v.y + columns[2] * v.z }

  /// The grandchildren's placements in the parents.
  @inline(__always)
  static func * (left: PlacementPair, right: PlacementPair) -> PlacementPair {
    var result = right
    for index in 0..<3 { result.columns[index] = left.turned(right.columns[index]) }
    result.position = left.turned(right.position) + left.position
    return result
  }

  /// Turns the child frames in themselves.
  @inline(__always)
  mutating func turn(by first: Rotation, _ second: Rotation) {
    columns = [turned(Vec3Pair(first.x, second.x)), turned(Vec3Pair(first.y, second.y)), turned(Vec3Pair(first.z, second.z))]
  }

  /// Turns the child frames about an axis of their own (0: x, 1: y, 2: z); that axis.
  @inline(__always)
  mutating func turn(about axis: Int, by angles: SIMD2<Double>) -> Vec3Pair {
    precondition(axis >= 0 && axis < 3, "a frame has three axes")
    let (s, c) = Math.sincos(angles)
    // The two axes after it, in a circle: the first moves towards the second.
    let next = axis == 2 ? 0 : axis &+ 1
    let last = axis == 0 ? 2 : axis &- 1
    // SAFETY: all three are 0, 1 or 2.
    let (one, other) = unsafe (columns[unchecked: next], columns[unchecked: last])
    unsafe columns[unchecked: next] = one * c + other * s
    unsafe columns[unchecked: last] = other * c - one * s
    return unsafe columns[unchecked: axis]
  }
}
