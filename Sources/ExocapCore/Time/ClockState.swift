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
  /// [s] Root mean square of how much later than the clock's line the quickest packet of each 100 ms came, over the last ten seconds; NaN
  /// before there is a line.
  package var residual: Double

  package init(isSettled: Bool = false, isTwoWay: Bool = false, drift: Double = .nan, bias: Interval = .zero, residual: Double = .nan) {
    self.isSettled = isSettled
    self.isTwoWay = isTwoWay
    self.drift = drift
    self.bias = bias
    self.residual = residual
  }
}
