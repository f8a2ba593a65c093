import ExocapCore
import ExocapTestSupport

extension RobotKinematics {
  /// Reads links and joints of a URDF, for tests: the product's own reader is held against this one.
  init?(urdf text: String) {
    guard let robot = XMLElement(document: text) else { return nil }
    self.init(links: robot.all("link").map(Link.init(urdf:)), joints: robot.all("joint").compactMap(Joint.init(urdf:)))
  }
}

extension RobotKinematics.Link {
  fileprivate init(urdf element: XMLElement) {
    self.init(name: element.attributes["name"] ?? "")
    guard let inertial = element.first("inertial") else { return }
    mass = inertial.first("mass")?.numbers("value")?.first ?? 0
    centre = inertial.first("origin")?.vector("xyz") ?? .zero
    inertiaRollPitchYaw = inertial.first("origin")?.vector("rpy") ?? .zero
    if let matrix = inertial.first("inertia") {
      func moment(_ name: String) -> Double { matrix.numbers(name)?.first ?? 0 }
      inertia = RobotKinematics.Inertia(
        ixx: moment("ixx"), ixy: moment("ixy"), ixz: moment("ixz"), iyy: moment("iyy"), iyz: moment("iyz"), izz: moment("izz"))
    }
  }
}

extension RobotKinematics.Joint {
  fileprivate init?(urdf element: XMLElement) {
    guard let kind = RobotKinematics.JointKind(rawValue: element.attributes["type"] ?? "") else { return nil }
    self.init(
      name: element.attributes["name"] ?? "", kind: kind,
      parentLink: element.first("parent")?.attributes["link"] ?? "", childLink: element.first("child")?.attributes["link"] ?? "",
      origin: element.first("origin")?.vector("xyz") ?? .zero,
      rollPitchYaw: element.first("origin")?.vector("rpy") ?? .zero,
      axis: element.first("axis")?.vector("xyz") ?? Vec3(1, 0, 0))
    if let limit = element.first("limit") {
      if kind != .continuous {
        lower = limit.numbers("lower")?.first ?? 0
        upper = limit.numbers("upper")?.first ?? 0
      }
      velocity = limit.numbers("velocity")?.first ?? .infinity
      effort = limit.numbers("effort")?.first ?? .infinity
    }
    if let follows = element.first("mimic") {
      mimic = RobotKinematics.Mimic(
        joint: follows.attributes["joint"] ?? "", multiplier: follows.numbers("multiplier")?.first ?? 1,
        offset: follows.numbers("offset")?.first ?? 0)
    }
  }
}

extension XMLElement {
  fileprivate func vector(_ attribute: String) -> Vec3? {
    guard let numbers = numbers(attribute), numbers.count == 3 else { return nil }
    return Vec3(numbers[0], numbers[1], numbers[2])
  }
}
