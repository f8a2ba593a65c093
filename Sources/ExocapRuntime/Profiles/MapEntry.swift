internal import ExocapCore

/// One entry of a rig's `map:` that is a mapping: the keys of the joint map's forms.
struct MapEntry {
  private let map: MappingReader
  private let joint: RobotJoint
  private let kinematic: RobotKinematics.Joint?
  private let rig: RigReader
  private let units: JointUnits

  init(_ map: MappingReader, joint: RobotJoint, kinematic: RobotKinematics.Joint?, rig: RigReader) {
    self.map = map
    self.joint = joint
    self.kinematic = kinematic
    self.rig = rig
    units = JointUnits(kinematic?.kind ?? .revolute)
  }

  /// The mapping; nil after reports. The caller finishes the reader.
  func mapping() -> JointMapping? {
    let (terms, kind) = readTerms()
    let sign = map["sign"]?.choice(["1": 1.0, "+1": 1.0, "-1": -1.0])
    let scale = map["scale"]?.number(in: 0.01...100)
    let offset = map["offset"]?.quantity(units.position)
    let mirror = readMirror()
    let points = map["points"]
    let range = map["range"]
    let onto = map["onto"]
    for (key, reader) in [("points", points), ("range", range)] where reader != nil {
      for other in ["sign", "scale", "offset"] where map.has(other) {
        map.error("\(map.path) has both \(key) and \(other)", at: other, notes: ["\(key) says where the joint is; \(other) is not needed"])
      }
    }
    if points != nil, range != nil { map.error("\(map.path) has both points and range", at: "range", notes: ["give one of them"]) }
    if onto != nil, range == nil { map.error("\(map.path).onto needs a range", at: "onto") }
    guard !terms.isEmpty else { return nil }
    if let points { return curve(points, terms, kind: kind, mirror: mirror) }
    if let range { return percentile(range, onto: onto, terms, kind: kind, isMirrored: mirror < 0) }
    let gain = mirror * (sign ?? 1) * (scale ?? 1)
    if terms.count == 1, !map.has("sum"), terms[0].turn == nil {
      return .joint(terms[0].source, gain: gain, offset: offset ?? 0)
    }
    return .combined(JointCombination(terms: terms.scaled(by: gain), offset: offset ?? 0))
  }

  // MARK: Terms

  /// An axis has no unit that a gain could be written for; by its ends it may drive a joint.
  private var kinds: [SampleKind] { map.has("range") || map.has("points") ? [.joints, .inputs] : [.joints] }

  private func readTerms() -> ([MapTerm], SampleKind) {
    guard let sum = map["sum"] else {
      let value = map.require("from").flatMap { rig.find($0, kinds: kinds) }
      let turn = value.flatMap { turnRule(map["unwrap"], of: $0) }
      return (value.map { [MapTerm(source: $0.reference, turn: turn)] } ?? [], value?.kind ?? .joints)
    }
    for other in ["from", "unwrap"] where map.has(other) {
      map.error("\(map.path) has both sum and \(other)", at: other, notes: ["put it into an item of the sum"])
      _ = map[other]
    }
    let items = sum.items(count: 1...JointCombination.capacity) ?? []
    var found: [SampleKind] = []
    let terms = items.compactMap { item -> MapTerm? in
      guard let entry = item.mapping() else { return nil }
      let value = entry.require("from").flatMap { rig.find($0, kinds: kinds) }
      let gain = entry["gain"]?.number(in: -100...100)
      let turn = value.flatMap { turnRule(entry["unwrap"], of: $0) }
      entry.finish()
      if gain == 0 { entry.error("\(entry.path).gain is 0: the value would do nothing", at: "gain") }
      if let value { found.append(value.kind) }
      return value.map { MapTerm(source: $0.reference, gain: gain ?? 1, turn: turn) }
    }
    return (terms.count == items.count ? terms : [], found.contains(.joints) ? .joints : .inputs)
  }

  /// `unwrap: true`, `{range: [lower, upper]}` or `{homing: angle}`.
  private func turnRule(_ reader: ValueReader?, of value: FoundValue) -> TurnRule? {
    guard let reader else { return nil }
    var travel = value.profile.lower...value.profile.upper
    if case .mapping = reader.node.content, let rule = reader.mapping() {
      let range = rule["range"]?.range(.angle)
      let homing = rule["homing"]?.quantity(.angle, in: -1000...1000)
      rule.finish()
      if let homing { return .homed(at: homing) }
      guard let range else {
        if !rule.has("range") && !rule.has("homing") { reader.error("\(reader.path) has neither range nor homing") }
        return nil
      }
      travel = range
    } else if reader.bool() != true {
      return nil
    }
    // A little over a turn is what limits of ±180deg come to in binary.
    guard travel.upperBound - travel.lowerBound <= 2 * Double.pi * 1.000001 else {
      let turns = Quantity.shortText((travel.upperBound - travel.lowerBound) / (2 * Double.pi))
      reader.error(
        "'\(value.profile.name)' travels over \(turns == "inf" ? "any number of" : turns) turns: in which of them it stands after power-on "
          + "nobody can know",
        notes: [
          "give the pose in which a person homes it: 'unwrap: {homing: 0deg}'",
          "or its real travel, at most a turn: 'unwrap: {range: [-100deg, 120deg]}'",
        ])
      return nil
    }
    return .within(middle: (travel.lowerBound + travel.upperBound) / 2)
  }

  private func readMirror() -> Double {
    guard let reader = map["mirror"], reader.bool() == true else { return 1 }
    guard let kinematic else {
      reader.error("no kinematics tell how joint '\(joint.name)' mirrors", notes: ["give 'sign: -1' where it turns the other way"])
      return 1
    }
    return RigReader.flipsInMirror(kinematic) ? -1 : 1
  }

  // MARK: Forms

  /// `points:` pairs of value and position.
  private func curve(_ reader: ValueReader, _ terms: [MapTerm], kind: SampleKind, mirror: Double) -> JointMapping? {
    guard let items = reader.items(count: 2...JointCombination.capacity) else { return nil }
    var points: [MapPoint] = []
    for item in items {
      guard let pair = item.items(count: 2...2), let value = pair[0].quantity(oneOf: RigReader.dimensions(of: kind)),
        let position = pair[1].quantity(units.position, in: joint.lower...joint.upper)
      else { continue }
      let point = MapPoint(value: value.value, position: position)
      if let last = points.last {
        if point.value <= last.value {
          item.error("\(item.path): the values must grow from point to point", notes: ["sort the points by their first number"])
        }
        let isRising = points.count < 2 || points[1].position > points[0].position
        if point.position == last.position || (points.count > 1 && (point.position > last.position) != isRising) {
          item.error(
            "\(item.path): the positions must only grow or only fall",
            notes: ["a joint that turns back would stand in one place for two poses"])
        }
      }
      points.append(point)
    }
    guard points.count == items.count else { return nil }
    let mirrored = points.map { MapPoint(value: $0.value, position: mirror * $0.position) }
    return .combined(JointCombination(terms: terms, curve: mirrored, range: joint.lower...joint.upper))
  }

  /// `range:` the ends of the operator's travel, which become the joint's limits, or the two positions of `onto`.
  private func percentile(
    _ reader: ValueReader, onto: ValueReader?, _ terms: [MapTerm], kind: SampleKind, isMirrored: Bool
  ) -> JointMapping? {
    guard let items = reader.items(count: 2...2) else { return nil }
    let ends = items.compactMap { $0.quantity(oneOf: RigReader.dimensions(of: kind)) }
    var positions = isMirrored ? [joint.upper, joint.lower] : [joint.lower, joint.upper]
    if let onto {
      guard let written = onto.quantities(units.position, count: 2) else { return nil }
      positions = isMirrored ? written.map { -$0 } : written
      for position in positions where position < joint.lower || position > joint.upper {
        onto.error("\(onto.path) goes beyond the limits of joint '\(joint.name)'")
      }
    }
    guard ends.count == 2 else { return nil }
    guard ends[0].value != ends[1].value, ends[0].dimension == ends[1].dimension, positions.allSatisfy(\.isFinite) else {
      reader.error("\(reader.path): two different ends with the same unit are needed, and a joint with limits")
      return nil
    }
    let gain = (positions[1] - positions[0]) / (ends[1].value - ends[0].value)
    return .combined(
      JointCombination(
        terms: terms.scaled(by: gain), offset: positions[0] - ends[0].value * gain,
        range: min(positions[0], positions[1])...max(positions[0], positions[1])))
  }
}

extension [MapTerm] {
  /// Every gain times `factor`.
  fileprivate func scaled(by factor: Double) -> [MapTerm] {
    map { MapTerm(source: $0.source, gain: $0.gain * factor, turn: $0.turn) }
  }
}
