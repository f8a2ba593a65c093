/// What is asked of a device, besides its samples. Every request is recorded.
package enum DeviceRequest: UInt8, BitwiseCopyable, Sendable {
  /// Take the mean of the next second's forces as zero.
  case tare = 0
  /// Ask the device to answer at once, for its clock.
  case ping = 1
  /// Write and verify the set-up of the profile again.
  case setUp = 2
  /// No value of it is valid until `trust`, or until its port is opened again: its pose is not where it was left.
  case distrust = 3
  /// Its pose is where it was left.
  case trust = 4
  /// Turn its lights on, or off where they are on: a person sees which one it is.
  case blink = 5
}

/// What a port answered to a write.
package enum WriteOutcome: UInt8, BitwiseCopyable, Sendable {
  /// All bytes were taken.
  case taken = 0
  /// The port is full; nothing or a part was taken.
  case busy = 1
  /// The port is gone.
  case failed = 2
}

/// What a robot feels as of one tick, for devices that pull back.
@frozen
package struct Feedback: BitwiseCopyable, Sendable {
  /// The tick that it belongs to; 0: none yet.
  package var tick: UInt64 = 0
  /// [N] By joint group; NaN where nobody is engaged, the robot is not heard, or there is no such sensor.
  package var gripForce: InlineArray<7, Double> = InlineArray(repeating: .nan)

  package init() {}
}
