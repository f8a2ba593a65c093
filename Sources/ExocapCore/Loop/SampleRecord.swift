/// A decoded sample, as a tap carries it.
package struct SampleRecord: Sendable {
  package var device: DeviceID
  package var stream: StreamIndex
  package var kind: SampleKind
  package var sequence: UInt64
  package var deviceTicks: UInt64
  package var captured: Timestamp
  package var arrived: Timestamp
  package var valid: UInt64
  package var saturated: UInt64
  /// [rad | m | N | -]
  package var values: [Double]
  /// [rad/s | m/s] NaN where not measured.
  package var rates: [Double]
  /// [N·m | N | A] NaN where not measured.
  package var efforts: [Double]

  /// Reads a record, or nil where it is no such record.
  package init?(_ bytes: UnsafeRawBufferPointer) {
    var reader = unsafe RecordReader(bytes)
    device = DeviceID(Int(reader.read(UInt8(0))))
    stream = StreamIndex(Int(reader.read(UInt8(0))))
    let kind = SampleKind(rawValue: reader.read(UInt8(0)))
    let count = Int(reader.read(UInt8(0)))
    _ = reader.read(UInt32(0))
    sequence = reader.read(UInt64(0))
    deviceTicks = reader.read(UInt64(0))
    captured = reader.read(Timestamp.never)
    arrived = reader.read(Timestamp.never)
    valid = reader.read(UInt64(0))
    saturated = reader.read(UInt64(0))
    values = (0..<count).map { _ in reader.read(Double.nan) }
    rates = (0..<count).map { _ in reader.read(Double.nan) }
    efforts = (0..<count).map { _ in reader.read(Double.nan) }
    guard !reader.isShort, let kind else { return nil }
    self.kind = kind
  }
}

/// A calibration event of a device, as a tap carries it.
package struct DeviceEventRecord: BitwiseCopyable, Sendable {
  /// [B] In a tap.
  static var length: Int { 20 }
  package var time: Timestamp
  package var device: DeviceID
  /// A `CalibrationEvent.Kind`.
  package var kind: UInt8
  package var stream: UInt8
  package var value: UInt8
  /// [SI] What the event is about: the tare, the jump, the saturated value.
  package var amount: Double

  /// Reads a record, or nil where it is too short to be one.
  package init?(_ bytes: UnsafeRawBufferPointer) {
    var reader = unsafe RecordReader(bytes)
    time = reader.read(Timestamp.never)
    device = DeviceID(Int(reader.read(UInt8(0))))
    kind = reader.read(UInt8(0))
    stream = reader.read(UInt8(0))
    value = reader.read(UInt8(0))
    amount = reader.read(0.0)
    if reader.isShort { return nil }
  }
}
