internal import ExocapCore

extension DeviceProfileReader {
  /// `zero:` the pose in which a device's zeros are found.
  func zeroPose(_ map: MappingReader, streams: [StreamProfile]) -> ZeroPose {
    let joints = streams.filter { $0.kind == .joints }.flatMap(\.values)
    var zero = ZeroPose()
    if let pose = map["pose"]?.mapping() {
      for (joint, reader) in named(pose, among: joints) {
        zero.pose[joint.name] = reader.quantity(joint.isLength ? .length : .angle)
      }
    }
    if let positive = map["positive"]?.mapping() {
      for (joint, reader) in named(positive, among: joints) { zero.positive[joint.name] = reader.text() }
    }
    zero.hint = map["hint"]?.text()
    zero.snap = map["snap"]?.quantity(.angle, in: 0.01...Double.pi)
    if let bound = map["refuse_beyond"]?.quantity(.angle, in: 0.001...Double.pi / 2) { zero.refuseBeyond = bound }
    map.finish()
    if let snap = zero.snap, zero.refuseBeyond > snap / 2 {
      map.error(
        "zero.refuse_beyond refuses nothing: no angle is farther from a multiple of zero.snap than half of it", at: "refuse_beyond",
        notes: ["give less than half of zero.snap"])
    }
    return zero
  }

  /// Entries by joint; others are reported. Where streams were not read, every joint would be reported for nothing.
  private func named(_ map: MappingReader, among joints: [ValueProfile]) -> [(ValueProfile, ValueReader)] {
    map.all().compactMap { name, span, reader in
      if let joint = joints.first(where: { $0.name == name }) { return (joint, reader) }
      if !joints.isEmpty {
        diagnostics.error(
          "there is no joint '\(YAMLNode.shortened(name))'", at: span, in: reader.source,
          notes: Suggestion.notes(for: name, among: joints.map(\.name)))
      }
      return nil
    }
  }

  /// [rad | m] `turns: one | many` of a servo or a Hall pair, `wraps: COUNTS` of a linear value: after how much travel its counts begin anew.
  func turn(of map: MappingReader, source: ValueSource?) -> Double {
    switch source {
    case .hallPair: return map["turns"]?.choice(["one": 2 * Double.pi, "many": .infinity]) ?? 2 * .pi
    case .linear(_, let scale, _, _):
      if map.has("servo") { return map["turns"]?.choice(["one": 2 * Double.pi, "many": .infinity]) ?? 2 * .pi }
      return map["wraps"]?.number(in: 2...1e12).map { $0 * scale.magnitude } ?? .infinity
    case .force, .button, .axis, nil: return .infinity
    }
  }
}
