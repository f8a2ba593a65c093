import ExocapCore
import Testing

@Suite struct HandInputTests {
  static func device(_ kind: SampleKind, _ names: [String], kinematics: DeviceKinematics? = nil) -> DeviceProfile {
    let values = names.map {
      ValueProfile(name: $0, source: .linear(field: 0, scale: 1, rate: nil, effort: nil), lower: -3, upper: 3)
    }
    return DeviceProfile(
      name: "glove", title: "a glove", kind: .hand, usbMatches: [], line: SerialLine(baud: 115200), wire: .ft300,
      streams: [StreamProfile(name: "s", kind: kind, rate: 100, staleAfter: .milliseconds(50), values: values)],
      provenAgainst: "nothing", kinematics: kinematics)
  }

  static func sample(_ values: [Double], kind: SampleKind) -> Sample {
    var sample = StreamTableTests.sample(values, at: 0)
    sample.kind = kind
    return sample
  }

  @Test func keypointsComeAsTheyAre() throws {
    let devices = [Self.device(.poses, (0..<63).map { "p\($0)" })]
    var table = StreamTable(devices: devices)
    var input = try HandInput(.keypoints(DeviceID(0), StreamIndex(0)), devices: devices)
    var hand = HandPoints()
    let isEmpty = !input.read(&table, into: &hand)
    #expect(isEmpty && input.sources.count == 63)
    StreamTableTests.take(Self.sample((0..<63).map { 0.01 * Double($0) }, kind: .poses), &table)
    let isRead = input.read(&table, into: &hand)
    #expect(isRead && hand.points[8] == Vec3(0.01 * 24, 0.01 * 25, 0.01 * 26))
    // Neighbouring points differ by 0.03 in each coordinate: three phalanges of 0.03·√3.
    #expect(abs(hand.lengths[1] - 0.09 * 1.7320508075688772) < 1e-15)
  }

  /// A finger of 40 and 30 mm that bends about y; its knuckle lies a measured length before the wrist.
  @Test func aGlovesJointsPassItsKinematics() throws {
    let tree = RobotKinematics(
      links: ["palm", "proximal", "distal"].map { RobotKinematics.Link(name: $0) },
      joints: [
        .init(name: "mcp", kind: .revolute, parentLink: "palm", childLink: "proximal", axis: Vec3(0, 1, 0), lower: -1, upper: 2),
        .init(
          name: "pip", kind: .revolute, parentLink: "proximal", childLink: "distal", origin: Vec3(0.04, 0, 0), axis: Vec3(0, 1, 0),
          lower: -1, upper: 2),
      ])
    let kinematics = DeviceKinematics(
      tree: tree, fingers: [Finger(name: .index, knuckle: "proximal", tip: "distal", tipOffset: Vec3(0.03, 0, 0))],
      lengths: [MeasuredLength(name: "palm", joint: "mcp", direction: Vec3(1, 0, 0))])
    let devices = [Self.device(.joints, ["pip", "mcp"], kinematics: kinematics)]
    var table = StreamTable(devices: devices)
    var input = try HandInput(.glove(DeviceID(0)), devices: devices, lengths: ["palm": 0.09])
    StreamTableTests.take(Self.sample([.pi / 2, 0], kind: .joints), &table)
    var hand = HandPoints()
    let isRead = input.read(&table, into: &hand)
    #expect(isRead && (hand.points[5] - Vec3(0.09, 0, 0)).length < 1e-15)
    #expect((hand.points[8] - Vec3(0.13, 0, -0.03)).length < 1e-15)
    #expect(abs(hand.lengths[1] - 0.07) < 1e-15 && hand.lengths[2].isNaN)
    #expect(throws: HandError.self) { _ = try HandInput(.glove(DeviceID(0)), devices: devices) }
  }
}
