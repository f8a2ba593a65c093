internal import ExocapCore

/// A register of a servo that a profile may set, by the name in its maker's manual.
struct ServoRegister {
  /// The manual's name in lower case.
  var name: String
  /// Where it is.
  var address: UInt16
  /// [B] How long it is.
  var length: UInt8
  /// The bit that says that the number is negative, where it is written as sign and magnitude; nil: as the length has it.
  var signBit: UInt16?

  /// Whether the servo takes another number only after a 0: a watchdog that has bitten reads 255 until then.
  var isClearedFirst = false

  /// What a profile may give: 4 bytes are signed, shorter ones are not, unless they have a sign of their own.
  var range: ClosedRange<Int> {
    if let signBit { return -((1 << Int(signBit)) - 1)...(1 << Int(signBit)) - 1 }
    return length == 4 ? Int(Int32.min)...Int(Int32.max) : 0...(1 << (Int(length) * 8)) - 1
  }

  /// What is written for a number within the range; `id` nil: to every servo.
  func writes(_ value: Int, id: UInt8?) -> [RegisterWrite] {
    let wanted = write(value, id: id)
    return isClearedFirst && value != 0 ? [write(0, id: id), wanted] : [wanted]
  }

  private func write(_ value: Int, id: UInt8?) -> RegisterWrite {
    let bits = signBit.map { UInt32(FeetechPackets.encode(value, signBit: $0)) } ?? UInt32(truncatingIfNeeded: value)
    return RegisterWrite(name: name, address: address, length: length, value: bits, id: id)
  }
}
