/// Why the numbers of a unit were not believed: one value, what is wrong, what to do.
package enum UnitRefusal: Error, Sendable, Equatable {
  /// Nothing was read of it.
  case neverRead(String)
  /// [rad | m] It moved less than it needs.
  case tooLittleTravel(String, seen: Double, needed: Double, isLength: Bool)
  /// [rad] It moved so far round that its encoder has no place left to begin anew in.
  case noGap(String, seen: Double)
  /// [rad] Places of a Hall pair that fill too little of their ellipse.
  case tooLittleArc(String, seen: Double)
  /// Places of a Hall pair that are too few.
  case tooFewPlaces(String, count: Int)
  /// [-] Places of a Hall pair that lie on no ellipse: their distance from it by its radius.
  case notAnEllipse(String, residual: Double)
  /// Two values that cannot be told apart.
  case movedTogether(String, String)
  /// Another joint moved than the one that was asked for.
  case otherMoved(asked: String, moved: String)
  /// [rad | m] The travel lies beyond the profile's limits.
  case beyondLimits(String, seen: ClosedRange<Double>, limits: ClosedRange<Double>, isLength: Bool)
  /// [rad | m] The zero pose lies outside of the travel.
  case poseOutsideSweep(String, off: Double, isLength: Bool)
  /// [rad] The zero is too far from a multiple of the profile's step.
  case offZero(String, off: Double, allowed: Double, snap: Double)
  /// Loads in which the force turns back.
  case notMonotonic(String)
  /// [counts] A load that changed the reading by no more than its own noise.
  case loadNotSeen(String, newtons: Double, counts: Double, noise: Double)
  /// A load cell whose scale nobody knows, without a load.
  case noLoad(String)
  /// [N] Points that lie too far from a straight line to be a load cell's.
  case notStraight(String, rms: Double, range: Double)

  /// The value that it is about.
  package var value: String {
    switch self {
    case .neverRead(let value), .tooLittleTravel(let value, _, _, _), .noGap(let value, _), .tooLittleArc(let value, _),
      .tooFewPlaces(let value, _), .notAnEllipse(let value, _), .movedTogether(let value, _), .otherMoved(let value, _),
      .beyondLimits(let value, _, _, _), .poseOutsideSweep(let value, _, _), .offZero(let value, _, _, _), .notMonotonic(let value),
      .loadNotSeen(let value, _, _, _), .noLoad(let value), .notStraight(let value, _, _):
      value
    }
  }

  /// Whether moving on mends it: the sweep need not begin anew.
  package var isMendedByMoving: Bool {
    switch self {
    case .neverRead, .tooLittleTravel, .tooLittleArc, .tooFewPlaces: true
    case .noGap, .notAnEllipse, .movedTogether, .otherMoved, .beyondLimits, .poseOutsideSweep, .offZero, .notMonotonic, .loadNotSeen,
      .noLoad, .notStraight:
      false
    }
  }

  /// One sentence without its full stop.
  package var message: String {
    switch self {
    case .neverRead(let value): "'\(value)' was never read"
    case .tooLittleTravel(let value, let seen, let needed, let isLength):
      "'\(value)' moved over \(ValueText(isLength).short(seen)) only, and \(ValueText(isLength).short(needed)) is the least"
    case .noGap(let value, let seen):
      "'\(value)' moved over \(ValueText.angle.short(seen)), so that its encoder has no place outside of the travel to begin anew in"
    case .tooLittleArc(let value, let seen):
      "'\(value)' moved over \(ValueText.angle.short(seen)) only, and its Hall sensors need \(ValueText.angle.short(EllipseFit.leastArc))"
    case .tooFewPlaces(let value, let count):
      "'\(value)' was seen in \(count) places only, and its Hall sensors need \(EllipseFit.leastPlaces)"
    case .notAnEllipse(let value, let residual):
      "the Hall sensors of '\(value)' draw no ellipse: \(ValueText.percent(residual)) off, and \(ValueText.percent(EllipseFit.largestResidual)) is the most"
    case .movedTogether(let value, let other): "'\(value)' and '\(other)' moved as one"
    case .otherMoved(let asked, let moved): "'\(asked)' was to move, but '\(moved)' did"
    case .beyondLimits(let value, let seen, let limits, let isLength):
      "'\(value)' would move over \(ValueText(isLength).range(seen)), and the profile allows \(ValueText(isLength).range(limits))"
    case .poseOutsideSweep(let value, let off, let isLength):
      "'\(value)' stood \(ValueText(isLength).short(off)) outside of the travel that it showed"
    case .offZero(let value, let off, let allowed, let snap):
      "the zero of '\(value)' is \(ValueText.angle.short(off)) from a multiple of \(ValueText.angle.short(snap)), and \(ValueText.angle.short(allowed)) is the most"
    case .notMonotonic(let value): "the loads on '\(value)' do not rise with its counts"
    case .loadNotSeen(let value, let newtons, let counts, let noise):
      "a load of \(Quantity.shortText(newtons)) N changed '\(value)' by \(Quantity.shortText(counts)) counts, and its noise is \(Quantity.shortText(noise))"
    case .noLoad(let value): "the scale of '\(value)' is not known, and no load was laid on it"
    case .notStraight(let value, let rms, let range):
      "the points of '\(value)' are \(Quantity.shortText(rms)) N off a straight line over \(Quantity.shortText(range)) N"
    }
  }

  /// What to do.
  package var remedy: String {
    switch self {
    case .neverRead: "is it plugged in, and does its cable hold while it moves?"
    case .tooLittleTravel: "move it from stop to stop"
    case .noGap: "keep it within its stops; where it really turns on, say 'turns: many' in the profile"
    case .tooLittleArc, .tooFewPlaces: "move it from stop to stop, slowly; an arm that is not worn moves farther"
    case .notAnEllipse: "is the magnet loose, or another one near? Move it slowly, once more"
    case .movedTogether: "move one joint after the other; if you did, two cables lead to one sensor"
    case .otherMoved: "hold all other joints still; if you did, their cables or ids are exchanged"
    case .beyondLimits: "stand in the zero pose as it is described, and check which way is positive"
    case .poseOutsideSweep: "move it over its whole travel, the zero pose too"
    case .offZero: "stand in the zero pose as it is described; if you did, the horn sits on another tooth"
    case .notMonotonic: "type each load as it lies there, and tare with nothing on the cell"
    case .loadNotSeen: "does the load rest on the cell alone? A heavier one tells more"
    case .noLoad: "lay one known load on it at least"
    case .notStraight: "check the loads and their units"
    }
  }
}
