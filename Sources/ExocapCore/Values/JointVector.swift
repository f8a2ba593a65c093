// Values/ holds what crosses threads and modules: fixed-size values without references, and the
// constants of a rig that profiles and calibrations are read into. It knows no protocol and no file.

/// Up to 64 numbers, one for each joint (or other value) of a device or robot, in the profile's order.
///
/// The unit is that of the field that holds it. The memory is inline, so that a ring slot is a plain copy.
/// Read it through `inout`, a `mutating` method or a pointer: a dynamic index in a borrowing context copies the whole vector.
@frozen
package struct JointVector: BitwiseCopyable, Sendable {
  /// The most values that a device or a robot may have. 29 joints and two 7-joint hands make 43.
  @inlinable @inline(__always)
  package static var capacity: Int { 64 }

  @usableFromInline var elements: InlineArray<64, Double>

  /// All elements are `value`.
  @inlinable @inline(__always)
  package init(repeating value: Double) { elements = InlineArray(repeating: value) }

  /// The elements of `values` in order, then NaN. At most `capacity`.
  package init(_ values: [Double]) {
    precondition(values.count <= JointVector.capacity, "a joint vector holds 64 values")
    elements = InlineArray(repeating: .nan)
    for index in 0..<values.count { elements[index] = values[index] }
  }

  /// The value at `index`, 0 ..< 64.
  @inlinable
  package subscript(index: Int) -> Double {
    @inline(__always) get { elements[index] }
    @inline(__always) _modify { yield &elements[index] }
  }

  /// Every element NaN: nothing known.
  @inlinable @inline(__always)
  package static var absent: JointVector { JointVector(repeating: .nan) }

  /// Every element 0.
  @inlinable @inline(__always)
  package static var zero: JointVector { JointVector(repeating: 0) }

  /// The first `count` elements, for files and tests. Not on the real-time path.
  package func prefix(_ count: Int) -> [Double] {
    let copy = elements
    var values: [Double] = []
    for index in 0..<min(count, JointVector.capacity) { values.append(copy[index]) }
    return values
  }
}
