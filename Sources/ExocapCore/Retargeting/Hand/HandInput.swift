/// Reads an operator's hand out of the streams: keypoints as they come, or a glove's joints through its own kinematics.
@safe
package struct HandInput: ~Copyable, @unchecked Sendable {
  // SAFETY: the pointers are this value's own memory, allocated in init and freed in deinit; the value cannot be copied, so one owner
  // reads and writes it. They are indexed below their counts only.
  private let places: UnsafeMutablePointer<StreamTable.Place>
  private let placeCount: Int
  private let links: UnsafeMutablePointer<GloveFinger>
  private let linkCount: Int
  private var glove: KinematicState
  private let isGlove: Bool
  private var lengths: InlineArray<5, Double> = InlineArray(repeating: .nan)
  /// The values that the hand depends on, for freshness.
  package let sources: [ValueReference]

  /// One finger of the glove: links of its model, and keypoints that they are.
  private struct GloveFinger: BitwiseCopyable {
    var knuckleLink: Int
    var tipLink: Int
    var tipOffset: Vec3
    var knuckle: Int
    var tip: Int
  }

  /// - Parameter lengths: [m] those that the glove's calibration has, by name.
  package init(_ source: HandSource, devices: [DeviceProfile], lengths measured: [String: Double] = [:]) throws(HandError) {
    var references: [ValueReference] = []
    var fingers: [GloveFinger] = []
    var tree = RobotKinematics(links: [.init(name: "nothing")], joints: [])
    var worn: [Finger] = []
    switch source {
    case .keypoints(let device, let stream):
      references = (0..<HandPoints.coordinates).map { ValueReference(device: device, stream: stream, value: $0) }
    case .glove(let device):
      let kinematics = devices[Int(device.index)].kinematics
      guard let kinematics, let filled = kinematics.tree(lengths: measured) else { throw .link("of a glove without measured lengths") }
      (tree, worn) = (filled, kinematics.fingers)
    }
    let model: KinematicModel
    do { model = try KinematicModel(tree) } catch { throw .kinematics(error) }
    if case .glove(let device) = source {
      for name in model.jointNames {
        guard let found = devices[Int(device.index)].joint(named: name, of: device) else { throw .unknownJoint(name) }
        references.append(found)
      }
    }
    for finger in worn {
      guard let knuckle = model.link(named: finger.knuckle) else { throw .link(finger.knuckle) }
      guard let tip = model.link(named: finger.tip) else { throw .link(finger.tip) }
      var chain = try FingerChain(finger, model: model)
      var zero = InlineArray<6, Double>(repeating: 0)
      chain.update(&zero)
      lengths[finger.name.place] = chain.length
      fingers.append(
        GloveFinger(
          knuckleLink: knuckle, tipLink: tip, tipOffset: finger.tipOffset, knuckle: finger.name.knuckleKeypoint,
          tip: finger.name.tipKeypoint))
    }
    glove = KinematicState(model)
    if case .glove = source { isGlove = true } else { isGlove = false }
    sources = references
    (placeCount, linkCount) = (references.count, fingers.count)
    unsafe places = .allocate(capacity: max(1, placeCount))
    unsafe links = .allocate(capacity: max(1, linkCount))
    for (index, reference) in references.enumerated() {
      unsafe (places + index).initialize(to: StreamTable.place(of: reference, devices: devices.count))
    }
    for (index, finger) in fingers.enumerated() { unsafe (links + index).initialize(to: finger) }
  }

  deinit {
    unsafe places.deallocate()
    unsafe links.deallocate()
  }

  /// Writes the newest reading into `hand`. False, and `hand` as it was, where some value was never seen.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func read(_ streams: inout StreamTable, into hand: inout HandPoints) -> Bool {
    for index in 0..<placeCount {
      let (isSeen, value) = unsafe (streams.measured(places[index]) != .never, streams.value(places[index]))
      guard isSeen, value.isFinite else { return false }
    }
    if isGlove { readGlove(&streams, into: &hand) } else { readKeypoints(&streams, into: &hand) }
    return true
  }

  private mutating func readKeypoints(_ streams: inout StreamTable, into hand: inout HandPoints) {
    for point in 0..<21 {
      hand.points[point] = unsafe Vec3(
        streams.value(places[3 &* point]), streams.value(places[3 &* point &+ 1]), streams.value(places[3 &* point &+ 2]))
    }
    hand.measureLengths()
  }

  private mutating func readGlove(_ streams: inout StreamTable, into hand: inout HandPoints) {
    for joint in 0..<placeCount { unsafe glove.setPosition(streams.value(places[joint]), joint: joint) }
    glove.updatePlacements()
    hand.points[0] = glove.placement(link: 0).position
    for index in 0..<linkCount {
      let finger = unsafe links[index]
      hand.points[finger.knuckle] = glove.placement(link: finger.knuckleLink).position
      hand.points[finger.tip] = glove.placement(link: finger.tipLink) * finger.tipOffset
    }
    hand.lengths = lengths
  }
}
