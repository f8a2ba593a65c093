package import ExocapCore

/// The first step of a calibration: every joint is moved over its whole travel, so that its encoder can begin anew elsewhere.
///
/// Raw samples and time in, rows for the screen and `SweptValue`s out. One thread.
package struct TravelSweep: Sendable {
  /// [rad] Enough where the profile's limits tell nothing.
  static let leastTravel = 20 * Double.pi / 180
  /// [m]
  static let leastLength = 0.005
  /// [-] Of the travel that the limits allow: a person does not reach both stops of every joint.
  static let leastShare = 0.5
  /// [rad] An encoder needs so much room outside of the travel to begin anew in.
  static let leastGap = 10 * Double.pi / 180
  /// [-] Two sensors whose steps agree by more are one sensor: people who move two joints at once stay under 0.9.
  static let sameSensor = 0.995
  /// Steps are compared over so long.
  private static var stepTime: Interval { .milliseconds(50) }
  /// Places of one Hall pair that are kept.
  private static let placeCapacity = 4000

  /// One joint under way.
  private struct Joint {
    var value: ValueProfile
    var track: EncoderTrack
    /// Of a Hall pair.
    var places: [HallPlace] = []
    var fit: EllipseFit?
    var fittedCount = 0
    /// [counts] Newest, for the screen and for comparing joints.
    var counts = Double.nan
    var countsBefore = Double.nan
  }

  /// One joint for the screen.
  package struct Row: Sendable {
    package var name: String
    /// [counts] Newest; NaN before the first.
    package var counts: Double
    /// [rad | m] Travel's ends and where it is now, from the middle of the travel; NaN where not known yet.
    package var lower: Double
    package var position: Double
    package var upper: Double
    package var isLength: Bool
    /// Whether it has moved far enough.
    package var isDone: Bool
  }

  private var joints: [Joint]
  private let comparesJoints: Bool
  private var nextStep = Timestamp.never
  private var products: [[Double]]

  /// Of the profile's joints; forces, buttons and axes are not swept.
  package init(_ profile: DeviceProfile) {
    let values = profile.streams.filter { $0.kind == .joints }.flatMap(\.values)
    joints = values.map { Joint(value: $0, track: EncoderTrack(turn: $0.turn)) }
    // Fingers move together by nature.
    comparesJoints = profile.kind == .arm
    products = Array(repeating: Array(repeating: 0, count: values.count), count: values.count)
  }

  /// Whether there is any joint to sweep.
  package var isEmpty: Bool { joints.isEmpty }

  /// Whether every joint has moved far enough.
  package var isDone: Bool { joints.allSatisfy(TravelSweep.isDone) }

  /// Takes one raw sample.
  package mutating func take(_ raw: RawSample, at now: Timestamp) {
    for index in joints.indices { TravelSweep.take(raw, &joints[index]) }
    guard comparesJoints, now >= nextStep else { return }
    nextStep = now + TravelSweep.stepTime
    let steps = joints.map { joint in joint.counts - joint.countsBefore }
    for index in joints.indices { joints[index].countsBefore = joints[index].counts }
    for i in joints.indices where steps[i].isFinite {
      for j in joints.indices where steps[j].isFinite { products[i][j] += steps[i] * steps[j] }
    }
  }

  /// For the screen, in the profile's order.
  package var rows: [Row] {
    joints.map { joint in
      let middle = (joint.track.lower + joint.track.upper) / 2
      return Row(
        name: joint.value.name, counts: joint.counts, lower: joint.track.lower - middle, position: joint.track.position - middle,
        upper: joint.track.upper - middle, isLength: joint.value.isLength, isDone: TravelSweep.isDone(joint))
    }
  }

  /// What was seen, and everything that is wrong with it. A joint with a refusal has no swept value.
  package func finish() -> (values: [SweptValue], refusals: [UnitRefusal]) {
    var values: [SweptValue] = []
    var refusals: [UnitRefusal] = []
    for joint in joints {
      do throws(UnitRefusal) { values.append(try TravelSweep.swept(joint)) } catch { refusals.append(error) }
    }
    for i in joints.indices {
      for j in joints.indices where j > i && comparesJoints {
        let size = Math.sqrt(products[i][i] * products[j][j])
        guard size > 0, products[i][j].magnitude > TravelSweep.sameSensor * size else { continue }
        guard TravelSweep.isDone(joints[i]), TravelSweep.isDone(joints[j]) else { continue }
        refusals.append(.movedTogether(joints[i].value.name, joints[j].value.name))
      }
    }
    return (values, refusals)
  }

  /// [rad | m] How far a joint must move at least.
  package static func neededTravel(_ value: ValueProfile) -> Double {
    let span = value.upper - value.lower
    let least = value.isLength ? leastLength : leastTravel
    // Limits of a whole turn say that nobody knows them.
    let known = span.isFinite && (value.isLength || span < 2 * .pi - 0.1) ? span * leastShare : least
    if case .hallPair = value.source { return max(EllipseFit.leastArc, known) }
    return known
  }

  private static func isDone(_ joint: Joint) -> Bool {
    if case .hallPair = joint.value.source, joint.fit == nil || joint.places.count < EllipseFit.leastPlaces { return false }
    return joint.track.travel >= neededTravel(joint.value)
  }

  // MARK: One joint

  private static func take(_ raw: RawSample, _ joint: inout Joint) {
    switch joint.value.source {
    case .linear(let field, let scale, _, _):
      guard raw.has(field) else { return }
      joint.counts = raw.fields[field]
      joint.track.take(joint.counts * scale)
    case .hallPair(let sine, _, let middle):
      guard let place = SweptValue.place(raw, joint.value.source) else { return }
      joint.counts = raw.fields[sine]
      keep(place, ofMiddle: middle, &joint)
      if let fit = joint.fit { joint.track.take(fit.ellipse.angle(place)) }
    case .force, .button, .axis: break
    }
  }

  /// Keeps a place that is a hundredth of the converter's half away from the last one, so that rest weighs nothing.
  private static func keep(_ place: HallPlace, ofMiddle middle: Double, _ joint: inout Joint) {
    if let last = joint.places.last, Math.hypot(place.cosine - last.cosine, place.sine - last.sine) < middle.magnitude / 100 { return }
    guard joint.places.count < placeCapacity else { return }
    joint.places.append(place)
    let count = joint.places.count
    guard count >= EllipseFit.leastPlaces, count >= joint.fittedCount + joint.fittedCount / 4 else { return }
    fit(&joint)
  }

  /// Fits the ellipse anew, and the travel with it.
  private static func fit(_ joint: inout Joint) {
    joint.fittedCount = joint.places.count
    joint.fit = EllipseFit(joint.places)
    joint.track = EncoderTrack(turn: 2 * .pi)
    guard let fit = joint.fit else { return }
    for place in joint.places { joint.track.take(fit.ellipse.angle(place)) }
  }

  private static func swept(_ given: Joint) throws(UnitRefusal) -> SweptValue {
    var joint = given
    let name = joint.value.name
    if joint.counts.isNaN { throw .neverRead(name) }
    if case .hallPair = joint.value.source {
      guard joint.places.count >= EllipseFit.leastPlaces else { throw .tooFewPlaces(name, count: joint.places.count) }
      fit(&joint)
      guard let fit = joint.fit else { throw .notAnEllipse(name, residual: .infinity) }
      guard joint.track.travel >= EllipseFit.leastArc else { throw .tooLittleArc(name, seen: joint.track.travel) }
      guard fit.residual <= EllipseFit.largestResidual else { throw .notAnEllipse(name, residual: fit.residual) }
    }
    let (travel, needed) = (joint.track.travel, neededTravel(joint.value))
    guard travel >= needed else {
      throw .tooLittleTravel(name, seen: travel, needed: needed, isLength: joint.value.isLength)
    }
    let turn = joint.value.turn
    if turn.isFinite {
      let gap = joint.value.isLength ? turn / 36 : leastGap
      guard travel <= turn - gap else { throw .noGap(name, seen: travel) }
    }
    var (lower, upper) = (joint.track.lower, joint.track.upper)
    var centre: Double?
    if turn.isFinite {
      // As the encoder would give the middle of the travel on its first turn.
      let middle = (lower + upper) / 2
      let whole = turn * (middle / turn).rounded(.down)
      centre = middle - whole
      (lower, upper) = (lower - whole, upper - whole)
    }
    return SweptValue(
      value: joint.value, centre: centre, lower: lower, upper: upper, ellipse: joint.fit?.ellipse, residual: joint.fit?.residual)
  }
}
