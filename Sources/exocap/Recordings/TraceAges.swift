internal import ExocapCore

extension RecordingTrace.Stream {
  /// [s] At each of `moments`, which go up, how long ago the newest sample that had arrived was measured; NaN before the first.
  func ages(at moments: [Double]) -> [Double] {
    var place = -1
    return moments.map { moment in
      while place + 1 < times.count, times[place + 1] <= moment { place += 1 }
      guard place >= 0 else { return .nan }
      // A device that tells nothing of its own delay is as old as its arrival.
      return moment - times[place] + (ages[place].isFinite ? ages[place] : 0)
    }
  }
}

extension TracedRobot {
  /// [rad | m] By joint: the largest distance between what was sent and what was measured while its group followed the operator; NaN where
  /// it never did, or nothing was measured.
  var followingErrors: [Double] {
    robot.joints.indices.map { joint in
      let group = Int(robot.joints[joint].group.rawValue)
      let measured = values(.measured, joint: joint)
      var worst = Double.nan
      for tick in robot.times.indices where robot.states[group][tick] == EngagementState.engaged.rawValue {
        let error = abs(robot.sent[joint][tick] - measured[tick])
        if error.isFinite { worst = worst.isNaN ? error : max(worst, error) }
      }
      return worst
    }
  }
}
