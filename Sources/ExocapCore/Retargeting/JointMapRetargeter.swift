/// Joint-space retargeting: each robot joint follows one operator joint through an affine map.
@safe
package struct JointMapRetargeter: ~Copyable {
  private struct Row: BitwiseCopyable {
    var mapping: JointMapping
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
    count = map.count
    unsafe rows = UnsafeMutablePointer<Row>.allocate(capacity: max(1, map.count))
    for (index, mapping) in map.enumerated() {
      var row = Row(mapping: mapping, isTracked: false, period: .distant)
      if case .joint(let source, _, _) = mapping {
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
    for index in 0..<count { wanted[index] = unsafe position(&rows[index], &streams, now) }
  }

  @inline(__always)
  private func position(_ row: inout Row, _ streams: inout StreamTable, _ now: Timestamp) -> Double {
    guard case .joint(let source, let gain, let offset) = row.mapping else {
      if case .constant(let value) = row.mapping { return value }
      return .nan
    }
    let measured = streams.measured(source)
    guard measured != .never else { return .nan }
    if !row.isTracked { return gain * streams.value(source) + offset }
    if measured != row.taken {
      row.tracker.take(streams.value(source), at: measured, period: row.period)
      row.taken = measured
    }
    return gain * row.tracker.estimate(at: now, full: row.period * 2, hold: JointMapRetargeter.holdAfter) + offset
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
