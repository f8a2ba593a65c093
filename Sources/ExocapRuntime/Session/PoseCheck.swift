package import ExocapCore
internal import LinuxIO

/// The quick look at a device that has just been opened: is every joint about where it was left?
///
/// Its first believed values are compared with the last ones before it was closed, or before the daemon ended last time. A servo that was
/// switched on in another turn, an arm on another's port or a slipped horn is far off, and is told before anybody engages. Where the device
/// or its serial says which unit it is, it blocks nothing: people do move an arm that is off. A device that is known by its place alone is
/// not believed until it is held as it was left. Control plane only.
package struct PoseCheck: Sendable {
  /// [rad] An exoskeleton that was hung up again hangs within less.
  package static let largestAngle = 60 * Double.pi / 180
  /// [m]
  package static let largestLength = 0.15
  /// Nobody exchanges two plugs in less, but a loose one is back, and whoever wears the arm has moved on.
  package static let shortestExchange = Interval.seconds(5)

  /// What a device's joints are now: by stream and value, NaN where nothing was believed since it was opened.
  package struct Reading: Sendable {
    /// `.never` while the port is closed.
    package var openSince: Timestamp
    /// [rad | m]
    package var values: [[Double]]
    /// How long the port had been closed; `.distant` where it was not open before.
    package var closedFor: Interval

    package init(openSince: Timestamp, values: [[Double]], closedFor: Interval = .distant) {
      self.openSince = openSince
      self.values = values
      self.closedFor = closedFor
    }
  }

  /// What a look came to.
  package struct Finding: Sendable, Equatable {
    /// A sentence, once for each opening; nil: nothing is new.
    package var text: String?
    /// What to ask of the device's thread; nil: nothing.
    package var request: DeviceRequest?

    package init(text: String? = nil, request: DeviceRequest? = nil) { (self.text, self.request) = (text, request) }
  }

  private struct Joint: Sendable {
    var name: String
    var stream: Int
    var value: Int
    var isLength: Bool
    /// [rad | m] Where it was last; NaN where nobody knows.
    var last = Double.nan
  }

  private struct Device: Sendable {
    var role: String
    var label: String
    var joints: [Joint]
    var openSince = Timestamp.never
    /// Whether this opening has not been looked at yet.
    var isPending = false
    var warning: String?
    /// Whether it must be as it was left.
    var mustPass: Bool
    /// Whether it is not believed, or was not when its port was closed.
    var isRefused = false
  }

  private var devices: [Device]

  /// For the rig's worn devices. `state`: what `PoseCheck` wrote when it ended last; nil: nobody knows.
  package init(_ rig: Rig, state: JSONValue?) {
    devices = rig.devices.map { device in
      let label = device.calibration?.label ?? ""
      var joints: [Joint] = []
      // Of another unit nobody asks where it was.
      let known = state?["devices"]?[device.role]
      let values = known?["label"]?.text == label ? known?["values"] : nil
      for (stream, profile) in device.profile.streams.enumerated() where profile.kind == .joints {
        for (place, value) in profile.values.enumerated() {
          joints.append(
            Joint(name: value.name, stream: stream, value: place, isLength: value.isLength, last: values?[value.name]?.double ?? .nan))
        }
      }
      return Device(role: device.role, label: label, joints: joints, mustPass: device.isKnownByItsPlaceAlone)
    }
  }

  /// Takes what device `index` is now. What is far from where it was left is told once for each opening, when every joint is known.
  package mutating func look(_ index: Int, _ reading: Reading) -> Finding {
    if reading.openSince != devices[index].openSince {
      devices[index].openSince = reading.openSince
      devices[index].isPending = reading.openSince != .never
      devices[index].warning = nil
    }
    guard reading.openSince != .never, !devices[index].joints.isEmpty else { return Finding() }
    let now = devices[index].joints.map { joint in
      joint.stream < reading.values.count && joint.value < reading.values[joint.stream].count
        ? reading.values[joint.stream][joint.value] : .nan
    }
    var finding = Finding()
    if devices[index].isPending {
      guard now.allSatisfy(\.isFinite) else { return finding }
      devices[index].isPending = false
      finding.text = PoseCheck.sentence(devices[index].joints, now)
      devices[index].warning = finding.text
      // One that was not believed when its plug fell out is not believed after it either.
      let isSame = reading.closedFor < PoseCheck.shortestExchange && !devices[index].isRefused
      devices[index].isRefused = finding.text != nil && devices[index].mustPass && !isSame
      if devices[index].isRefused { finding.request = .distrust }
    } else if devices[index].isRefused && now.allSatisfy(\.isFinite) {
      devices[index].warning = PoseCheck.sentence(devices[index].joints, now)
      devices[index].isRefused = devices[index].warning != nil
      if !devices[index].isRefused { finding.request = .trust }
    }
    // Where it was left counts until it has been there.
    guard !devices[index].isRefused else { return finding }
    for place in now.indices where now[place].isFinite { devices[index].joints[place].last = now[place] }
    return finding
  }

  /// Whether device `index` is not believed before it is held as it was left.
  package func isRefused(_ index: Int) -> Bool { devices[index].isRefused }

  /// What was found at the last opening of device `index`; nil where nothing was.
  package func warning(_ index: Int) -> String? { devices[index].warning }

  /// What `init` reads again.
  package var state: JSONValue {
    let known = devices.map { device -> JSONMember in
      let values = device.joints.filter { $0.last.isFinite }.map { JSONMember($0.name, .number($0.last)) }
      return JSONMember(device.role, .object([JSONMember("label", .string(device.label)), JSONMember("values", .object(values))]))
    }
    return .object([JSONMember("last_pose", .integer(1)), JSONMember("devices", .object(known))])
  }

  private static func sentence(_ joints: [Joint], _ now: [Double]) -> String? {
    let moved = zip(joints, now).compactMap { joint, now -> String? in
      let off = (now - joint.last).magnitude
      guard off > (joint.isLength ? largestLength : largestAngle) else { return nil }
      return "\(joint.name) is \(ValueText(joint.isLength).short(off))"
    }
    guard !moved.isEmpty else { return nil }
    return moved.joined(separator: ", ") + " from where it was left (wrong turn? another unit?)"
  }
}

extension PoseCheck {
  /// Why a device that is known by its place alone is not believed.
  static func refusal(_ device: RigDevice, _ text: String) -> ControlRefusal {
    ControlRefusal(
      "\(device.role) is known by its place alone, and \(text): its values are not used",
      remedy:
        "hold it as it was left, each joint within 60°; where it is another unit, name its own calibration, or 'exocap calibrate \(device.role)'"
    )
  }

  /// The file's name in the daemon's state folder.
  static let fileName = "last-pose.json"

  /// What a daemon wrote in that folder; nil where there is nothing that can be read.
  static func read(folder: String?) -> JSONValue? {
    guard let folder, let bytes = try? Files.contents(of: "\(folder)/\(fileName)", atMost: 1 << 20) else { return nil }
    guard let state = try? JSONParser.parse(bytes), state["last_pose"]?.integer == 1 else { return nil }
    return state
  }

  /// Writes where every joint was last.
  func write(folder: String) throws(IOError) {
    try Files.makeFolders(folder)
    try Files.writeAtomically(state.line + "\n", to: "\(folder)/\(PoseCheck.fileName)")
  }
}
