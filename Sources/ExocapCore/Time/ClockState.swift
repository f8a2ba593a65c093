/// How a device's clock stands to ours, for status.
@frozen
package struct ClockState: BitwiseCopyable, Sendable, Equatable {
  /// Whether samples carry a time by the device's clock; else their arrival.
  package var isSettled: Bool
  /// Whether a ping bounds what is left of the way.
  package var isTwoWay: Bool
  /// [s/s] By how much the device's clock is slow against ours.
  package var drift: Double
  /// The shortest way of a packet, that the pings take off.
  package var bias: Interval

  package init(isSettled: Bool = false, isTwoWay: Bool = false, drift: Double = .nan, bias: Interval = .zero) {
    self.isSettled = isSettled
    self.isTwoWay = isTwoWay
    self.drift = drift
    self.bias = bias
  }
}
