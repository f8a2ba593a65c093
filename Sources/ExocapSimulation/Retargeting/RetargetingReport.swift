package import ExocapCore

/// How well a robot's commands followed what an operator did, and how much of their bounds they used.
///
/// Errors are of the ticks in which a group was engaged. `late` is as it happened, `settled` is what is left when the group's constant
/// delay is taken out: what the mapping, the hardware and the limits do, beside time.
package struct RetargetingReport: Sendable {
  /// One joint of a group.
  package struct Joint: Sendable {
    package var name: String
    package var index: Int
    /// Whether `asked` is the operator's; else the group's solver asked, and the error is the limiter's and the filter's alone.
    package var isMapped: Bool
    /// [rad] |commanded − asked|.
    package var late: Spread
    package var settled: Spread
    /// [-] Share of the ticks in which it was commanded to the end of its travel.
    package var atLimit: Double
    /// [-] The greatest velocity, acceleration and jerk that were commanded, over the rig's bounds.
    package var velocity: Double
    package var acceleration: Double
    package var jerk: Double
    /// [-] Share of the ticks in which a rule of the limiter changed it; rules that never did are left out.
    package var clipped: [(rule: String, share: Double)]
    /// [rad] What was asked at each of the trial's `times`, without delay; NaN where nothing is known.
    package var asked: [Double]
  }

  /// A hand that is led in space.
  package struct Hand: Sendable {
    /// [m] Distance of the commanded tool from where the operator's hand asks it to be; of none by directions.
    package var late: Spread
    package var settled: Spread
    /// [rad] Of the hand's rotation.
    package var lateTurn: Spread
    package var settledTurn: Spread
    /// [rad] The greater of upper arm's and forearm's angle to the operator's, where these lead; else of no tick.
    package var lateDirection: Spread
    package var settledDirection: Spread
    /// [m], [rad] At each of the trial's `times`, as they happened; NaN where the group was not engaged.
    package var distances: [Double]
    package var turns: [Double]
  }

  /// One joint group that the rig engages and that has something to follow.
  package struct Group: Sendable {
    package var group: JointGroup
    /// As the rig names it.
    package var method: String
    /// [-] Share of the motion in which it was engaged.
    package var followed: Double
    /// [s] How long it is behind the operator; nil where hardly anything moved.
    package var delay: Double?
    package var joints: [Joint]
    package var hand: Hand?
  }

  /// A step of the motion that is faster than a person, and what came of it.
  package struct Glitch: Sendable, Equatable {
    package var joint: String
    /// [s] Since the motion's start.
    package var time: Double
    /// [rad/s] In the motion.
    package var asked: Double
    /// Readings of it that were refused where they entered.
    package var refused: Int
    /// [rad/s] The greatest speed that the joint was commanded within half a second.
    package var commanded: Double
    /// [-] The same over the rig's bound.
    package var share: Double
  }

  /// A joint group that let go or stood still.
  package struct Loss: Sendable, Equatable {
    package var group: JointGroup
    /// [s] Since the motion's start.
    package var time: Double
    package var reason: String
  }

  /// [rad/s] No person's joint is faster: recorded arms stay under 12, their glitches start at 21 (profile of hmc_exo).
  package static var humanSpeed: Double { 20 }

  package internal(set) var groups: [Group] = []
  package internal(set) var glitches: [Glitch] = []
  package internal(set) var losses: [Loss] = []
  /// Readings that were refused as jumps, of the whole session.
  package internal(set) var refusals = 0
  /// Ticks of the motion, and those of them in which any group followed.
  package internal(set) var ticks = 0
  package internal(set) var activeTicks = 0
  /// How long the motion or the recording lasted.
  package internal(set) var length = Interval.zero
  /// When the time line of the records begins, and the motion.
  package internal(set) var start: Timestamp = .never
  package internal(set) var motionStart: Timestamp = .never
  /// Bounds that were broken, in words; must be empty.
  package internal(set) var violations: [String] = []
  /// Why nothing engaged, by group; empty where something did.
  package internal(set) var idle: [(group: JointGroup, obstacle: Obstacle, mismatch: Double)] = []
  /// [s] A tick's cost for its thread: half of them, and 99 of 100, were not dearer. NaN where nobody measured.
  package internal(set) var middleCost = Double.nan
  package internal(set) var lateCost = Double.nan
  /// Of the ticks that the columns are of.
  package internal(set) var times: [Timestamp] = []
}
