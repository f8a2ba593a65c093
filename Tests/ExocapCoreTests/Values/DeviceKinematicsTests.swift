import ExocapCore
import Testing

@Suite struct DeviceKinematicsTests {
  static let kinematics = DeviceKinematics(
    tree: RobotKinematics(
      links: ["base", "a", "b", "c"].map { RobotKinematics.Link(name: $0) },
      joints: [
        .init(name: "j1", kind: .revolute, parentLink: "base", childLink: "a", origin: Vec3(0.1, 0.2, 0.3), axis: Vec3(1, 0, 0)),
        .init(
          name: "j2", kind: .revolute, parentLink: "a", childLink: "b", origin: Vec3(0, 0.05, 0), rollPitchYaw: Vec3(0.4, -0.7, 1.1),
          axis: Vec3(0.6, 0, 0.8)),
        .init(name: "j3", kind: .prismatic, parentLink: "b", childLink: "c", origin: Vec3(0, 0.01, -0.2), axis: Vec3(0, 1, 0)),
      ]),
    frames: ArmFrames(shoulder: "a", elbow: "b", wrist: "c", tool: Vec3(0, 0.02, 0.1)),
    lengths: [MeasuredLength(name: "upper_arm", joint: "j2", direction: Vec3(0, 0.6, -0.8))])

  @Test func aMeasuredLengthMovesTheJointsOrigin() throws {
    let tree = try #require(Self.kinematics.tree(lengths: ["upper_arm": 0.5]))
    let moved = tree.joints[1].origin - Vec3(0, 0.35, -0.4)
    #expect(moved.length < 1e-15)
    #expect(tree.joints[0] == Self.kinematics.tree.joints[0])
  }

  @Test func aMissingLengthGivesNoTree() {
    #expect(Self.kinematics.tree(lengths: ["forearm": 0.2]) == nil)
  }

  /// A mirrored point has the other y; a mirrored rotation is M R M with M = diag(1, -1, 1).
  @Test func equalAnglesAreMirroredPoses() throws {
    let left = try Self.kinematics.tool(at: [0.3, -0.9, 0.05])
    let right = try Self.kinematics.mirrored.tool(at: [0.3, -0.9, 0.05])
    #expect((right.position - Vec3(left.position.x, -left.position.y, left.position.z)).length < 1e-15)
    let (x, y, z) = (left.rotation.x, left.rotation.y, left.rotation.z)
    #expect((right.rotation.x - Vec3(x.x, -x.y, x.z)).length < 1e-15)
    #expect((right.rotation.y - Vec3(-y.x, y.y, -y.z)).length < 1e-15)
    #expect((right.rotation.z - Vec3(z.x, -z.y, z.z)).length < 1e-15)
  }

  @Test func twoMirrorsAreNone() {
    #expect(Self.kinematics.mirrored.mirrored == Self.kinematics)
  }
}

extension DeviceKinematics {
  fileprivate func tool(at positions: [Double]) throws -> Placement {
    let model = try KinematicModel(try #require(tree(lengths: ["upper_arm": 0.3])))
    var state = KinematicState(model)
    for (joint, position) in positions.enumerated() { state.setPosition(position, joint: joint) }
    state.updatePlacements()
    let frames = try #require(frames)
    let wrist = state.placement(link: try #require(model.link(named: frames.wrist)))
    return Placement(rotation: wrist.rotation, position: wrist * frames.tool)
  }
}
