import ExocapCore
import ExocapTestSupport
import Testing

@Suite struct KinematicStateJacobianTests {
  @Test(arguments: KinematicVectors.Robot.allCases.filter { $0 != .g1Grippers })
  func everyColumnIsPinocchios(_ robot: KinematicVectors.Robot) throws {
    guard let vectors = try KinematicVectors(robot) else { return Requirement.skip("no shared robot models") }
    let jacobians = try #require(vectors.jacobians)
    var state = KinematicState(vectors.model)
    var jacobian = Jacobian(vectors.model)
    var worst = 0.0
    var columns = 0
    for sample in jacobians.samples {
      vectors.setPositions(&state, row: sample.sample)
      for (frame, rows) in sample.J {
        let link = try #require(vectors.model.link(named: frame))
        state.updateJacobian(&jacobian, link: link, point: .zero)
        for (place, name) in jacobians.joints.enumerated() {
          let column = jacobian.column(joint: try #require(vectors.model.joint(named: name)))
          let ours = [column.linear.x, column.linear.y, column.linear.z, column.angular.x, column.angular.y, column.angular.z]
          for row in 0..<6 { worst = max(worst, abs(ours[row] - rows[row][place])) }
          columns += 1
        }
      }
    }
    #expect(columns >= 30 * vectors.model.jointCount)
    #expect(worst <= 1e-10)
  }
}
