/// What the nodes of a bus are like now: servos, motors, slaves. Bit i of a mask: node i of the profile.
@frozen
package struct BusState: BitwiseCopyable, Sendable, Equatable {
  /// How many nodes the bus has; 0: the device is no bus.
  package var count: UInt8 = 0
  /// Have not answered for several turns.
  package var silent: UInt32 = 0
  /// Reported a fault in their last reply.
  package var alerting: UInt32 = 0
  /// Their registers are not known to be as the profile says.
  package var notSetUp: UInt32 = 0
  /// Are other than the profile says, and never valid.
  package var refused: UInt32 = 0

  package init() {}
}

extension DeviceDriver {
  /// [-] The most nodes of any bus.
  @inline(__always) package static var nodeCapacity: Int { 32 }

  /// What the nodes are like now.
  package var busState: BusState {
    mutating get {
      var state = BusState()
      switch kind {
      case .dynamixel:
        let bus = dynamixel.state
        state.count = UInt8(truncatingIfNeeded: dynamixel.count)
        (state.silent, state.alerting, state.notSetUp) = (bus.silent, bus.alerting, bus.notSetUp)
      case .feetech:
        let bus = feetech.state
        state.count = UInt8(truncatingIfNeeded: feetech.count)
        (state.silent, state.alerting, state.notSetUp) = (bus.silent, bus.alerting, bus.notSetUp)
      case .modbus:
        state.count = UInt8(truncatingIfNeeded: modbus.plans.count)
        (state.silent, state.alerting) = (modbus.turn.silent, modbus.turn.alerting)
      case .damiao: state = damiao.busState
      case .text, .ft300, .link, .packets, .keys: break
      }
      return state
    }
  }

  /// What node `index` of the profile did.
  package mutating func node(_ index: Int) -> NodeCounters {
    switch kind {
    case .dynamixel: dynamixel.node(index)
    case .feetech: feetech.node(index)
    case .modbus: modbus.node(index)
    case .damiao: damiao.node(index)
    case .text, .ft300, .link, .packets, .keys: NodeCounters()
    }
  }
}
