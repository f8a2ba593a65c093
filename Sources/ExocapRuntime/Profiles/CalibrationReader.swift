package import ExocapCore

/// Reads the numbers of one unit, against the profile that they belong to.
package enum CalibrationReader {
  /// The calibration that a text holds; nil after reports.
  ///
  /// `profile` is what the rig says the device is.
  package static func read(_ source: SourceText, profile: DeviceProfile, diagnostics: Diagnostics) -> DeviceCalibration? {
    let errorCount = diagnostics.errorCount
    guard let root = ProfileFile.calibration.open(source, diagnostics: diagnostics) else { return nil }
    let device = root.require("device")?.mapping()
    let name = device?.require("profile")
    if let name, let text = name.text(), text != profile.name {
      name.error("this calibration is for '\(YAMLNode.shortened(text))', but the device is '\(profile.name)'")
    }
    let label = device?.require("label")?.text()
    let serial = device?["serial"]?.text()
    let fingerprint = device?["fingerprint"]?.mapping().flatMap(CalibrationReader.fingerprint)
    device?.finish()
    readMade(root["made"]?.mapping())
    let values = root.require("values")?.mapping()
    let read = values.map { CalibrationReader.values($0, profile: profile) }
    values?.finish()
    let lengths = root["lengths"]?.mapping().map { CalibrationReader.lengths($0, profile: profile) } ?? [:]
    let wearer = root["wearer"]?.mapping().flatMap(CalibrationReader.wearer)
    root.finish()
    guard diagnostics.errorCount == errorCount, let label, let read else { return nil }
    return DeviceCalibration(
      profile: profile.name, label: label, serial: serial, values: read, lengths: lengths, wearer: wearer, fingerprint: fingerprint)
  }

  /// Whether a value of a profile means nothing before its unit is calibrated.
  package static func isNeeded(by source: ValueSource) -> Bool {
    switch source {
    case .linear, .hallPair, .force: true
    case .button, .axis: false
    }
  }

  /// `lengths:` of those that the profile leaves to the unit; one that is missing is missed by who needs it.
  private static func lengths(_ map: MappingReader, profile: DeviceProfile) -> [String: Double] {
    let known = profile.kinematics?.lengths.map(\.name) ?? []
    var lengths: [String: Double] = [:]
    for (name, span, reader) in map.all() {
      if !known.contains(name) {
        reader.diagnostics.error(
          "profile '\(profile.name)' leaves no length '\(YAMLNode.shortened(name))' to its units", at: span, in: reader.source,
          notes: Suggestion.notes(for: name, among: known))
      } else if let length = reader.quantity(.length, in: 0.001...2) {
        lengths[name] = length
      }
    }
    return lengths
  }

  /// `wearer:` what `exocap calibrate operator` found.
  private static func wearer(_ map: MappingReader) -> WearerFit? {
    let shoulder = map.require("shoulder_m")?.quantities(.ratio, count: 3)
    let armLength = map.require("arm_length")?.quantity(.length, in: 0.1...2)
    _ = map["residual"]?.text()
    map.finish()
    guard let shoulder, let armLength else { return nil }
    return WearerFit(shoulder: Vec3(shoulder[0], shoulder[1], shoulder[2]), armLength: armLength)
  }

  /// When, by whom and with what it was made: for people, and not kept.
  private static func readMade(_ made: MappingReader?) {
    for key in ["at", "by", "tool"] { _ = made?[key]?.text() }
    made?.finish()
  }

  private static func values(_ map: MappingReader, profile: DeviceProfile) -> [String: ValueCalibration] {
    let known = profile.streams.flatMap(\.values)
    var result: [String: ValueCalibration] = [:]
    for (name, span, reader) in map.all() {
      guard let value = known.first(where: { $0.name == name }) else {
        reader.diagnostics.error(
          "profile '\(profile.name)' has no value '\(YAMLNode.shortened(name))'", at: span, in: reader.source,
          notes: Suggestion.notes(for: name, among: known.filter { isNeeded(by: $0.source) }.map(\.name)))
        continue
      }
      guard isNeeded(by: value.source) else {
        reader.diagnostics.error("'\(name)' is not calibrated: its range stands in the profile", at: span, in: reader.source)
        continue
      }
      result[name] = calibration(reader, of: value)
    }
    for value in known where isNeeded(by: value.source) && !map.has(value.name) {
      map.reader.error("value '\(value.name)' of profile '\(profile.name)' is not calibrated")
    }
    return result
  }

  private static func calibration(_ reader: ValueReader, of value: ValueProfile) -> ValueCalibration? {
    guard let map = reader.mapping() else { return nil }
    let isForce = if case .force = value.source { true } else { false }
    let curve = isForce ? map["points"].flatMap(forceCurve) : nil
    // With points both are in them; without, nobody else can say.
    func need(_ key: String) -> ValueReader? { isForce && map.has("points") ? map[key] : map.require(key) }
    let zero = isForce ? need("zero")?.quantity(.force) : map.require("zero")?.quantity(oneOf: [.angle, .length])?.value
    let sign = need("sign")?.choice(["1": 1.0, "+1": 1.0, "-1": -1.0])
    let centre = value.turn.isFinite ? map["centre"]?.quantity(oneOf: [.angle, .length])?.value : nil
    var ellipse: HallEllipse?
    var scale: Double?
    switch value.source {
    case .hallPair: ellipse = map.require("ellipse")?.mapping().flatMap(hallEllipse)
    case .force(_, let nominal, _):
      scale = (nominal == 0 && !map.has("points") ? map.require("scale") : map["scale"])?.quantity(.force)
      if curve != nil && map.has("scale") { map.error("\(map.path) has both points and scale", at: "scale", notes: ["give one of them"]) }
    case .linear(_, let nominal, _, _): if nominal == 0 { scale = map.require("scale")?.quantity(oneOf: [.angle, .length])?.value }
    case .button, .axis: break
    }
    if scale == 0 { map.error("\(map.path).scale is 0: the sensor would always read 0\(isForce ? "N" : "")", at: "scale") }
    // What the sweep saw and how well it fitted: for people, and not kept.
    _ = map["seen"]?.items(count: 2...2)
    for key in ["residual", "rms"] { _ = map[key]?.text() }
    map.finish()
    if isForce && map.has("points") {
      return curve.map { ValueCalibration(zero: zero ?? 0, sign: sign ?? 1, curve: $0) }
    }
    guard let zero, let sign else { return nil }
    return ValueCalibration(zero: zero, sign: sign, scale: scale, ellipse: ellipse, centre: centre)
  }

  /// `points:` counts and force of known loads.
  private static func forceCurve(_ reader: ValueReader) -> ForceCurve? {
    guard let items = reader.items(count: 2...ForceCurve.capacity) else { return nil }
    let points = items.compactMap { item -> (counts: Double, newtons: Double)? in
      guard let pair = item.items(count: 2...2), let counts = pair[0].number(), let newtons = pair[1].quantity(.force) else { return nil }
      return (counts, newtons)
    }
    guard points.count == items.count else { return nil }
    let curve = ForceCurve(points)
    if curve == nil {
      reader.error(
        "\(reader.path) is no curve",
        notes: ["each point has other counts than the others, and the force rises all the way or falls all the way"])
    }
    return curve
  }

  /// Centre [counts] and matrix [1/counts], rows and columns in the order cosine, sine.
  private static func hallEllipse(_ map: MappingReader) -> HallEllipse? {
    let centre = map.require("centre")?.quantities(.ratio, count: 2)
    let rows = map.require("matrix")?.items(count: 2...2)?.map { $0.quantities(.ratio, count: 2) }
    map.finish()
    guard let centre, let rows, let first = rows[0], let second = rows[1] else { return nil }
    if first[0] * second[1] == first[1] * second[0] {
      map.error("\(map.path).matrix is singular: it makes a line of the circle", at: "matrix", notes: ["calibrate again"])
    }
    return HallEllipse(
      centreCosine: centre[0], centreSine: centre[1], t00: first[0], t01: first[1], t10: second[0], t11: second[1])
  }
}
