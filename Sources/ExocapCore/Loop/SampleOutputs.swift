/// The producing ends of one device's rings, one for each control loop that it feeds.
@safe
struct SampleOutputs: ~Copyable {
  private let producers: UnsafeMutablePointer<RingProducer<Sample>>
  private let count: Int
  /// Samples that did not fit, over all rings.
  private(set) var lost: UInt64 = 0

  init(_ rings: [Ring<Sample>]) {
    count = rings.count
    unsafe producers = UnsafeMutablePointer<RingProducer<Sample>>.allocate(capacity: max(1, rings.count))
    for (index, ring) in rings.enumerated() { unsafe (producers + index).initialize(to: ring.makeProducer()) }
  }

  deinit {
    unsafe producers.deinitialize(count: count)
    unsafe producers.deallocate()
  }

  /// Copies the sample into every ring that has room; only the `count` values of its vectors move.
  mutating func push(_ sample: UnsafePointer<Sample>) {
    for index in 0..<count {
      guard let slot = unsafe producers[index].reserve() else {
        lost = lost &+ 1
        continue
      }
      unsafe Sample.copy(sample, to: slot)
      unsafe producers[index].commit()
    }
  }
}

/// The newest sample of each stream of one device, in place.
@safe
struct SampleScratch: ~Copyable {
  private let samples: UnsafeMutablePointer<Sample>
  private let count: Int

  init(profile: DeviceProfile, device: DeviceID) {
    count = profile.streams.count
    precondition(count <= StreamIndex.capacity, "a device has at most 4 streams")
    unsafe samples = UnsafeMutablePointer<Sample>.allocate(capacity: max(1, count))
    for (index, stream) in profile.streams.enumerated() {
      let empty = Sample(device: device, stream: StreamIndex(index), kind: stream.kind, count: stream.values.count)
      unsafe (samples + index).initialize(to: empty)
    }
  }

  deinit { unsafe samples.deallocate() }

  @inline(__always)
  func sample(_ stream: Int) -> UnsafeMutablePointer<Sample> { unsafe samples + stream }

  borrowing func checkpoint(_ archive: inout CheckpointArchive) {
    for index in 0..<count {
      let place = unsafe samples + index
      unsafe archive.field(&place.pointee.captured)
      unsafe archive.field(&place.pointee.arrived)
      unsafe archive.field(&place.pointee.valid)
      unsafe archive.field(&place.pointee.saturated)
      let values = unsafe place.pointee.count
      for value in 0..<values {
        unsafe archive.field(&place.pointee.values[value])
        unsafe archive.field(&place.pointee.rates[value])
        unsafe archive.field(&place.pointee.efforts[value])
        unsafe archive.field(&place.pointee.ages[value])
      }
    }
  }
}

extension Sample {
  /// Copies a sample, but of its vectors only the first `count` values.
  @inline(__always)
  static func copy(_ source: UnsafePointer<Sample>, to place: UnsafeMutablePointer<Sample>) {
    let values = unsafe min(source.pointee.count, JointVector.capacity)
    unsafe place.pointee.device = source.pointee.device
    unsafe place.pointee.stream = source.pointee.stream
    unsafe place.pointee.kind = source.pointee.kind
    unsafe place.pointee.count = values
    unsafe place.pointee.sequence = source.pointee.sequence
    unsafe place.pointee.deviceTicks = source.pointee.deviceTicks
    unsafe place.pointee.captured = source.pointee.captured
    unsafe place.pointee.arrived = source.pointee.arrived
    unsafe place.pointee.valid = source.pointee.valid
    unsafe place.pointee.saturated = source.pointee.saturated
    for index in 0..<values {
      unsafe place.pointee.values[index] = source.pointee.values[index]
      unsafe place.pointee.rates[index] = source.pointee.rates[index]
      unsafe place.pointee.efforts[index] = source.pointee.efforts[index]
      unsafe place.pointee.ages[index] = source.pointee.ages[index]
    }
  }
}
