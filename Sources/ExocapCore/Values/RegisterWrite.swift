/// One register to set on every servo of a bus, or on one.
package struct RegisterWrite: Sendable, Equatable {
  /// The register's name in the profile, for messages.
  package var name: String
  package var address: UInt16
  /// [B] 1, 2 or 4.
  package var length: UInt8
  package var value: UInt32
  /// nil: every id of the bus.
  package var id: UInt8?

  package init(name: String, address: UInt16, length: UInt8, value: UInt32, id: UInt8? = nil) {
    self.name = name
    self.address = address
    self.length = length
    self.value = value
    self.id = id
  }
}
