internal import ExocapCore
internal import ExocapRuntime
internal import Testing

@Suite struct KinematicTreeTests {
  private func robot(_ links: String, _ joints: [(String, String, String)], mimic: [String: String] = [:]) -> RobotKinematics {
    RobotKinematics(
      links: links.map { RobotKinematics.Link(name: String($0)) },
      joints: joints.map { name, parent, child in
        RobotKinematics.Joint(
          name: name, kind: .revolute, parentLink: parent, childLink: child,
          mimic: mimic[name].map { RobotKinematics.Mimic(joint: $0, multiplier: 1, offset: 0) })
      })
  }

  @Test func aTreeInAnyOrderIsFine() {
    #expect(KinematicTree.problems(of: robot("cab", [("2", "b", "c"), ("1", "a", "b")], mimic: ["2": "1"])).isEmpty)
  }

  @Test func findsEveryFault() {
    func parts(_ robot: RobotKinematics) -> [KinematicTree.Part] { KinematicTree.problems(of: robot).map(\.part) }
    #expect(parts(robot("", [])) == [.robot])
    #expect(parts(robot("ab", [])) == [.robot])
    #expect(parts(robot("ab", [("1", "a", "b"), ("2", "x", "y")])) == [.parent(1), .child(1)])
    #expect(parts(robot("ab", [("1", "a", "b"), ("2", "a", "b")])) == [.child(1)])
    #expect(parts(robot("abc", [("1", "b", "c"), ("2", "c", "b")])) == [.joint(1)])
    #expect(parts(robot("ab", [("1", "a", "b")], mimic: ["1": "1"])) == [.mimic(0)])
    #expect(parts(robot("ab", [("1", "a", "b")], mimic: ["1": "9"])) == [.mimic(0)])
  }
}
