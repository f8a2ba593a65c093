/// Joint-space retargeting: each robot joint follows one operator joint through an affine map.
@safe
package struct JointMapRetargeter: ~Copyable {
  private struct Row: BitwiseCopyable {
    /// The map of a joint with a source: position = gain · value + offset.
    var place: StreamTable.Place?
    var gain = 0.0
    /// [rad | m] Of a joint without a source its constant, NaN where it has none.
    var offset = Double.nan
    /// Whether the source is slower than the tick, so that it passes the tracker.
    var isTracked: Bool
    var period: Interval
    /// When the tracker took its last sample.
    var taken: Timestamp = .never
    var tracker = Tracker()
  }

  private let rows: UnsafeMutablePointer<Row>
  /// How many joints.
  package let count: Int

  /// - Parameter map: one entry for each joint of the robot's profile, in its order.
  package init(map: [JointMapping], devices: [DeviceProfile], tick: Interval) {
    precondition(map.count <= JointVector.capacity, "a robot has at most 64 joints")
    count = map.count
    unsafe rows = UnsafeMutablePointer<Row>.allocate(capacity: max(1, map.count))
    for (index, mapping) in map.enumerated() {
      var row = Row(isTracked: false, period: .distant)
      switch mapping {
      case .hold: break
      case .constant(let value): row.offset = value
      case .joint(let source, let gain, let offset):
        row.place = StreamTable.place(of: source, devices: devices.count)
        (row.gain, row.offset) = (gain, offset)
        let rate = devices[Int(source.device.index)].streams[Int(source.stream.index)].rate
        row.period = rate > 0 ? Interval.seconds(rounding: 1 / rate) : .milliseconds(10)
        row.isTracked = rate * tick.seconds < 0.9
      }
      unsafe (rows + index).initialize(to: row)
    }
  }

  deinit { unsafe rows.deallocate() }

  /// Writes where the operator wants each joint into `wanted` [rad | m]: NaN where a joint has no source or its source was never seen.
  package mutating func retarget(_ streams: inout StreamTable, now: Timestamp, into wanted: inout JointVector) {
    // A robot has at most 64 joints: checked by init.
    for index in 0..<count { unsafe wanted.elements[unchecked: index] = position(&rows[index], &streams, now) }
  }

  @inline(__always)
  private func position(_ row: inout Row, _ streams: inout StreamTable, _ now: Timestamp) -> Double {
    guard let place = row.place else { return row.offset }
    let measured = streams.measured(place)
    guard measured != .never else { return .nan }
    if !row.isTracked { return row.gain * streams.value(place) + row.offset }
    if measured != row.taken {
      row.tracker.take(streams.value(place), at: measured, period: row.period)
      row.taken = measured
    }
    return row.gain * row.tracker.estimate(at: now, full: row.period * 2, hold: JointMapRetargeter.holdAfter) + row.offset
  }

  /// After this long without a sample nothing is extrapolated any more (DESIGN §7).
  @inline(__always) static var holdAfter: Interval { .milliseconds(50) }

  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.section(0x5041_4D4A, version: 1)  // JMAP
    for index in 0..<count {
      unsafe archive.field(&rows[index].taken)
      unsafe rows[index].tracker.checkpoint(&archive)
    }
  }
}
