/// The consuming ends of every device's ring, for one control loop.
@safe
package struct SampleInputs: ~Copyable {
  private let consumers: UnsafeMutablePointer<RingConsumer<Sample>>
  private let newest: UnsafeMutablePointer<UInt64>
  private let count: Int

  /// Takes the consuming end of each ring; the place in the list is the `DeviceID`. On the loop's own thread.
  package init(_ rings: [Ring<Sample>]) {
    precondition(rings.count <= DeviceID.capacity, "a rig has at most 16 devices")
    count = rings.count
    unsafe consumers = UnsafeMutablePointer<RingConsumer<Sample>>.allocate(capacity: max(1, rings.count))
    unsafe newest = UnsafeMutablePointer<UInt64>.allocate(capacity: max(1, rings.count))
    unsafe newest.initialize(repeating: 0, count: max(1, rings.count))
    for (index, ring) in rings.enumerated() { unsafe (consumers + index).initialize(to: ring.makeConsumer()) }
  }

  deinit {
    unsafe consumers.deinitialize(count: count)
    unsafe consumers.deallocate()
    unsafe newest.deallocate()
  }

  /// Takes what is there now into `streams` and `lease`, and notes it in `inputs`. Returns whether samples are missing.
  ///
  /// Bounded: what arrives meanwhile waits for the next tick, and so does what no longer fits in `inputs`.
  mutating func drain(
    into streams: inout StreamTable, lease: inout Lease, leaseDevice: DeviceID, inputs: inout TickInputs
  ) -> Bool {
    var hasGap = false
    for device in 0..<count {
      var left = unsafe consumers[device].available()
      while left > 0, let sample = unsafe consumers[device].front() {
        let sequence = unsafe sample.pointee.sequence
        guard inputs.note(sequence, of: DeviceID(device)) else { break }
        if unsafe sequence != newest[device] &+ 1 && newest[device] != 0 { hasGap = true }
        unsafe newest[device] = sequence
        unsafe streams.take(sample)
        if unsafe sample.pointee.kind == .lease && device == Int(leaseDevice.index) {
          var copy = unsafe sample.pointee
          lease.observe(&copy)
        }
        unsafe consumers[device].advance()
        left &-= 1
      }
    }
    return hasGap
  }

  /// Saves or restores which sample of each device was taken last.
  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.section(0x5550_4E49, version: 1)  // INPU
    for device in 0..<count { unsafe archive.field(&newest[device]) }
  }

  /// The number of the last sample taken from a device; 0: none.
  package mutating func newestSample(of device: DeviceID) -> UInt64 { unsafe newest[Int(device.index)] }
}
