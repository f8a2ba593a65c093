extension ArmIK {
  /// Whether an arm has a target.
  func hasTarget(_ arm: Int) -> Bool { unsafe arms[arm].hasTarget }
  /// An arm's target.
  func target(_ arm: Int) -> Placement { unsafe arms[arm].target }
  /// Where the base of an arm's chain is.
  func base(_ arm: Int) -> Placement { unsafe arms[arm].chain.base }

  /// [rad] or [m] An arm's joints in its chain's order.
  func joints(of arm: Int) -> InlineArray<10, Double> {
    var positions = InlineArray<10, Double>(repeating: 0)
    let offset = unsafe arms[arm].offset - sharedCount
    for j in 0..<(unsafe arms[arm].chain.jointCount) { unsafe positions[j] = joints[j < sharedCount ? j : j + offset].position }
    return positions
  }

  /// Pulls an arm's own joints to `goal` while its tool task counts only `share`; the farthest joint's distance [rad] or [m].
  mutating func pull(_ arm: Int, to goal: InlineArray<10, Double>, share: Double) -> Double {
    unsafe arms[arm].share = share
    let offset = unsafe arms[arm].offset - sharedCount
    var farthest = 0.0
    for j in sharedCount..<(unsafe arms[arm].chain.jointCount) {
      let joint = unsafe joints + j + offset
      let isFirst = unsafe joint.pointee.pull == 0
      unsafe joint.pointee.pullMove = isFirst ? 0 : goal[j] - joint.pointee.pullGoal
      unsafe joint.pointee.pull = 1 - share
      unsafe joint.pointee.pullGoal = goal[j]
      farthest = unsafe max(farthest, (goal[j] - joint.pointee.position).magnitude)
    }
    return farthest
  }

  /// Gives an arm back to its target.
  mutating func release(_ arm: Int) {
    unsafe arms[arm].share = 1
    let offset = unsafe arms[arm].offset - sharedCount
    for j in sharedCount..<(unsafe arms[arm].chain.jointCount) { unsafe joints[j + offset].pull = 0 }
  }
}
