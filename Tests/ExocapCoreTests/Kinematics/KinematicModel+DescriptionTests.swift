import ExocapCore
import Testing

@Suite struct KinematicModelDescriptionTests {
  typealias Joint = RobotKinematics.Joint

  private func robot(_ links: [String], _ joints: [Joint]) -> RobotKinematics {
    RobotKinematics(links: links.map { RobotKinematics.Link(name: $0) }, joints: joints)
  }

  private func hinge(_ name: String, _ parent: String, _ child: String) -> Joint {
    Joint(name: name, kind: .revolute, parentLink: parent, childLink: child, lower: -1, upper: 1)
  }

  /// What is wrong with a description; nil where it is a tree.
  private func fault(_ robot: RobotKinematics) -> KinematicError? {
    do throws(KinematicError) {
      _ = try KinematicModel(robot)
      return nil
    } catch { return error }
  }

  @Test func jointsKeepTheirOrderAndLinksStandParentsFirst() throws {
    let model = try KinematicModel(
      robot(["tip", "base", "middle"], [hinge("second", "middle", "tip"), hinge("first", "base", "middle")]))
    #expect(model.jointNames == ["second", "first"])
    #expect(model.linkNames == ["base", "middle", "tip"])
  }

  @Test func limitsAreThoseOfTheIndependentJoints() throws {
    var slide = Joint(name: "slide", kind: .prismatic, parentLink: "a", childLink: "b", lower: -0.02, upper: 0.0245)
    slide.velocity = 0.2
    slide.effort = 20
    var twin = slide
    twin.name = "twin"
    twin.childLink = "c"
    twin.mimic = .init(joint: "slide", multiplier: -1, offset: 0)
    let model = try KinematicModel(robot(["a", "b", "c"], [twin, slide]))
    #expect(
      model.limits == [
        KinematicModel.JointLimits(isPrismatic: true, lower: -0.02, upper: 0.0245, velocity: 0.2, effort: 20)
      ])
  }

  @Test func aLoneLinkIsARobot() throws {
    let model = try KinematicModel(robot(["base"], []))
    var state = KinematicState(model)
    state.updatePlacements()
    state.updateGravity(acceleration: Vec3(0, 0, -9.81))
    state.updateInertias()
    #expect(model.jointCount == 0 && state.placement(link: 0) == .identity)
  }

  @Test func namesMustBeUniqueAndKnown() {
    #expect(fault(robot(["a", "a"], [])) == .duplicateName("a"))
    #expect(fault(robot(["a", "b", "c"], [hinge("j", "a", "b"), hinge("j", "a", "c")])) == .duplicateName("j"))
    #expect(fault(robot(["a"], [hinge("j", "a", "b")])) == .unknownLink(joint: "j", link: "b"))
  }

  @Test func linksMustBeOneTree() {
    #expect(fault(robot(["a", "b"], [])) == .roots(["a", "b"]))
    #expect(fault(robot(["a", "b"], [hinge("j", "a", "b"), hinge("k", "b", "a")])) == .roots([]))
    #expect(
      fault(robot(["a", "b", "c"], [hinge("j", "a", "b"), hinge("k", "a", "c"), hinge("l", "b", "c")])) == .severalParents(link: "c"))
    #expect(fault(robot(["a", "b", "c"], [hinge("j", "b", "c"), hinge("k", "c", "b")])) == .ring(link: "b"))
  }

  @Test func numbersMustMakeSense() {
    var joint = hinge("j", "a", "b")
    joint.axis = .zero
    #expect(fault(robot(["a", "b"], [joint])) == .notFinite("j"))
    joint = hinge("j", "a", "b")
    joint.lower = 2
    #expect(fault(robot(["a", "b"], [joint])) == .limits(joint: "j"))
    joint = hinge("j", "a", "b")
    joint.origin.x = .nan
    #expect(fault(robot(["a", "b"], [joint])) == .notFinite("j"))
    var heavy = robot(["a"], [])
    heavy.links[0].mass = -1
    #expect(fault(heavy) == .notFinite("a"))
  }

  @Test func mimicFollowsAnIndependentJoint() {
    var follower = hinge("f", "a", "b")
    follower.mimic = .init(joint: "g", multiplier: 1, offset: 0)
    #expect(fault(robot(["a", "b"], [follower])) == .mimic(joint: "f", of: "g"))
    var other = hinge("g", "b", "c")
    other.mimic = .init(joint: "f", multiplier: 1, offset: 0)
    #expect(fault(robot(["a", "b", "c"], [follower, other])) == .mimic(joint: "f", of: "g"))
  }
}
