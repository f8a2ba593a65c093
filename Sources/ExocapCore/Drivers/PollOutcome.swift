/// What a poll of a driver found to do.
@frozen
package struct PollOutcome: BitwiseCopyable, Sendable, Equatable {
  /// The request buffer holds bytes to send.
  package var hasRequest: Bool
  /// A turn ended (some nodes may not have answered): the raw sample holds what came.
  package var hasSample: Bool

  package init(hasRequest: Bool, hasSample: Bool) {
    self.hasRequest = hasRequest
    self.hasSample = hasSample
  }
}
