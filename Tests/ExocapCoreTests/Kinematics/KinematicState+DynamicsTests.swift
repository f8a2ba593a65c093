import ExocapCore
import ExocapTestSupport
import Testing

@Suite struct KinematicStateDynamicsTests {
  @Test(arguments: KinematicVectors.Robot.allCases)
  func gravityTorquesArePinocchios(_ robot: KinematicVectors.Robot) throws {
    guard let vectors = try KinematicVectors(robot) else { return Requirement.skip("no shared robot models") }
    var state = KinematicState(vectors.model)
    let joints = vectors.joints(vectors.gravity.columns, prefix: "tau:")
    #expect(joints.count == vectors.model.jointCount && vectors.gravity.rows.count >= robot.rowCount)
    var worst = 0.0
    for row in vectors.gravity.rows.indices {
      vectors.setPositions(&state, row: row)
      state.updateGravity(acceleration: Vec3(0, 0, -9.81))
      for (column, joint) in joints {
        worst = max(worst, abs(state.gravityTorque(joint: joint) - vectors.gravity.rows[row][column]))
      }
    }
    #expect(worst <= 1e-9, "[N·m]")
  }

  /// Tests/Vectors/kinematics/inertias.csv: the mass matrix's diagonal from Jacobians of every centre of mass, by numpy.
  @Test func inertiasAreTheDiagonalOfTheMassMatrix() throws {
    let rows = try #require(TextFile(checkout: "Tests/Vectors/kinematics/inertias.csv")).numbers
    guard let vectors = try KinematicVectors(.synthetic) else { return Requirement.skip("no shared robot models") }
    let joints = try ["j1", "j2", "j3", "j4", "j_fa"].map { try #require(vectors.model.joint(named: $0)) }
    var state = KinematicState(vectors.model)
    #expect(rows.count == 20)
    for row in rows {
      for place in 0..<5 { state.setPosition(row[place], joint: joints[place]) }
      state.updatePlacements()
      state.updateInertias()
      for place in 0..<5 { #expect(abs(state.inertia(joint: joints[place]) - row[5 + place]) < 1e-12) }
    }
  }

  /// Hand calculation: 2 kg at the end of a weightless 0.5 m rod that lies flat, turning about y.
  @Test func pendulumHasItsTorqueAndItsInertia() throws {
    let model = try KinematicModel(
      RobotKinematics(
        links: [.init(name: "base"), .init(name: "rod", mass: 2, centre: Vec3(0.5, 0, 0))],
        joints: [
          .init(name: "hinge", kind: .continuous, parentLink: "base", childLink: "rod", origin: Vec3(3, 4, 5), axis: Vec3(0, 1, 0))
        ]))
    var state = KinematicState(model)
    state.updatePlacements()
    state.updateGravity(acceleration: Vec3(0, 0, -9.81))
    state.updateInertias()
    // Lifting the tip is a turn about -y: to hold it takes -2 kg · 9.81 m/s² · 0.5 m.
    #expect(abs(state.gravityTorque(joint: 0) + 9.81) < 1e-12)
    #expect(abs(state.inertia(joint: 0) - 0.5) < 1e-12)
  }
}
