/// What the loop knows of every stream of the rig: the newest measured values and how old they are.
///
/// A value that was not measured keeps its last one, with the time of that measurement, so that nothing stale passes as fresh.
@safe
package struct StreamTable: ~Copyable {
  /// One stream's newest values.
  package struct State: BitwiseCopyable, Sendable {
    package var kind: SampleKind = .inputs
    package var count: Int = 0
    /// The nominal time between samples.
    package var period: Interval = .distant
    package var staleAfter: Interval = .distant
    /// Of the newest sample.
    package var sequence: UInt64 = 0
    package var captured: Timestamp = .never
    package var arrived: Timestamp = .never
    package var valid: UInt64 = 0
    /// [rad | m | N | -] As in `Sample`, rates and efforts per second and per unit.
    package var values: JointVector = .absent
    package var rates: JointVector = .absent
    package var efforts: JointVector = .absent
    /// When each value was measured last; `.never` before.
    package var measured: InlineArray<64, Timestamp> = InlineArray(repeating: .never)
  }

  private let states: UnsafeMutablePointer<State>
  private let deviceCount: Int

  /// One row for each stream of each device.
  package init(devices: [DeviceProfile]) {
    deviceCount = devices.count
    let rows = max(1, devices.count) * StreamIndex.capacity
    unsafe states = UnsafeMutablePointer<State>.allocate(capacity: rows)
    unsafe states.initialize(repeating: State(), count: rows)
    for (device, profile) in devices.enumerated() {
      for (stream, description) in profile.streams.enumerated() {
        let row = device * StreamIndex.capacity + stream
        precondition(description.values.count <= JointVector.capacity, "a stream has at most 64 values")
        unsafe states[row].kind = description.kind
        unsafe states[row].count = description.values.count
        unsafe states[row].staleAfter = description.staleAfter
        let period = description.rate > 0 ? Interval.seconds(rounding: 1 / description.rate) : .distant
        unsafe states[row].period = period
      }
    }
  }

  deinit { unsafe states.deallocate() }

  @inline(__always)
  private func row(_ device: DeviceID, _ stream: StreamIndex) -> Int {
    precondition(Int(device.index) < deviceCount && Int(stream.index) < StreamIndex.capacity, "a stream of this rig")
    return Int(device.index) &* StreamIndex.capacity &+ Int(stream.index)
  }

  /// Takes a sample into its row.
  package mutating func take(_ sample: UnsafePointer<Sample>) {
    let place = unsafe states + row(sample.pointee.device, sample.pointee.stream)
    unsafe place.pointee.sequence = sample.pointee.sequence
    unsafe place.pointee.captured = sample.pointee.captured
    unsafe place.pointee.arrived = sample.pointee.arrived
    unsafe place.pointee.valid = sample.pointee.valid
    // A profile's stream has at most 64 values, so the indices below are in range.
    let count = unsafe min(sample.pointee.count, place.pointee.count)
    var valid = unsafe sample.pointee.valid
    let captured = unsafe sample.pointee.captured
    for index in 0..<count {
      defer { valid &>>= 1 }
      guard valid & 1 != 0 else { continue }
      unsafe place.pointee.values.elements[unchecked: index] = sample.pointee.values.elements[unchecked: index]
      unsafe place.pointee.rates.elements[unchecked: index] = sample.pointee.rates.elements[unchecked: index]
      unsafe place.pointee.efforts.elements[unchecked: index] = sample.pointee.efforts.elements[unchecked: index]
      unsafe place.pointee.measured[unchecked: index] = captured - sample.pointee.ages[unchecked: index]
    }
  }

  /// The newest measured value; NaN before the first.
  @inline(__always)
  package mutating func value(_ reference: ValueReference) -> Double {
    unsafe states[row(reference.device, reference.stream)].values[reference.value]
  }

  /// When that value was measured; `.never` before.
  @inline(__always)
  package mutating func measured(_ reference: ValueReference) -> Timestamp {
    unsafe states[row(reference.device, reference.stream)].measured[reference.value]
  }

  /// A value's place in the table, found once and then read without looking it up. Valid as long as the table.
  package struct Place: BitwiseCopyable, Sendable {
    fileprivate var row: Int
    fileprivate var value: Int
  }

  /// Where `reference` is in a table of as many devices.
  package static func place(of reference: ValueReference, devices: Int) -> Place {
    precondition(Int(reference.device.index) < devices && Int(reference.stream.index) < StreamIndex.capacity, "a stream of this rig")
    precondition(reference.value >= 0 && reference.value < JointVector.capacity, "a value of a stream")
    return Place(row: Int(reference.device.index) * StreamIndex.capacity + Int(reference.stream.index), value: reference.value)
  }

  /// The newest measured value; NaN before the first.
  @inline(__always)
  package mutating func value(_ place: Place) -> Double { unsafe states[place.row].values.elements[unchecked: place.value] }

  /// When that value was measured; `.never` before.
  @inline(__always)
  package mutating func measured(_ place: Place) -> Timestamp { unsafe states[place.row].measured[unchecked: place.value] }

  /// Whether the value was measured within its stream's deadline.
  @inline(__always)
  package mutating func isFresh(_ reference: ValueReference, at now: Timestamp) -> Bool {
    let place = unsafe states + row(reference.device, reference.stream)
    let measured = unsafe place.pointee.measured[reference.value]
    // A stream without a deadline is never stale, but what it has not said yet is not fresh either.
    return unsafe measured != .never && now - measured <= place.pointee.staleAfter
  }

  /// The whole row, in place.
  @inline(__always)
  package mutating func state(_ device: DeviceID, _ stream: StreamIndex) -> UnsafeMutablePointer<State> {
    unsafe states + row(device, stream)
  }

  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.section(0x4D52_5453, version: 1)  // STRM
    for index in 0..<deviceCount &* StreamIndex.capacity {
      let place = unsafe states + index
      let count = unsafe place.pointee.count
      unsafe archive.field(&place.pointee.sequence)
      unsafe archive.field(&place.pointee.captured)
      unsafe archive.field(&place.pointee.arrived)
      unsafe archive.field(&place.pointee.valid)
      for value in 0..<count {
        unsafe archive.field(&place.pointee.values[value])
        unsafe archive.field(&place.pointee.rates[value])
        unsafe archive.field(&place.pointee.efforts[value])
        unsafe archive.field(&place.pointee.measured[value])
      }
    }
  }
}
