// What is written in front of a turn's request: the goal current of a servo that pulls, and the LEDs. Each is a sync write, which nobody
// answers: the turn waits no longer for it than its bytes take. Source: ROBOTIS e-Manual, X series, registers 65 (LED), 102 (goal current).

extension DynamixelDriver {
  @inline(__always) private static var lights: UInt16 { 65 }
  @inline(__always) private static var goalCurrent: UInt16 { 102 }
  /// A force counts for so long; a robot that says no more is not felt.
  @inline(__always) private static var feltFor: Interval { .milliseconds(100) }
  /// From nothing to the limit: a force that jumps does not jerk the finger.
  @inline(__always) private static var rise: Interval { .milliseconds(100) }
  /// An unchanged current is written again so often, for a servo that lost power.
  @inline(__always) private static var refresh: Interval { .milliseconds(250) }

  /// Takes what the robot's hand feels [N]; NaN: nothing is known of it.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func feel(_ newtons: Double, at now: Timestamp) {
    lastCall = now
    felt = newtons
    feltAt = now
  }

  /// Adds the servo's goal current where it has changed. [B] How much was added.
  mutating func pull(_ now: Timestamp, into request: inout PacketBuffer) -> Int {
    guard let spring, (setUp.failed | setUp.pending) & (1 &<< UInt32(indexOfID[Int(spring.id)])) == 0 else { return 0 }
    let wanted = spring.current(feeling: now - feltAt <= DynamixelDriver.feltFor ? felt : .nan)
    let step = spring.limit * (period.seconds / DynamixelDriver.rise.seconds)
    pulling += min(max(wanted - pulling, -step), step)
    let counts = Int16(truncatingIfNeeded: Int(min(max(pulling + (pulling < 0 ? -0.5 : 0.5), -32_000), 32_000)))
    guard counts != pulled || now - pulledAt >= DynamixelDriver.refresh else { return 0 }
    pulled = counts
    pulledAt = now
    let start = request.count
    packets.begin(.syncWrite, id: DynamixelPackets.broadcast, in: &request)
    packets.parameter(DynamixelDriver.goalCurrent, in: &request)
    packets.parameter(UInt16(2), in: &request)
    packets.parameter(spring.id, in: &request)
    packets.parameter(UInt16(bitPattern: counts), in: &request)
    packets.finish(&request)
    return request.count &- start
  }

  /// Adds the LEDs of all servos where they are to change. [B] How much was added.
  mutating func light(into request: inout PacketBuffer) -> Int {
    guard isLightDue else { return 0 }
    isLightDue = false
    let start = request.count
    packets.begin(.syncWrite, id: DynamixelPackets.broadcast, in: &request)
    packets.parameter(DynamixelDriver.lights, in: &request)
    packets.parameter(UInt16(1), in: &request)
    for index in 0..<count {
      packets.parameter(ids[index], in: &request)
      packets.parameter(isLit ? UInt8(1) : 0, in: &request)
    }
    packets.finish(&request)
    return request.count &- start
  }

  /// Forgets what was written: the servos may have lost power.
  mutating func letGo() {
    felt = .nan
    pulling = 0
    pulled = 0
    pulledAt = .never
    (isLit, isLightDue) = (false, false)
  }
}
