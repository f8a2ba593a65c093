package import ExocapCore

/// Where the hand of a worn arm was while it swung, from the values of the device's streams. One thread.
package struct ArmSwing: ~Copyable {
  /// [m] A place counts where it is so far from the last that counted, so that rest and slowness weigh no more than haste.
  package static let spacing = 0.005
  /// Places kept; a swing of a minute at 2 m/s is half of it.
  package static let capacity = 50_000

  /// A joint of the model: where its value stands, and what it is now.
  private struct Joint {
    var stream: Int
    var value: Int
    var angle: Double
  }

  private var joints: [Joint] = []
  private var state: KinematicState
  private let wrist: Int
  private let tool: Vec3
  /// [m] Of the hand, in the device's root frame.
  package private(set) var places: [Vec3] = []
  /// Readings that gave a place, whether it counted or not.
  package private(set) var readingCount = 0

  /// - Parameter lengths: [m] measured ones of the unit, by name.
  package init(_ profile: DeviceProfile, lengths: [String: Double]) throws(CalibrationFailure) {
    guard let kinematics = profile.kinematics, let frames = kinematics.frames else { throw .noArm(profile: profile.name) }
    guard let tree = kinematics.tree(lengths: lengths) else {
      throw .missingLengths(kinematics.lengths.map(\.name).filter { lengths[$0] == nil })
    }
    let model: KinematicModel
    do { model = try KinematicModel(tree) } catch { throw .badKinematics("\(error)") }
    guard let wrist = model.link(named: frames.wrist) else { throw .badKinematics("there is no link '\(frames.wrist)'") }
    for name in model.jointNames {
      // Which device of a rig it is does not matter here.
      guard let place = profile.joint(named: name, of: DeviceID(0)) else { throw .badKinematics("no stream has the joint '\(name)'") }
      joints.append(Joint(stream: Int(place.stream.index), value: place.value, angle: .nan))
    }
    state = KinematicState(model)
    (self.wrist, tool) = (wrist, frames.tool)
  }

  /// The streams that have the joints, in order.
  package var streams: [Int] { Set(joints.map(\.stream)).sorted() }

  /// Takes one sample of a stream [rad | m]; NaN where a value is not valid.
  ///
  /// Until every joint is known, and where one is not valid, there is no place.
  package mutating func take(stream: Int, _ values: [Double]) {
    for index in joints.indices where joints[index].stream == stream {
      joints[index].angle = joints[index].value < values.count ? values[joints[index].value] : .nan
    }
    guard joints.contains(where: { $0.stream == stream }), joints.allSatisfy(\.angle.isFinite) else { return }
    for index in joints.indices { state.setPosition(joints[index].angle, joint: index) }
    state.updatePlacements()
    let place = state.placement(link: wrist) * tool
    readingCount += 1
    if let last = places.last, (place - last).length < ArmSwing.spacing { return }
    if places.count < ArmSwing.capacity { places.append(place) }
  }
}
