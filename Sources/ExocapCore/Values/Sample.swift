/// What the values of a sample are.
package enum SampleKind: UInt8, BitwiseCopyable, Sendable, CaseIterable {
  /// Angles [rad] (or travel [m] of prismatic joints), with rates and efforts where measured.
  case joints = 0
  /// Forces [N].
  case forces = 1
  /// Buttons (0 or 1) and axes (-1 … 1).
  case inputs = 2
  /// Poses: seven values each, x y z [m] and qx qy qz qw.
  case poses = 3
  /// What the robot-side gate says of our lease: see `LeaseField`.
  case lease = 4
}

/// One reading of one stream of a device, in SI after calibration.
@frozen
package struct Sample: BitwiseCopyable, Sendable {
  package var device: DeviceID
  package var stream: StreamIndex
  package var kind: SampleKind
  /// How many of `values` this stream has.
  package var count: Int
  /// Counts every sample of the device from 1, over all its streams, without a gap. Lost samples keep their numbers.
  package var sequence: UInt64
  /// The device's own clock, in its ticks; 0 where it has none.
  package var deviceTicks: UInt64
  /// Estimated time of the measurement. Equals `arrived` where the device has no clock.
  package var captured: Timestamp
  /// Time right after the read that brought its last byte returned.
  package var arrived: Timestamp
  /// Bit i: `values[i]` was measured for this sample and is plausible. A joint that did not answer is never valid.
  package var valid: UInt64
  /// Bit i: the measurement behind `values[i]` sits at the end of its range.
  package var saturated: UInt64
  /// [rad | m | N | -] By `kind`. Keeps the last measured value where not valid; NaN before the first.
  package var values: JointVector
  /// [rad/s | m/s] NaN where the device measures none.
  package var rates: JointVector
  /// [N·m | N | A, as the profile says] NaN where the device measures none.
  package var efforts: JointVector
  /// [ns] How old each value was at `captured`; `.distant` before the first measurement.
  package var ages: InlineArray<64, Interval>

  /// A sample with nothing measured.
  @inlinable
  package init(device: DeviceID, stream: StreamIndex, kind: SampleKind, count: Int) {
    self.device = device
    self.stream = stream
    self.kind = kind
    self.count = count
    sequence = 0
    deviceTicks = 0
    captured = .never
    arrived = .never
    valid = 0
    saturated = 0
    values = .absent
    rates = .absent
    efforts = .absent
    ages = InlineArray(repeating: .distant)
  }

  /// Whether the value at `index` was measured for this sample.
  @inlinable @inline(__always)
  package func isValid(_ index: Int) -> Bool { valid & (1 &<< UInt64(truncatingIfNeeded: index)) != 0 }
}
