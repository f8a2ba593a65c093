import ExocapCore
import ExocapTestSupport
import Testing

@Suite struct KinematicStatePlacementsTests {
  @Test(arguments: KinematicVectors.Robot.allCases)
  func everyFrameIsWherePinocchioHasIt(_ robot: KinematicVectors.Robot) throws {
    guard let vectors = try KinematicVectors(robot) else { return Requirement.skip("no shared robot models") }
    var state = KinematicState(vectors.model)
    let joints = vectors.joints(vectors.placements.columns, prefix: "q:")
    #expect(joints.count == vectors.model.jointCount)
    let columns = vectors.placements.columns
    let frames = columns.indices.filter { columns[$0].hasSuffix(":x") }
    #expect(!frames.isEmpty && vectors.placements.rows.count >= robot.rowCount)
    var worstPlace = 0.0
    var worstAngle = 0.0
    for row in vectors.placements.rows.indices {
      vectors.setPositions(&state, row: row)
      let values = vectors.placements.rows[row]
      for frame in frames {
        let link = try #require(vectors.model.link(named: String(columns[frame].dropLast(2))))
        let placement = state.placement(link: link)
        let place = Vec3(values[frame], values[frame + 1], values[frame + 2])
        let turn = Quaternion(x: values[frame + 3], y: values[frame + 4], z: values[frame + 5], w: values[frame + 6])
        let off = Quaternion(placement.rotation) * turn.conjugate
        worstPlace = max(worstPlace, (placement.position - place).length)
        worstAngle = max(worstAngle, 2 * Vec3(off.x, off.y, off.z).length)
      }
    }
    #expect(worstPlace <= 1e-12, "[m]")
    #expect(worstAngle <= 1e-12, "[rad]")
  }
}
