internal import ExocapCore

extension TapRecord {
  /// Whether both hold the same: every bit, or with a tolerance every number of samples, ticks and commands.
  ///
  /// With a tolerance checkpoints are not compared: their bytes are not numbers to a reader.
  func isSame(as other: TapRecord, tolerance: Double) -> Bool {
    if kind == other.kind && bytes == other.bytes { return true }
    guard tolerance > 0, kind == other.kind else { return false }
    switch kind {
    case .checkpoint: return true
    case .sample:
      guard let mine = sample, let theirs = other.sample else { return false }
      return mine.isClose(to: theirs, tolerance)
    case .tick:
      guard let mine = tick, let theirs = other.tick else { return false }
      return mine.isClose(to: theirs, tolerance)
    case .change:
      guard let mine = change, let theirs = other.change else { return false }
      return mine.isClose(to: theirs, tolerance)
    case .deviceEvent:
      guard let mine = deviceEvent, let theirs = other.deviceEvent else { return false }
      return mine.isClose(to: theirs, tolerance)
    case .opened, .receive, .poll, .wrote, .request, .felt, .closed, .sent: return false
    }
  }
}

extension SampleRecord {
  fileprivate func isClose(to other: SampleRecord, _ tolerance: Double) -> Bool {
    sequence == other.sequence && captured == other.captured && arrived == other.arrived && valid == other.valid
      && areClose(values, other.values, tolerance) && areClose(rates, other.rates, tolerance) && areClose(efforts, other.efforts, tolerance)
  }
}

extension ChangeRecord {
  fileprivate func isClose(to other: ChangeRecord, _ tolerance: Double) -> Bool {
    time == other.time && change.group == other.change.group && change.from == other.change.from && change.to == other.change.to
      && change.reason == other.change.reason && areClose(change.value, other.change.value, tolerance)
  }
}

extension DeviceEventRecord {
  fileprivate func isClose(to other: DeviceEventRecord, _ tolerance: Double) -> Bool {
    time == other.time && kind == other.kind && stream == other.stream && value == other.value && areClose(amount, other.amount, tolerance)
  }
}

extension TickRecord {
  fileprivate func isClose(to other: TickRecord, _ tolerance: Double) -> Bool {
    tick == other.tick && states == other.states && areClose(wanted, other.wanted, tolerance) && areClose(limited, other.limited, tolerance)
      && areClose(weights, other.weights, tolerance) && areClose(forces, other.forces, tolerance) && isPacketClose(to: other, tolerance)
  }

  /// A command's numbers are compared, every other datagram byte for byte.
  private func isPacketClose(to other: TickRecord, _ tolerance: Double) -> Bool {
    if packet == other.packet { return true }
    return unsafe packet.withUnsafeBytes { mine in
      unsafe other.packet.withUnsafeBytes { theirs in
        guard let mine = unsafe CommandFields(RecordFields(mine)), let theirs = unsafe CommandFields(RecordFields(theirs)) else {
          return false
        }
        guard mine.joints == theirs.joints, mine.sequence == theirs.sequence, mine.engaged == theirs.engaged else { return false }
        return (0..<mine.joints).allSatisfy { joint in
          (0..<5).allSatisfy { areClose(mine.number(joint, $0), theirs.number(joint, $0), tolerance) }
        }
      }
    }
  }
}

private func areClose(_ left: [Double], _ right: [Double], _ tolerance: Double) -> Bool {
  left.count == right.count && zip(left, right).allSatisfy { areClose($0, $1, tolerance) }
}

/// Absence is close to absence only.
private func areClose(_ left: Double, _ right: Double, _ tolerance: Double) -> Bool {
  left == right || left.isNaN && right.isNaN || abs(left - right) <= tolerance
}
