// Maps/ holds retargeting joint by joint: sums of the operator's values, curves, turns. It knows no kinematics.

/// Joint-space retargeting: each robot joint follows one operator joint, or a sum of several, through an affine map or a curve.
///
/// A value whose turn is not known gives nothing: its joint is not aligned, and its group cannot engage.
@safe
package struct JointMapRetargeter: ~Copyable {
  private struct Row: BitwiseCopyable {
    /// Where the newest value is, of an affine map of one value that needs no more than that: the most common one, and the fastest.
    var plain: StreamTable.Place?
    var gain = 0.0
    /// Its places in the tables of terms and of curve points.
    var firstTerm = 0
    var termCount = 0
    var firstPoint = 0
    var pointCount = 0
    /// [rad | m] Of a joint without a source its constant, NaN where it has none.
    var offset = Double.nan
    var lower = -Double.infinity
    var upper = Double.infinity
  }

  private let rows: UnsafeMutablePointer<Row>
  private let terms: UnsafeMutablePointer<MapTermState>
  private let points: UnsafeMutablePointer<MapPoint>
  private let termCount: Int
  /// How many joints.
  package let count: Int

  /// - Parameter map: one entry for each joint of the robot's profile, in its order.
  package init(map: [JointMapping], devices: [DeviceProfile], tick: Interval) {
    precondition(map.count <= JointVector.capacity, "a robot has at most 64 joints")
    count = map.count
    let combinations = map.map(JointMapRetargeter.combination)
    let allTerms = combinations.flatMap { $0?.terms ?? [] }
    let allPoints = combinations.flatMap { $0?.curve ?? [] }
    termCount = allTerms.count
    unsafe rows = .allocate(capacity: max(1, count))
    unsafe terms = .allocate(capacity: max(1, termCount))
    unsafe points = .allocate(capacity: max(1, allPoints.count))
    for (index, term) in allTerms.enumerated() {
      unsafe (terms + index).initialize(to: MapTermState(term, devices: devices, tick: tick))
    }
    for (index, point) in allPoints.enumerated() { unsafe (points + index).initialize(to: point) }
    var (nextTerm, nextPoint) = (0, 0)
    for index in 0..<count {
      var row = Row()
      if case .constant(let value) = map[index] { row.offset = value }
      if let combination = combinations[index] {
        precondition(!combination.terms.isEmpty && combination.terms.count <= JointCombination.capacity, "a map has 1 to 8 terms")
        precondition(combination.curve.count != 1 && combination.curve.count <= JointCombination.capacity, "a curve has 2 to 8 points")
        (row.firstTerm, row.termCount) = (nextTerm, combination.terms.count)
        (row.firstPoint, row.pointCount) = (nextPoint, combination.curve.count)
        row.offset = combination.offset
        let isBent = !combination.curve.isEmpty || combination.range != nil
        if unsafe combination.terms.count == 1 && !isBent && terms[nextTerm].isPlain {
          unsafe (row.plain, row.gain) = (terms[nextTerm].place, terms[nextTerm].gain)
        }
        if let range = combination.range { (row.lower, row.upper) = (range.lowerBound, range.upperBound) }
        nextTerm += row.termCount
        nextPoint += row.pointCount
      }
      unsafe (rows + index).initialize(to: row)
    }
  }

  deinit {
    unsafe rows.deallocate()
    unsafe terms.deallocate()
    unsafe points.deallocate()
  }

  private static func combination(_ mapping: JointMapping) -> JointCombination? {
    switch mapping {
    case .hold, .constant: nil
    case .joint(let source, let gain, let offset): JointCombination(terms: [MapTerm(source: source, gain: gain)], offset: offset)
    case .combined(let combination): combination
    }
  }

  /// Writes where the operator wants each joint into `wanted` [rad | m]: NaN where a joint has no source, its source was never seen,
  /// or its turn is not known.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func retarget(_ streams: inout StreamTable, now: Timestamp, into wanted: inout JointVector) {
    // SAFETY: a robot has at most 64 joints: checked by init.
    for index in 0..<count {
      let row = unsafe rows + index
      if let place = unsafe row.pointee.plain {
        let isSeen = streams.measured(place) != .never
        unsafe wanted.elements[unchecked: index] = isSeen ? row.pointee.gain * streams.value(place) + row.pointee.offset : .nan
      } else {
        unsafe wanted.elements[unchecked: index] = position(index, &streams, now)
      }
    }
  }

  /// Takes the joint to stand in its homing pose: what its encoders say now is that angle's turn. False where it has no such
  /// encoder, or one that says nothing.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func home(joint: Int, _ streams: inout StreamTable, now: Timestamp) -> Bool {
    precondition(joint >= 0 && joint < count, "a joint of the robot")
    let row = unsafe rows[joint]
    var isHomed = false
    for index in row.firstTerm..<row.firstTerm &+ row.termCount {
      guard unsafe terms[index].isHomedByHand else { continue }
      guard unsafe terms[index].home(&streams, now: now) else { return false }
      isHomed = true
    }
    return isHomed
  }

  /// Whether the turns of all encoders behind the joint are known. A joint without such encoders is always aligned.
  package mutating func isAligned(joint: Int) -> Bool {
    precondition(joint >= 0 && joint < count, "a joint of the robot")
    let row = unsafe rows[joint]
    for index in row.firstTerm..<row.firstTerm &+ row.termCount where unsafe !terms[index].isAligned { return false }
    return true
  }

  private mutating func position(_ index: Int, _ streams: inout StreamTable, _ now: Timestamp) -> Double {
    let row = unsafe rows[index]
    guard row.termCount > 0 else { return row.offset }
    var sum = unsafe terms[row.firstTerm].share(&streams, now)
    for term in row.firstTerm &+ 1..<max(row.firstTerm &+ 1, row.firstTerm &+ row.termCount) {
      sum += unsafe terms[term].share(&streams, now)
    }
    sum += row.offset
    if row.pointCount > 0 { sum = onCurve(sum, row) }
    // A comparison with NaN is false either way round: not known stays not known.
    if sum < row.lower { return row.lower }
    return sum > row.upper ? row.upper : sum
  }

  /// Beyond its outermost points a curve goes on as it came.
  @inline(__always)
  private mutating func onCurve(_ value: Double, _ row: Row) -> Double {
    var segment = row.firstPoint
    let last = row.firstPoint &+ row.pointCount &- 2
    while segment < last, unsafe value >= points[segment &+ 1].value { segment &+= 1 }
    let (from, to) = unsafe (points[segment], points[segment &+ 1])
    return from.position + (value - from.value) * ((to.position - from.position) / (to.value - from.value))
  }

  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.section(0x5041_4D4A, version: 2)  // JMAP
    for index in 0..<termCount { unsafe terms[index].checkpoint(&archive) }
  }
}
