internal import ExocapCore

/// What is against a row, as bits of the column `quality`.
package struct RowQuality: OptionSet, Sendable {
  package var rawValue: Int64

  /// Takes bits of the column.
  package init(rawValue: Int64) { self.rawValue = rawValue }

  /// Nothing.
  package static var none: RowQuality { RowQuality(rawValue: 0) }
  /// The robot's state or the command that was sent is missing: the row repeats the last one.
  package static var gap: RowQuality { RowQuality(rawValue: 1) }
  /// The limiter changed the command.
  package static var limited: RowQuality { RowQuality(rawValue: 2) }
  /// The control loop had a fault.
  package static var fault: RowQuality { RowQuality(rawValue: 4) }
  /// A force sensor was at the end of its range.
  package static var saturated: RowQuality { RowQuality(rawValue: 8) }
  /// No joint group followed the operator.
  package static var notEngaged: RowQuality { RowQuality(rawValue: 16) }
  /// Records of the control loop were lost since the row before.
  package static var recordsLost: RowQuality { RowQuality(rawValue: 32) }

  /// Every bit with its name, in order.
  package static let names: [(RowQuality, String)] = [
    (.gap, "gap"), (.limited, "limited"), (.fault, "fault"), (.saturated, "saturated"), (.notEngaged, "not_engaged"),
    (.recordsLost, "records_lost"),
  ]

  /// What a tick's fault bits come to; NaN: there was no tick yet.
  init(faults: Double) {
    self = .none
    guard let bits = UInt32(exactly: faults) else { return }
    let faults = Fault(rawValue: bits)
    if faults.contains(.limited) { insert(.limited) }
    if !faults.subtracting(.limited).isEmpty { insert(.fault) }
  }
}
