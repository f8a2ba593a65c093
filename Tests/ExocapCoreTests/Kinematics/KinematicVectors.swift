import ExocapCore
import ExocapTestSupport
import FoundationEssentials

/// Kinematic vectors: robot models and what Pinocchio 4.1.0 computes for them.
///
/// Those of six models are shared; Tests/Vectors/kinematics/pinocchio_vectors.py made the three that were missing.
struct KinematicVectors {
  /// A robot, with the name that its vectors bear.
  enum Robot: String, CaseIterable, Sendable {
    case g1 = "g1_29dof"
    case g1Grippers = "g1_dex1"
    case synthetic = "synthetic_mix"
    case allegro = "allegro_right"
    case aceArm = "ace_exo_left"
    case isoArm = "exo_iso7_left"
    case dex3 = "dex3_right"
    case yam = "yam"
    case g1Arms = "g1_23dof"

    /// Where the vectors lie: in the shared data, or in the checkout.
    var isShared: Bool {
      switch self {
      case .dex3, .yam, .g1Arms: false
      case .g1, .g1Grippers, .synthetic, .allegro, .aceArm, .isoArm: true
      }
    }

    /// The least number of rows of its tables.
    var rowCount: Int { isShared ? 300 : 40 }

    /// The model's path; nil where the shared data is absent.
    var path: String? {
      self == .g1Arms
        ? KinematicVectors.folder + "/g1_23dof.urdf" : Requirement.sharedData("robots/\(urdf).urdf")
    }

    private var urdf: String {
      switch self {
      case .g1: "g1_29dof_rev_1_0"
      case .g1Grippers: "g1_29dof_mode_15_with_dex1_1"
      case .synthetic: "synthetic_mix"
      case .allegro: "allegro_hand_right"
      case .aceArm: "ace_exo_left_arm"
      case .isoArm: "exo_iso7_left"
      case .dex3: "dex3_1_r"
      case .yam: "gello_yam_active_leader"
      case .g1Arms: "g1_23dof"
      }
    }
  }

  private static let folder = Requirement.repositoryRoot + "/Tests/Vectors/kinematics"

  /// The path of a file of vectors; nil where the shared data is absent.
  private static func path(_ file: String, isShared: Bool) -> String? {
    isShared ? Requirement.sharedData("kinematics/" + file) : folder + "/" + file
  }

  /// The columns of a table, by their names, and its rows.
  struct Table {
    var columns: [String]
    var rows: [[Double]]

    init?(_ name: String, isShared: Bool = true) {
      guard let path = KinematicVectors.path("\(name).csv", isShared: isShared), let file = TextFile(path: path) else { return nil }
      columns = file.lines[0].split(separator: ",").map(String.init)
      rows = Array(file.numbers.dropFirst())
    }
  }

  /// One model's Jacobians: the first `samples.count` rows of its table of positions.
  struct Jacobians: Decodable {
    struct Sample: Decodable {
      var sample: Int
      var J: [String: [[Double]]]
    }
    var joints: [String]
    var samples: [Sample]
  }

  var model: KinematicModel
  /// Columns `q:joint`, then `frame:x` … `frame:qw`.
  var placements: Table
  /// Columns `tau:joint`.
  var gravity: Table
  /// Nil for a model that has none.
  var jacobians: Jacobians?

  /// Reads the vectors of a robot; nil where the shared data is absent.
  init?(_ robot: Robot) throws {
    let isShared = robot.isShared
    guard let path = robot.path, let file = TextFile(path: path), let description = RobotKinematics(urdf: file.text),
      let placements = Table("\(robot.rawValue)_fk", isShared: isShared),
      let gravity = Table("\(robot.rawValue)_gravity", isShared: isShared)
    else { return nil }
    model = try KinematicModel(description)
    self.placements = placements
    self.gravity = gravity
    if let path = Self.path("\(robot.rawValue)_jacobian.json", isShared: isShared), let json = TextFile(path: path) {
      jacobians = try JSONDecoder().decode(Jacobians.self, from: Data(json.text.utf8))
    }
  }

  /// The index of each joint whose name follows `prefix` in the columns, with its column.
  func joints(_ columns: [String], prefix: String) -> [(column: Int, joint: Int)] {
    columns.enumerated().compactMap { column, name in
      guard name.hasPrefix(prefix), let joint = model.joint(named: String(name.dropFirst(prefix.count))) else { return nil }
      return (column, joint)
    }
  }

  /// Sets the positions of one row of the table of placements.
  func setPositions(_ state: inout KinematicState, row: Int) {
    for (column, joint) in joints(placements.columns, prefix: "q:") {
      state.setPosition(placements.rows[row][column], joint: joint)
    }
    state.updatePlacements()
  }
}
