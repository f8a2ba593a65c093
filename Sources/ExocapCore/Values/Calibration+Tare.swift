// The tare of forces, and what is told to people.

extension Calibration {
  /// Forces are averaged for so long.
  @inline(__always) static var tareTime: Interval { .seconds(1) }
  /// A 10 Hz load cell gives ten; with fewer than half of them the mean means nothing.
  @inline(__always) static var fewestTareSamples: UInt32 { 5 }
  /// Bounds the sum; no force sensor is faster than 20 kHz.
  @inline(__always) static var mostTareSamples: UInt32 { 20_000 }

  /// A tare under way, over all forces of the device.
  struct Tare: BitwiseCopyable, Sendable {
    var isUnderWay = false
    var beganAt = Timestamp.never
    var sums: InlineArray<64, Double> = InlineArray(repeating: 0)
    var lowest: InlineArray<64, Double> = InlineArray(repeating: .infinity)
    var highest: InlineArray<64, Double> = InlineArray(repeating: -.infinity)
    var counts: InlineArray<64, UInt32> = InlineArray(repeating: 0)
    /// The value that moved and has not been reported; 0xFF: none.
    var refusedValue: UInt8 = 0xFF
    var refusedSpread = Double.nan
  }

  /// Starts to take the mean of the next second's valid forces as their zero. Ignored where the device has no forces.
  ///
  /// It ends with `tareDone` for each force, or with `tareRefused` where one moved, was at its end or came too seldom.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func beginTare(at now: Timestamp) {
    guard hasForces else { return }
    tare.isUnderWay = true
    tare.beganAt = now
    for index in 0..<stepCount {
      tare.sums[index] = 0
      tare.lowest[index] = .infinity
      tare.highest[index] = -.infinity
      tare.counts[index] = 0
    }
  }

  /// Adds a valid force. One at its end spoils the tare.
  mutating func addToTare(_ reading: Reading, _ index: Int) {
    guard reading.at >= tare.beganAt, tare.counts[index] < Calibration.mostTareSamples else { return }
    tare.sums[index] += reading.value
    tare.counts[index] &+= 1
    tare.lowest[index] = reading.isSaturated ? -.infinity : min(tare.lowest[index], reading.value)
    tare.highest[index] = max(tare.highest[index], reading.value)
  }

  /// Ends the tare where its time is over: all forces get their new zero, or none.
  mutating func endTare(at now: Timestamp) {
    guard now - tare.beganAt >= Calibration.tareTime else { return }
    tare.isUnderWay = false
    for index in 0..<stepCount where unsafe steps[index].isForce {
      let isEnough = tare.counts[index] >= Calibration.fewestTareSamples
      let spread = isEnough ? tare.highest[index] - tare.lowest[index] : .nan
      if unsafe !(spread <= steps[index].stillness) {
        tare.refusedValue = UInt8(truncatingIfNeeded: index)
        tare.refusedSpread = spread
        return
      }
    }
    for index in 0..<stepCount where unsafe steps[index].isForce {
      states[index].tare = tare.sums[index] / Double(tare.counts[index])
      unreportedTares |= 1 &<< UInt64(truncatingIfNeeded: index)
    }
  }

  /// Takes the next thing to tell; nil where there is none. Ask until nil after each sample: what changes and changes back
  /// in between is told once or not at all.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func takeEvent() -> CalibrationEvent? {
    if tare.refusedValue != 0xFF {
      let index = Int(tare.refusedValue)
      tare.refusedValue = 0xFF
      return event(.tareRefused, index, amount: tare.refusedSpread)
    }
    if unreportedTares != 0 {
      let index = unreportedTares.trailingZeroBitCount
      unreportedTares &= unreportedTares &- 1
      return event(.tareDone, index, amount: states[index].tare)
    }
    let changed = saturated ^ reportedSaturated
    if changed != 0 {
      let index = changed.trailingZeroBitCount
      let bit = changed & (0 &- changed)
      reportedSaturated ^= bit
      let kind: CalibrationEvent.Kind = saturated & bit != 0 ? .saturationBegan : .saturationEnded
      return event(kind, index, amount: states[index].value - states[index].tare)
    }
    if unreportedJumps != 0 {
      let index = unreportedJumps.trailingZeroBitCount
      unreportedJumps &= unreportedJumps &- 1
      return event(.jumpRefused, index, amount: states[index].value - states[index].tare)
    }
    return nil
  }

  private mutating func event(_ kind: CalibrationEvent.Kind, _ index: Int, amount: Double) -> CalibrationEvent {
    unsafe CalibrationEvent(
      kind: kind, stream: StreamIndex(Int(steps[index].stream)), value: steps[index].place, amount: amount)
  }

  /// Saves or restores everything that changes. Belongs to the same profile.
  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.section(0x424C_4143, version: 1)  // "CALB"
    for index in 0..<stepCount {
      archive.field(&states[index].value)
      archive.field(&states[index].at)
      archive.field(&states[index].refused)
      archive.field(&states[index].refusedAt)
      archive.field(&states[index].agreeing)
      archive.field(&states[index].tare)
      archive.field(&tare.sums[index])
      archive.field(&tare.lowest[index])
      archive.field(&tare.highest[index])
      archive.field(&tare.counts[index])
    }
    archive.field(&tare.isUnderWay)
    archive.field(&tare.beganAt)
    archive.field(&tare.refusedValue)
    archive.field(&tare.refusedSpread)
    archive.field(&saturated)
    archive.field(&reportedSaturated)
    archive.field(&jumping)
    archive.field(&unreportedJumps)
    archive.field(&unreportedTares)
  }
}
