package import ExocapCore
internal import MCAP

/// How much an event matters.
package enum EventSeverity: UInt8, Sendable {
  case information = 1
  case warning = 2
  case error = 3
}

/// Something that a person wants to know, as a recording holds it.
package struct RecordedEvent: Sendable, Equatable {
  package var time: Timestamp
  package var severity = EventSeverity.information
  /// Role of the device, or id of the robot; empty: of neither.
  package var source = ""
  package var kind: String
  package var text: String
  /// [SI] What it is about; NaN: nothing.
  package var value = Double.nan
}

extension RecordedEvent {
  init(_ reader: inout CDRReader) throws(CDRError) {
    let head = try RecordedEventHead(&reader)
    time = head.time
    severity = head.severity
    value = head.value
    source = try reader.readString()
    kind = try reader.readString()
    text = try reader.readString()
  }
}
