// Calibration/ makes the numbers of one unit and of the person who wears it, and writes them into their file.
// It knows no daemon, no recording and no screen.

/// Why a calibration was not made, and what a person can do about it.
package enum CalibrationFailure: Error, Sendable, Equatable {
  /// The profile says nothing of links, or not which of them are shoulder and wrist.
  case noArm(profile: String)
  /// Lengths that nobody measured.
  case missingLengths([String])
  /// The profile's kinematics are not whole: a joint or a link is not there.
  case badKinematics(String)
  /// Places of the hand that differ.
  case tooFewPoints(Int)
  /// Too small a part of a sphere.
  case tooLittleCoverage(SwingCoverage)
  /// [m] Places do not lie on a sphere.
  case notASphere(residual: Double, leftOut: Double)
  /// [m]
  case armLength(Double)
  /// The file's layout.
  case notEditable(String)

  /// One sentence without its full stop.
  package var message: String {
    switch self {
    case .noArm(let profile): "the profile '\(profile)' does not say where an arm's hand is"
    case .missingLengths(let names): "the lengths of \(names.joined(separator: ", ")) are not known"
    case .badKinematics(let reason): "the kinematics cannot be used: \(reason)"
    case .tooFewPoints(let count): "the hand was seen in \(count) places only, and \(ShoulderFit.leastPoints) are needed"
    case .tooLittleCoverage(let coverage):
      "the swing covers \(coverage.percent) % of what is needed to see the shoulder, and \(SwingCoverage.leastPercent) % is the least"
    case .notASphere(let residual, let leftOut):
      "the hand did not stay at one distance from the shoulder: \(CalibrationFailure.millimetres(residual)) mm off"
        + (leftOut > 0 ? ", \(Int((leftOut * 100).rounded())) % of the places left out" : "")
    case .armLength(let length):
      "an arm of \(CalibrationFailure.millimetres(length)) mm is none: 300 … 1100 mm from shoulder to hand"
    case .notEditable(let reason): reason
    }
  }

  /// What to do.
  package var remedy: String {
    switch self {
    case .noArm: "give the profile 'kinematics' with 'frames: {shoulder: LINK, elbow: LINK, wrist: LINK}'"
    case .missingLengths(let names):
      "measure them from joint to joint: " + names.map { "--length \($0)=METRES" }.joined(separator: " ")
    case .badKinematics: "exocap profile check says where"
    case .tooFewPoints: "swing the arm on, slowly, until the time is over"
    case .tooLittleCoverage(let coverage): coverage.hint
    case .notASphere: "keep the elbow straight and the trunk still, and swing from the shoulder alone"
    case .armLength: "check the lengths and the joints' zeros, then swing again with a straight arm"
    case .notEditable: "write each key of the file on a line of its own"
    }
  }

  private static func millimetres(_ metres: Double) -> String { metres.isFinite && metres < 1e6 ? "\(Int((metres * 1e3).rounded()))" : "?" }
}
