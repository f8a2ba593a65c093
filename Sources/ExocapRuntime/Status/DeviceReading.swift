/// What is known of how a source of samples is doing: what its thread says of itself, and what its tap shows.
package struct DeviceReading: Sendable {
  package var status: DeviceStatus
  /// In the profile's order.
  package var streams: [StreamFigures]
  /// Tap records that a full ring did not take.
  package var lostRecords: UInt64

  package init(status: DeviceStatus, streams: [StreamFigures], lostRecords: UInt64) {
    self.status = status
    self.streams = streams
    self.lostRecords = lostRecords
  }
}
