/// What each value of a lease sample (`SampleKind.lease`) is.
///
/// NaN and invalid before the robot has said it.
///
/// A run has 64 bits, more than a `Double` keeps: it comes in two halves.
package enum LeaseField: Int, BitwiseCopyable, Sendable, CaseIterable {
  /// A `GateState`.
  case gateState = 0
  /// The newest epoch that the gate issued.
  case epoch = 1
  /// Bits 0 … 31 of the run that holds the lease; both halves 0: nobody.
  case ownerRunLow = 2
  /// Bits 32 … 63 of it.
  case ownerRunHigh = 3
  /// A `CommandSource`; 0: nobody.
  case ownerSource = 4
  /// The owner's pseudonym; 0: none.
  case ownerOperator = 5
  /// The sequence of the last accepted command; 0: none in this epoch.
  case acceptedSequence = 6
  /// [s] How long ago it was accepted when the robot said so.
  case acceptedAge = 7
  /// [s] Its delay over the least of 10 s, as the gate measured it.
  case acceptedDelay = 8
  /// [s] The delay of this very datagram over the least of 10 s, as we measured it.
  case stateDelay = 9
  /// Bits 0 … 31 of the run that the last grant answers.
  case grantRunLow = 10
  /// Bits 32 … 63 of it.
  case grantRunHigh = 11
  /// The sequence of the claim that it answers.
  case grantSequence = 12
  /// The epoch in it.
  case grantEpoch = 13
  /// A `LinkReason`: 0 granted, else why not.
  case grantResult = 14
  /// Datagrams that the gate did not take, by `LinkReason` from here on: 16 values.
  case rejects = 15
  /// 0 … 1 The weight of each joint group that the robot follows now, from here on: 7 values.
  case weights = 31

  /// How many values a lease sample has.
  @inlinable @inline(__always) package static var count: Int { 38 }
}
