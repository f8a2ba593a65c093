import CRealtimeCheck
import ExocapCore
import ExocapTestSupport
import Testing

@Suite struct ArmChainTests {
  /// A chain of a shared model, with the frame whose placement and Jacobian Pinocchio gives.
  struct Case: Sendable, CustomStringConvertible {
    var robot: KinematicVectors.Robot
    var base: String?
    var tip: String
    /// The joints that move, in the chain's order.
    var count: Int
    var description: String { "\(robot.rawValue) to \(tip)" }

    static let all = [
      Case(robot: .g1, base: nil, tip: "left_wrist_yaw_link", count: 10),
      Case(robot: .g1, base: nil, tip: "right_wrist_yaw_link", count: 10),
      Case(robot: .aceArm, base: nil, tip: "ee_c", count: 7),
      Case(robot: .isoArm, base: nil, tip: "exo_wrist", count: 7),
      Case(robot: .synthetic, base: nil, tip: "tip_a", count: 5),
    ]
  }

  private func cut(_ test: Case, _ model: KinematicModel) throws -> ArmChain.Cut {
    ArmChain.Cut(base: try #require(model.link(named: test.base ?? model.linkNames[0])), tip: try #require(model.link(named: test.tip)))
  }

  private func setPositions(_ chain: inout ArmChain, _ vectors: KinematicVectors, row: Int) {
    for (column, joint) in vectors.joints(vectors.placements.columns, prefix: "q:") {
      for index in 0..<chain.jointCount where chain.modelJoint(index) == joint {
        chain.setPosition(vectors.placements.rows[row][column], joint: index)
      }
    }
  }

  @Test(arguments: Case.all)
  func theToolStandsWherePinocchioPutsIt(_ test: Case) throws {
    guard let vectors = try KinematicVectors(test.robot) else { return Requirement.skip("no shared robot models") }
    var chain = try ArmChain(vectors.model, cut(test, vectors.model))
    #expect(chain.jointCount == test.count)
    let first = try #require(vectors.placements.columns.firstIndex(of: "\(test.tip):x"))
    var worst = 0.0
    for row in vectors.placements.rows.indices {
      setPositions(&chain, vectors, row: row)
      chain.update()
      let expected = vectors.placements.rows[row]
      let offset = chain.tool.position - Vec3(expected[first], expected[first + 1], expected[first + 2])
      let turn = chain.tool.rotation.turn(
        to: Rotation(Quaternion(x: expected[first + 3], y: expected[first + 4], z: expected[first + 5], w: expected[first + 6])))
      worst = max(worst, offset.length, turn.length)
    }
    #expect(worst <= 1e-12)
  }

  @Test(arguments: Case.all)
  func everyColumnIsPinocchios(_ test: Case) throws {
    guard let vectors = try KinematicVectors(test.robot) else { return Requirement.skip("no shared robot models") }
    let jacobians = try #require(vectors.jacobians)
    var chain = try ArmChain(vectors.model, cut(test, vectors.model))
    var worst = 0.0
    var columns = 0
    for sample in jacobians.samples {
      setPositions(&chain, vectors, row: sample.sample)
      chain.update()
      let rows = try #require(sample.J[test.tip])
      for index in 0..<chain.jointCount {
        let name = vectors.model.jointNames[chain.modelJoint(index)]
        let place = try #require(jacobians.joints.firstIndex(of: name))
        let column = chain.column(index)
        let ours = [column.linear.x, column.linear.y, column.linear.z, column.angular.x, column.angular.y, column.angular.z]
        for row in 0..<6 { worst = max(worst, abs(ours[row] - rows[row][place])) }
        columns += 1
      }
    }
    #expect(columns == jacobians.samples.count * test.count)
    #expect(worst <= 1e-10)
  }

  @Test func toolElbowAndHeldWaistAgreeWithTheWholeModel() throws {
    guard let vectors = try KinematicVectors(.g1) else { return Requirement.skip("no shared robot models") }
    let model = vectors.model
    let tool = Placement(rotation: Rotation(rollPitchYaw: Vec3(0.3, -0.2, 0.9)), position: Vec3(0.05, -0.01, 0.02))
    let held = try ["waist_yaw_joint", "waist_roll_joint", "waist_pitch_joint"].enumerated().map { index, name in
      ArmChain.Cut.Held(joint: try #require(model.joint(named: name)), position: 0.2 - 0.15 * Double(index))
    }
    let tip = try #require(model.link(named: "left_wrist_yaw_link"))
    let elbowLink = try #require(model.link(named: "left_elbow_link"))
    let elbowPoint = Vec3(0.01, 0.02, -0.03)
    var chain = try ArmChain(
      model, ArmChain.Cut(base: 0, tip: tip, tool: tool, elbowLink: elbowLink, elbowPoint: elbowPoint, held: held))
    #expect(chain.jointCount == 7 && chain.elbowJointCount == 4)
    var state = KinematicState(model)
    var jacobian = Jacobian(model)
    var elbowJacobian = Jacobian(model)
    var random = SeededGenerator.printed()
    for _ in 0..<100 {
      for joint in held { state.setPosition(joint.position, joint: joint.joint) }
      for index in 0..<7 {
        let q = Double.random(in: -2...2, using: &random)
        chain.setPosition(q, joint: index)
        state.setPosition(q, joint: chain.modelJoint(index))
      }
      chain.update()
      state.updatePlacements()
      let expected = state.placement(link: tip) * tool
      state.updateJacobian(&jacobian, link: tip, point: tool.position)
      state.updateJacobian(&elbowJacobian, link: elbowLink, point: elbowPoint)
      let elbow = state.placement(link: elbowLink) * elbowPoint
      var worst = max((chain.tool.position - expected.position).length, chain.tool.rotation.turn(to: expected.rotation).length)
      worst = max(worst, (chain.elbow - elbow).length)
      for index in 0..<7 {
        let (ours, theirs) = (chain.column(index), jacobian.column(joint: chain.modelJoint(index)))
        worst = max(worst, (ours.linear - theirs.linear).length, (ours.angular - theirs.angular).length)
        worst = max(worst, (chain.elbowColumn(index) - elbowJacobian.column(joint: chain.modelJoint(index)).linear).length)
      }
      #expect(worst <= 1e-12)
      chain.updatePlacements()
      #expect((chain.tool.position - expected.position).length <= 1e-12)
    }
  }

  @Test func attachmentsPutLinksWhereTheModelHasThem() throws {
    guard let vectors = try KinematicVectors(.g1) else { return Requirement.skip("no shared robot models") }
    let cut = ArmChain.Cut(base: 0, tip: try #require(vectors.model.link(named: "right_rubber_hand")))
    var chain = try ArmChain(vectors.model, cut)
    let attachments = try ArmChain.attachments(vectors.model, cut)
    var state = KinematicState(vectors.model)
    vectors.setPositions(&state, row: 7)
    setPositions(&chain, vectors, row: 7)
    chain.update()
    for (link, attachment) in attachments {
      let body = attachment.jointCount == 0 ? chain.base : chain.body(attachment.jointCount - 1)
      #expect(((body * attachment.placement).position - state.placement(link: link).position).length < 1e-12)
    }
    #expect(attachments.count == 12)
  }

  @Test func whatIsNoChainIsRefused() throws {
    let links = ["a", "b", "c"].map { RobotKinematics.Link(name: $0) }
    var first = RobotKinematics.Joint(name: "j", kind: .revolute, parentLink: "a", childLink: "b", lower: -1, upper: 1)
    var second = first
    (second.name, second.childLink) = ("k", "c")
    let fork = try KinematicModel(RobotKinematics(links: links, joints: [first, second]))
    #expect(throws: KinematicError.chain(base: "b", tip: "c")) { _ = try ArmChain(fork, ArmChain.Cut(base: 1, tip: 2)) }
    (second.parentLink, second.mimic) = ("b", .init(joint: "j", multiplier: -1, offset: 0))
    first.axis = Vec3(0, -1, 0)
    let follower = try KinematicModel(RobotKinematics(links: links, joints: [first, second]))
    #expect(throws: KinematicError.mimic(joint: "c", of: "j")) { _ = try ArmChain(follower, ArmChain.Cut(base: 0, tip: 2)) }
    var one = try ArmChain(follower, ArmChain.Cut(base: 0, tip: 1))
    one.setPosition(.pi / 2, joint: 0)
    one.update()
    // A quarter turn about -y takes x to z.
    #expect((one.tool.rotation.x - Vec3(0, 0, 1)).length < 1e-15)
  }

  @Test func nothingIsAllocatedAfterInit() throws {
    guard exocap_counts_allocations() else { return }
    guard let vectors = try KinematicVectors(.isoArm) else { return Requirement.skip("no shared robot models") }
    var chain = try ArmChain(vectors.model, cut(Case.all[3], vectors.model))
    var count: UInt64 = 0
    for _ in 0..<3 {
      count = exocap_allocation_count()
      for joint in 0..<chain.jointCount { chain.setPosition(0.1, joint: joint) }
      chain.update()
      chain.updatePlacements()
      count = exocap_allocation_count() - count
    }
    #expect(count == 0)
  }
}
