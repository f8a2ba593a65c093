// Pedals and buttons that the rig binds: each press is a request, taken in the tick that sees it.

extension Engagement {
  /// [-] Controls of one robot.
  @inline(__always) package static var controlCapacity: Int { 16 }

  /// Takes the presses of this tick; returns the groups of which one is the physical act that confirms.
  ///
  /// Those that let go come last: pressed together with others, they win.
  mutating func takeControls(_ streams: inout StreamTable, now: Timestamp) -> JointGroups {
    var confirmed = JointGroups.none
    var pressed: UInt16 = 0
    isStopLost = false
    for index in 0..<controlCount {
      let isFresh = streams.isFresh(controls[index].source, at: now)
      if !isFresh && controls[index].kind == .stop { isStopLost = true }
      if detectors[index].take(streams.value(controls[index].source), isFresh: isFresh, controls[index].press, at: now) {
        pressed |= 1 &<< UInt16(truncatingIfNeeded: index)
      }
    }
    guard pressed != 0 else { return confirmed }
    for index in 0..<controlCount where pressed & (1 &<< UInt16(truncatingIfNeeded: index)) != 0 {
      switch controls[index].kind {
      case .engage:
        take(OperatorRequest(kind: .engage, groups: controls[index].groups), now: now)
        confirmed.formUnion(controls[index].groups)
      case .freeze:
        let kind = isFrozen(controls[index].groups) ? OperatorRequest.Kind.unfreeze : .freeze
        take(OperatorRequest(kind: kind, groups: controls[index].groups), now: now)
      case .unfreeze, .reset: take(OperatorRequest(kind: controls[index].kind, groups: controls[index].groups), now: now)
      case .disengage, .stop, .leave: break
      }
    }
    for index in 0..<controlCount where pressed & (1 &<< UInt16(truncatingIfNeeded: index)) != 0 {
      switch controls[index].kind {
      case .disengage, .stop: take(OperatorRequest(kind: controls[index].kind, groups: controls[index].groups), now: now)
      case .engage, .freeze, .unfreeze, .reset, .leave: break
      }
    }
    return confirmed
  }

  /// Whether any of these groups is frozen.
  private mutating func isFrozen(_ groups: JointGroups) -> Bool {
    for index in 0..<JointGroup.count where groups.rawValue & (1 &<< UInt8(truncatingIfNeeded: index)) != 0 {
      if self.groups[index].isFrozen { return true }
    }
    return false
  }
}
