import ExocapCore
import ExocapSimulation
import Testing

/// The upper body of the Unitree G1 with two Dex1 grippers: pelvis, waist, arms, fingers.
///
/// Facts from unitreerobotics/unitree_ros g1_29dof_mode_15_with_dex1_1.urdf (BSD-3-Clause).
enum G1UpperBody {
  static let kinematics = RobotKinematics(links: links, joints: joints)

  private static let links: [RobotKinematics.Link] = [
    .init(
      name: "pelvis", mass: 3.813, centre: Vec3(0, 0, -0.07605),
      inertia: .init(ixx: 0.010549, ixy: 0, ixz: 2.1e-06, iyy: 0.0093089, iyz: 0, izz: 0.0079184)),
    .init(
      name: "waist_yaw_link", mass: 0.214, centre: Vec3(0.003494, 0.000233, 0.018034),
      inertia: .init(ixx: 0.00010673, ixy: 2.703e-06, ixz: -7.631e-06, iyy: 0.00010422, iyz: -2.01e-07, izz: 0.0001625)),
    .init(
      name: "waist_roll_link", mass: 0.086, centre: Vec3(0, 2.3e-05, 0),
      inertia: .init(ixx: 7.079e-06, ixy: 0, ixz: 0, iyy: 6.339e-06, iyz: 0, izz: 8.245e-06)),
    .init(
      name: "torso_link", mass: 6.78, centre: Vec3(0.000931, 0.000346, 0.15082),
      inertia: .init(ixx: 0.05905, ixy: 3.3302e-05, ixz: -0.0017715, iyy: 0.047014, iyz: -2.2399e-05, izz: 0.025652)),
    .init(name: "imu_in_torso"),
    .init(
      name: "left_shoulder_pitch_link", mass: 0.718, centre: Vec3(0, 0.035892, -0.011628),
      inertia: .init(ixx: 0.0004291, ixy: -9.2e-06, ixz: 6.4e-06, iyy: 0.000453, iyz: 2.26e-05, izz: 0.000423)),
    .init(
      name: "left_shoulder_roll_link", mass: 0.643, centre: Vec3(-0.000227, 0.00727, -0.063243),
      inertia: .init(ixx: 0.0006177, ixy: -1e-06, ixz: 8.7e-06, iyy: 0.0006912, iyz: -5.3e-06, izz: 0.0003894)),
    .init(
      name: "left_shoulder_yaw_link", mass: 0.734, centre: Vec3(0.010773, -0.002949, -0.072009),
      inertia: .init(ixx: 0.0009988, ixy: 7.9e-06, ixz: 0.0001412, iyy: 0.0010605, iyz: -2.86e-05, izz: 0.0004354)),
    .init(
      name: "left_elbow_link", mass: 0.6, centre: Vec3(0.064956, 0.004454, -0.010062),
      inertia: .init(ixx: 0.0002891, ixy: 6.53e-05, ixz: 1.72e-05, iyy: 0.0004152, iyz: -5.6e-06, izz: 0.0004197)),
    .init(
      name: "left_wrist_roll_link", mass: 0.08544498, centre: Vec3(0.01713944778, 0.00053759094, 4.8864e-07),
      inertia: .init(
        ixx: 4.821544023e-05, ixy: -4.24511021e-06, ixz: 5.10599e-09, iyy: 3.722899093e-05, iyz: -1.23525e-09, izz: 5.482106541e-05)),
    .init(
      name: "left_wrist_pitch_link", mass: 0.684, centre: Vec3(0.02549150483, -0.00054042511, -0.00054143853),
      inertia: .init(
        ixx: 0.00025599000747, ixy: -8.61777083e-06, ixz: -8.57523406e-06, iyy: 0.00071633247299, iyz: -1.399472e-07, izz: 0.00071591991283)
    ),
    .init(
      name: "left_wrist_yaw_link", mass: 0.08457647, centre: Vec3(0.02200381568, 0.00049485096, 0.00053861123),
      inertia: .init(
        ixx: 4.929128828e-05, ixy: -4.5735494e-07, ixz: 4.45867591e-06, iyy: 5.973338134e-05, iyz: 4.3217198e-07, izz: 3.928083826e-05)),
    .init(
      name: "right_shoulder_pitch_link", mass: 0.718, centre: Vec3(0, -0.035892, -0.011628),
      inertia: .init(ixx: 0.0004291, ixy: 9.2e-06, ixz: 6.4e-06, iyy: 0.000453, iyz: -2.26e-05, izz: 0.000423)),
    .init(
      name: "right_shoulder_roll_link", mass: 0.643, centre: Vec3(-0.000227, -0.00727, -0.063243),
      inertia: .init(ixx: 0.0006177, ixy: 1e-06, ixz: 8.7e-06, iyy: 0.0006912, iyz: 5.3e-06, izz: 0.0003894)),
    .init(
      name: "right_shoulder_yaw_link", mass: 0.734, centre: Vec3(0.010773, 0.002949, -0.072009),
      inertia: .init(ixx: 0.0009988, ixy: -7.9e-06, ixz: 0.0001412, iyy: 0.0010605, iyz: 2.86e-05, izz: 0.0004354)),
    .init(
      name: "right_elbow_link", mass: 0.6, centre: Vec3(0.064956, -0.004454, -0.010062),
      inertia: .init(ixx: 0.0002891, ixy: -6.53e-05, ixz: 1.72e-05, iyy: 0.0004152, iyz: 5.6e-06, izz: 0.0004197)),
    .init(
      name: "right_wrist_roll_link", mass: 0.08544498, centre: Vec3(0.01713944778, -0.00053759094, 4.8864e-07),
      inertia: .init(
        ixx: 4.821544023e-05, ixy: 4.24511021e-06, ixz: 5.10599e-09, iyy: 3.722899093e-05, iyz: 1.23525e-09, izz: 5.482106541e-05)),
    .init(
      name: "right_wrist_pitch_link", mass: 0.684, centre: Vec3(0.02549150483, 0.00054042511, -0.00054143853),
      inertia: .init(
        ixx: 0.00025599000747, ixy: 8.61777083e-06, ixz: 8.57523406e-06, iyy: 0.00071633247299, iyz: -1.399472e-07, izz: 0.00071591991283)),
    .init(
      name: "right_wrist_yaw_link", mass: 0.08457647, centre: Vec3(0.02200381568, -0.00049485096, 0.00053861123),
      inertia: .init(
        ixx: 4.929128828e-05, ixy: 4.5735494e-07, ixz: 4.45867591e-06, iyy: 5.973338134e-05, iyz: -4.3217198e-07, izz: 3.928083826e-05)),
    .init(
      name: "left_dex1_base_link", mass: 0.19138, centre: Vec3(0.043853, -0.0001306, 1.4003e-05),
      inertia: .init(ixx: 7.4842e-05, ixy: 1.6252e-07, ixz: -8.0516e-09, iyy: 5.861e-05, iyz: -3.5931e-08, izz: 3.9364e-05)),
    .init(
      name: "left_dex1_finger_link_1", mass: 0.086783, centre: Vec3(0.073453, -0.011173, 0.0086355),
      inertia: .init(ixx: 2.5583e-05, ixy: 5.1557e-07, ixz: -6.3178e-07, iyy: 1.4549e-05, iyz: 7.8542e-08, izz: 3.6013e-05)),
    .init(
      name: "left_dex1_finger_link_2", mass: 0.086783, centre: Vec3(0.073453, 0.011173, -0.0086355),
      inertia: .init(ixx: 2.5583e-05, ixy: -5.1557e-07, ixz: 6.3178e-07, iyy: 1.4549e-05, iyz: 7.8542e-08, izz: 3.6013e-05)),
    .init(
      name: "right_dex1_base_link", mass: 0.19138, centre: Vec3(0.043853, -0.0001306, 1.4003e-05),
      inertia: .init(ixx: 7.4842e-05, ixy: 1.6252e-07, ixz: -8.0516e-09, iyy: 5.861e-05, iyz: -3.5931e-08, izz: 3.9364e-05)),
    .init(
      name: "right_dex1_finger_link_1", mass: 0.086783, centre: Vec3(0.073453, -0.011173, 0.0086355),
      inertia: .init(ixx: 2.5583e-05, ixy: 5.1557e-07, ixz: -6.3178e-07, iyy: 1.4549e-05, iyz: 7.8542e-08, izz: 3.6013e-05)),
    .init(
      name: "right_dex1_finger_link_2", mass: 0.086783, centre: Vec3(0.073453, 0.011173, -0.0086355),
      inertia: .init(ixx: 2.5583e-05, ixy: -5.1557e-07, ixz: 6.3178e-07, iyy: 1.4549e-05, iyz: 7.8542e-08, izz: 3.6013e-05)),
  ]

  private static let joints: [RobotKinematics.Joint] = [
    .init(
      name: "waist_yaw_joint", kind: .revolute, parentLink: "pelvis", childLink: "waist_yaw_link",
      origin: Vec3(0, 0, 0), axis: Vec3(0, 0, 1),
      lower: -2.618, upper: 2.618, velocity: 32, effort: 88),
    .init(
      name: "waist_roll_joint", kind: .revolute, parentLink: "waist_yaw_link", childLink: "waist_roll_link",
      origin: Vec3(-0.0039635, 0, 0.044), axis: Vec3(1, 0, 0),
      lower: -0.52, upper: 0.52, velocity: 30, effort: 35),
    .init(
      name: "waist_pitch_joint", kind: .revolute, parentLink: "waist_roll_link", childLink: "torso_link",
      origin: Vec3(0, 0, 0), axis: Vec3(0, 1, 0),
      lower: -0.52, upper: 0.52, velocity: 30, effort: 35),
    .init(
      name: "imu_in_torso_joint", kind: .fixed, parentLink: "torso_link", childLink: "imu_in_torso",
      origin: Vec3(-0.03959, -0.00224, 0.14792)),
    .init(
      name: "left_shoulder_pitch_joint", kind: .revolute, parentLink: "torso_link", childLink: "left_shoulder_pitch_link",
      origin: Vec3(0.0039563, 0.10022, 0.24778), rollPitchYaw: Vec3(0.27931, 5.4949e-05, -0.00019159), axis: Vec3(0, 1, 0),
      lower: -3.0892, upper: 2.6704, velocity: 37, effort: 25),
    .init(
      name: "left_shoulder_roll_joint", kind: .revolute, parentLink: "left_shoulder_pitch_link", childLink: "left_shoulder_roll_link",
      origin: Vec3(0, 0.038, -0.013831), rollPitchYaw: Vec3(-0.27925, 0, 0), axis: Vec3(1, 0, 0),
      lower: -1.5882, upper: 2.2515, velocity: 37, effort: 25),
    .init(
      name: "left_shoulder_yaw_joint", kind: .revolute, parentLink: "left_shoulder_roll_link", childLink: "left_shoulder_yaw_link",
      origin: Vec3(0, 0.00624, -0.1032), axis: Vec3(0, 0, 1),
      lower: -2.618, upper: 2.618, velocity: 37, effort: 25),
    .init(
      name: "left_elbow_joint", kind: .revolute, parentLink: "left_shoulder_yaw_link", childLink: "left_elbow_link",
      origin: Vec3(0.015783, 0, -0.080518), axis: Vec3(0, 1, 0),
      lower: -1.0472, upper: 2.0944, velocity: 37, effort: 25),
    .init(
      name: "left_wrist_roll_joint", kind: .revolute, parentLink: "left_elbow_link", childLink: "left_wrist_roll_link",
      origin: Vec3(0.1, 0.00188791, -0.01), axis: Vec3(1, 0, 0),
      lower: -1.972222054, upper: 1.972222054, velocity: 37, effort: 25),
    .init(
      name: "left_wrist_pitch_joint", kind: .revolute, parentLink: "left_wrist_roll_link", childLink: "left_wrist_pitch_link",
      origin: Vec3(0.038, 0, 0), axis: Vec3(0, 1, 0),
      lower: -1.614429558, upper: 1.614429558, velocity: 27, effort: 13.4),
    .init(
      name: "left_wrist_yaw_joint", kind: .revolute, parentLink: "left_wrist_pitch_link", childLink: "left_wrist_yaw_link",
      origin: Vec3(0.051, 0, 0), axis: Vec3(0, 0, 1),
      lower: -1.614429558, upper: 1.614429558, velocity: 27, effort: 13.4),
    .init(
      name: "right_shoulder_pitch_joint", kind: .revolute, parentLink: "torso_link", childLink: "right_shoulder_pitch_link",
      origin: Vec3(0.0039563, -0.10021, 0.24778), rollPitchYaw: Vec3(-0.27931, 5.4949e-05, 0.00019159), axis: Vec3(0, 1, 0),
      lower: -3.0892, upper: 2.6704, velocity: 37, effort: 25),
    .init(
      name: "right_shoulder_roll_joint", kind: .revolute, parentLink: "right_shoulder_pitch_link", childLink: "right_shoulder_roll_link",
      origin: Vec3(0, -0.038, -0.013831), rollPitchYaw: Vec3(0.27925, 0, 0), axis: Vec3(1, 0, 0),
      lower: -2.2515, upper: 1.5882, velocity: 37, effort: 25),
    .init(
      name: "right_shoulder_yaw_joint", kind: .revolute, parentLink: "right_shoulder_roll_link", childLink: "right_shoulder_yaw_link",
      origin: Vec3(0, -0.00624, -0.1032), axis: Vec3(0, 0, 1),
      lower: -2.618, upper: 2.618, velocity: 37, effort: 25),
    .init(
      name: "right_elbow_joint", kind: .revolute, parentLink: "right_shoulder_yaw_link", childLink: "right_elbow_link",
      origin: Vec3(0.015783, 0, -0.080518), axis: Vec3(0, 1, 0),
      lower: -1.0472, upper: 2.0944, velocity: 37, effort: 25),
    .init(
      name: "right_wrist_roll_joint", kind: .revolute, parentLink: "right_elbow_link", childLink: "right_wrist_roll_link",
      origin: Vec3(0.1, -0.00188791, -0.01), axis: Vec3(1, 0, 0),
      lower: -1.972222054, upper: 1.972222054, velocity: 37, effort: 25),
    .init(
      name: "right_wrist_pitch_joint", kind: .revolute, parentLink: "right_wrist_roll_link", childLink: "right_wrist_pitch_link",
      origin: Vec3(0.038, 0, 0), axis: Vec3(0, 1, 0),
      lower: -1.614429558, upper: 1.614429558, velocity: 27, effort: 13.4),
    .init(
      name: "right_wrist_yaw_joint", kind: .revolute, parentLink: "right_wrist_pitch_link", childLink: "right_wrist_yaw_link",
      origin: Vec3(0.051, 0, 0), axis: Vec3(0, 0, 1),
      lower: -1.614429558, upper: 1.614429558, velocity: 27, effort: 13.4),
    .init(
      name: "left_base_joint", kind: .fixed, parentLink: "left_wrist_yaw_link", childLink: "left_dex1_base_link",
      origin: Vec3(0.0415, 0, 0)),
    .init(
      name: "left_dex1_finger_joint_1", kind: .prismatic, parentLink: "left_dex1_base_link", childLink: "left_dex1_finger_link_1",
      origin: Vec3(0, 0, 0), axis: Vec3(0, -1, 0),
      lower: -0.02, upper: 0.0245, velocity: 0.2, effort: 20),
    .init(
      name: "left_dex1_finger_joint_2", kind: .prismatic, parentLink: "left_dex1_base_link", childLink: "left_dex1_finger_link_2",
      origin: Vec3(0, 0, 0), axis: Vec3(0, 1, 0),
      lower: -0.02, upper: 0.0245, velocity: 0.2, effort: 20),
    .init(
      name: "right_base_joint", kind: .fixed, parentLink: "right_wrist_yaw_link", childLink: "right_dex1_base_link",
      origin: Vec3(0.0415, 0, 0)),
    .init(
      name: "right_dex1_finger_joint_1", kind: .prismatic, parentLink: "right_dex1_base_link", childLink: "right_dex1_finger_link_1",
      origin: Vec3(0, 0, 0), axis: Vec3(0, -1, 0),
      lower: -0.02, upper: 0.0245, velocity: 0.2, effort: 20),
    .init(
      name: "right_dex1_finger_joint_2", kind: .prismatic, parentLink: "right_dex1_base_link", childLink: "right_dex1_finger_link_2",
      origin: Vec3(0, 0, 0), axis: Vec3(0, 1, 0),
      lower: -0.02, upper: 0.0245, velocity: 0.2, effort: 20),
  ]
}

extension G1UpperBody {
  /// The frame of the right hand's last wrist link, by the forward kinematics that Core's tests hold to Pinocchio's.
  static func rightHand(_ model: KinematicModel, _ angles: ArmAngles) throws -> Placement {
    var state = KinematicState(model)
    for joint in ArmJoint.allCases {
      state.setPosition(angles[joint], joint: try #require(model.joint(named: joint.robotName(.right))))
    }
    state.updatePlacements()
    return state.placement(link: try #require(model.link(named: "right_wrist_yaw_link")))
  }
}
