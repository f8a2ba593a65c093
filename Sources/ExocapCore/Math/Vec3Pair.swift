/// Two vectors side by side, for what is computed of two arms at once: each lane has the bits that `Vec3` would have alone.
struct Vec3Pair: BitwiseCopyable, Sendable {
  /// Components along x, y and z, the first vector's in lane 0.
  var x: SIMD2<Double>
  var y: SIMD2<Double>
  var z: SIMD2<Double>

  @inline(__always)
  init(x: SIMD2<Double>, y: SIMD2<Double>, z: SIMD2<Double>) {
    self.x = x
    self.y = y
    self.z = z
  }

  @inline(__always)
  init(_ first: Vec3, _ second: Vec3) {
    x = SIMD2(first.x, second.x)
    y = SIMD2(first.y, second.y)
    z = SIMD2(first.z, second.z)
  }

  /// The first vector.
  @inline(__always) var first: Vec3 { Vec3(x[0], y[0], z[0]) }
  /// The second vector.
  @inline(__always) var second: Vec3 { Vec3(x[1], y[1], z[1]) }

  @inline(__always)
  static func + (left: Vec3Pair, right: Vec3Pair) -> Vec3Pair {
    Vec3Pair(x: left.x + right.x, y: left.y + right.y, z: left.z + right.z)
  }

  @inline(__always)
  static func - (left: Vec3Pair, right: Vec3Pair) -> Vec3Pair {
    Vec3Pair(x: left.x - right.x, y: left.y - right.y, z: left.z - right.z)
  }

  @inline(__always)
  static func * (left: Vec3Pair, right: SIMD2<Double>) -> Vec3Pair {
    Vec3Pair(x: left.x * right, y: left.y * right, z: left.z * right)
  }

  /// Right-handed outer product, `self` × `other`.
  @inline(__always)
  func cross(_ other: Vec3Pair) -> Vec3Pair {
    Vec3Pair(x: y * other.z - z * other.y, y: z * other.x - x * other.z, z: x * other.y - y * other.x)
  }
}
