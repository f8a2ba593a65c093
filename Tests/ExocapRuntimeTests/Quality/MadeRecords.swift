import ExocapCore

@testable import ExocapRuntime

/// Records as taps carry them, made up field by field from the layouts in `SampleRecord` and `TickRecord`.
enum MadeRecords {
  struct Sample {
    var stream: UInt8 = 0
    var kind = SampleKind.joints
    var sequence: UInt64 = 1
    var ticks: UInt64 = 0
    /// [s]
    var captured: Double?
    var arrived: Double
    var valid: UInt64 = .max
    var saturated: UInt64 = 0
    var values: [Double]
  }

  struct Tick {
    /// [s]
    var time: Double
    var number: UInt64 = 1
    var faults = Fault.none
    var state = EngagementState.engaged
    var wanted: [Double]?
    var limited: [Double]
    var rates: [Double]?
    var clipping: [Clipping]?
    var wantedForces = [Double](repeating: .nan, count: 7)
    var forces = [Double](repeating: .nan, count: 7)
  }

  /// A time [s] after the world's beginning at 1 s.
  static func at(_ seconds: Double) -> Timestamp { Timestamp(nanoseconds: 1_000_000_000) + .seconds(rounding: seconds) }

  static func bytes(_ sample: Sample) -> [UInt8] {
    var bytes = RecordBytes(capacity: 256)
    for byte in [0, sample.stream, sample.kind.rawValue, UInt8(sample.values.count), 0, 0, 0, 0] { bytes.append(byte) }
    bytes.append(sample.sequence)
    bytes.append(sample.ticks)
    bytes.append(at(sample.captured ?? sample.arrived).nanoseconds)
    bytes.append(at(sample.arrived).nanoseconds)
    bytes.append(sample.valid)
    bytes.append(sample.saturated)
    for value in sample.values { bytes.append(value.bitPattern) }
    for _ in 0..<2 * sample.values.count { bytes.append(Double.nan.bitPattern) }
    return bytes.bytes
  }

  static func bytes(_ tick: Tick) -> [UInt8] {
    var bytes = RecordBytes(capacity: 512)
    let joints = tick.limited.count
    bytes.append(at(tick.time).nanoseconds)
    bytes.append(tick.number)
    bytes.append(tick.number)
    bytes.append(tick.faults.rawValue)
    bytes.append(UInt16(joints))
    bytes.append(UInt8(0))
    bytes.append(UInt8(0))
    bytes.append(UInt16(0))
    for _ in 0..<7 { bytes.append(tick.state.rawValue) }
    for _ in 0..<15 { bytes.append(UInt8(0)) }
    bytes.append((0.004).bitPattern)
    for value in tick.wanted ?? tick.limited { bytes.append(value.bitPattern) }
    for value in tick.limited { bytes.append(value.bitPattern) }
    for value in tick.rates ?? Array(repeating: 0, count: joints) { bytes.append(value.bitPattern) }
    for value in tick.clipping ?? Array(repeating: .none, count: joints) { bytes.append(value.rawValue) }
    for value in Array(repeating: 1.0, count: 7) + Array(repeating: Double.nan, count: 7) + tick.wantedForces + tick.forces {
      bytes.append(value.bitPattern)
    }
    return bytes.bytes
  }

  static func withFields<Result>(_ sample: Sample, _ body: (SampleFields) -> Result) -> Result {
    unsafe bytes(sample).withUnsafeBytes { body(SampleFields(unsafe RecordFields($0))) }
  }

  static func withFields<Result>(_ tick: Tick, _ body: (TickFields) -> Result) -> Result {
    unsafe bytes(tick).withUnsafeBytes { bytes in
      guard let fields = TickFields(unsafe RecordFields(bytes)) else { preconditionFailure("a tick that was made up is whole") }
      return body(fields)
    }
  }
}
