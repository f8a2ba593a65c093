/// The keys of an input device that are read: field i of its raw samples is key i, 0 or 1.
package struct KeysFormat: Sendable, Equatable {
  /// Numbers of linux/input-event-codes.h, 1 … 64 of them.
  package var codes: [UInt16]
  /// [Hz] Samples a second while nothing changes: the kernel tells changes only, and is silent while a key is held.
  package var rate: Double

  package init(codes: [UInt16], rate: Double) {
    self.codes = codes
    self.rate = rate
  }
}
