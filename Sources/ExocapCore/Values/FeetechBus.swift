/// A chain of Feetech servos on one half-duplex bus. Fields of its raw samples: n positions, n speeds, n loads.
package struct FeetechBus: Sendable, Equatable {
  /// All servos of a bus are of one series.
  package var series: FeetechSeries
  /// Ids in the profile's order, 1 … 21 of them, all different, below 254.
  package var ids: [UInt8]
  /// What each turn reads.
  package var block: FeetechBlock
  /// [Hz] Turns a second.
  package var rate: Double
  /// What the servos wait before they answer, once the set-up is done.
  package var returnDelay: Interval
  /// Written once when the bus opens, in order, each verified by reading it back.
  package var setup: [RegisterWrite]
  /// Whether each servo is asked who it is when it is set up.
  package var readsIdentity: Bool

  package init(
    series: FeetechSeries, ids: [UInt8], block: FeetechBlock, rate: Double, returnDelay: Interval, setup: [RegisterWrite],
    readsIdentity: Bool = false
  ) {
    self.series = series
    self.ids = ids
    self.block = block
    self.rate = rate
    self.returnDelay = returnDelay
    self.setup = setup
    self.readsIdentity = readsIdentity
  }
}

/// A family of Feetech servos: what differs on the wire.
package enum FeetechSeries: String, Sendable, CaseIterable {
  /// STS and SMS, with magnetic encoders: numbers low byte first, 4096 counts a turn, sync read.
  case sts
  /// SCS, with potentiometers: numbers high byte first, and one read after the other.
  case scs

  /// Whether one request can ask all servos.
  package var hasSyncRead: Bool { self == .sts }
}

/// The run of registers that a turn reads from each servo. Both series have them at the same place.
package enum FeetechBlock: String, Sendable, CaseIterable {
  /// Address 56, 2 bytes: present position.
  case position
  /// Address 56, 4 bytes: present position, present speed.
  case positionSpeed = "position_speed"
  /// Address 56, 6 bytes: present position, present speed, present load.
  case positionSpeedLoad = "position_speed_load"

  package var address: UInt8 { 56 }

  /// [B]
  package var length: Int {
    switch self {
    case .position: 2
    case .positionSpeed: 4
    case .positionSpeedLoad: 6
    }
  }
}
