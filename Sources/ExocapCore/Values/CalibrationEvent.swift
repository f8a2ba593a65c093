/// Something about a device's readings that a person wants to know.
@frozen
package struct CalibrationEvent: BitwiseCopyable, Sendable, Equatable {
  /// What happened to a calibration.
  package enum Kind: UInt8, BitwiseCopyable, Sendable, CaseIterable {
    /// A force has a new zero; `amount` [N] is what is taken off from now on.
    case tareDone = 0
    /// The force moved while it should have been still (`amount` [N]: by how much; infinite: it was at its end), or came too seldom
    /// (NaN). The old zero stays.
    case tareRefused = 1
    /// The sensor reached the end of its range; `amount` is the value there.
    case saturationBegan = 2
    /// The sensor left the end of its range; `amount` is the value there.
    case saturationEnded = 3
    /// A value jumped faster than the profile allows and was refused; `amount` is the last value that was believed.
    case jumpRefused = 4
  }

  package var kind: Kind
  package var stream: StreamIndex
  /// The value's place in the stream.
  package var value: UInt8
  /// [rad | m | N] By `kind`, in the value's unit.
  package var amount: Double

  package init(kind: Kind, stream: StreamIndex, value: UInt8, amount: Double) {
    self.kind = kind
    self.stream = stream
    self.value = value
    self.amount = amount
  }
}
