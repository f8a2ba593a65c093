internal import ExocapCore

/// A value of a device that a rig names, with what it is.
struct FoundValue {
  /// Its place.
  var reference: ValueReference
  /// The kind of its stream.
  var kind: SampleKind
  /// The value.
  var profile: ValueProfile
}

extension RigReader {
  /// The value that `role.value` names; nil after a report, or where the device itself could not be read.
  func find(_ reader: ValueReader, kinds: [SampleKind]) -> FoundValue? {
    guard let text = reader.text() else { return nil }
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2 else {
      reader.error(
        "\(reader.path) is '\(YAMLNode.shortened(text))'", notes: ["write it like 'left_arm.shoulder_pitch': a role and a value"])
      return nil
    }
    let roles = slots.compactMap(\.role)
    guard let index = slots.firstIndex(where: { $0.role == parts[0] }) else {
      reader.error("no device has the role '\(YAMLNode.shortened(parts[0]))'", notes: Suggestion.notes(for: parts[0], among: roles))
      return nil
    }
    guard let profile = slots[index].profile else { return nil }
    for (streamIndex, stream) in profile.streams.enumerated() where kinds.contains(stream.kind) {
      guard let valueIndex = stream.values.firstIndex(where: { $0.name == parts[1] }) else { continue }
      let reference = ValueReference(device: DeviceID(index), stream: StreamIndex(streamIndex), value: valueIndex)
      return FoundValue(reference: reference, kind: stream.kind, profile: stream.values[valueIndex])
    }
    let names = profile.streams.filter { kinds.contains($0.kind) }.flatMap(\.values).map(\.name)
    let words = kinds.map { "\($0)" }.joined(separator: " or ")
    reader.error(
      "'\(parts[0])' has no value '\(YAMLNode.shortened(parts[1]))' among its \(words)",
      notes: Suggestion.notes(for: parts[1], among: names))
    return nil
  }

  /// What the numbers of a value are measured in, when a rig speaks of them.
  static func dimensions(of kind: SampleKind) -> [Dimension] {
    switch kind {
    case .joints: [.angle, .length]
    case .forces: [.force]
    case .inputs, .poses, .lease: [.ratio]
    }
  }

  /// The device that a role names, with its kinematics, every length of which was measured.
  func wornKinematics(_ reader: ValueReader) -> (DeviceID, DeviceKinematics)? {
    guard let index = slot(reader), let profile = slots[index].profile else { return nil }
    guard let kinematics = profile.kinematics else {
      reader.error(
        "device profile '\(profile.name)' has no kinematics", notes: ["only 'method: map' needs none"])
      return nil
    }
    let missing = kinematics.lengths.map(\.name).filter { slots[index].lengths[$0] == nil }
    if !missing.isEmpty && slots[index].isCalibrated {
      reader.error(
        "the calibration of '\(slots[index].role ?? "?")' has no length of \(missing.joined(separator: ", "))",
        notes: [
          "measure them with a tape: 'exocap calibrate operator --rig RIG --device \(slots[index].role ?? "ROLE") --lengths-only "
            + missing.map { "--length \($0)=METRES" }.joined(separator: " ") + "'"
        ])
    }
    return (DeviceID(index), kinematics)
  }

  /// What measures a hand: a glove with kinematics, or a stream of 21 keypoints.
  func handSource(_ reader: ValueReader) -> HandSource? {
    guard let index = slot(reader), let profile = slots[index].profile else { return nil }
    if let stream = profile.streams.firstIndex(where: { $0.kind == .poses && $0.values.count == 63 }) {
      return .keypoints(DeviceID(index), StreamIndex(stream))
    }
    guard let (device, kinematics) = wornKinematics(reader) else { return nil }
    if kinematics.fingers.isEmpty {
      reader.error("the kinematics of '\(profile.name)' name no fingers")
      return nil
    }
    return .glove(device)
  }

  /// The place of the device whose role a value names.
  private func slot(_ reader: ValueReader) -> Int? {
    guard let role = reader.text() else { return nil }
    if let index = slots.firstIndex(where: { $0.role == role }) { return index }
    reader.error(
      "no device has the role '\(YAMLNode.shortened(role))'", notes: Suggestion.notes(for: role, among: slots.compactMap(\.role)))
    return nil
  }
}
