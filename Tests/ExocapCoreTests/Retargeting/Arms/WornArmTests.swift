import ExocapCore
import Testing

@Suite struct WornArmTests {
  static func streams(_ rig: Rig, _ joints: [Double], at now: Timestamp) -> StreamTable {
    var streams = StreamTable(devices: rig.sampleSources)
    give(&streams, joints, at: now)
    return streams
  }

  static func give(_ streams: inout StreamTable, _ joints: [Double], at now: Timestamp) {
    var sample = Sample(device: DeviceID(0), stream: StreamIndex(0), kind: .joints, count: 7)
    sample.captured = now
    for (index, joint) in joints.enumerated() where joint.isFinite {
      sample.values[index] = joint
      sample.valid |= 1 << UInt64(index)
      sample.ages[index] = .zero
    }
    unsafe withUnsafePointer(to: sample) { unsafe streams.take($0) }
  }

  static let now = Timestamp(nanoseconds: 5_000_000_000)

  @Test func theHandIsWhereItsJointsSay() throws {
    let rig = ArmRig.rig(ArmRig.taskSpace())
    var arm = try WornArm(ArmRig.source(0), rig: rig, tick: SmallRig.period)
    var streams = Self.streams(rig, ArmRig.rest, at: Self.now)
    var pose = ArmPose()
    #expect(arm.read(&streams, now: Self.now + .milliseconds(1), into: &pose) == .new)
    let hand = ArmRig.hand(ArmRig.rest, ArmRig.worn, isRight: false)
    #expect((pose.hand.position - hand.position).length < 1e-12)
    #expect(pose.hand.rotation.turn(to: hand.rotation).length < 1e-7)
    #expect(pose.shoulder == ArmRig.worn.shoulder)
    #expect(abs((pose.elbow - pose.shoulder).length - 0.30) < 1e-12)
    #expect(abs((pose.wrist - pose.elbow).length - 0.26) < 1e-12)
    #expect(abs(pose.age - 0.001) < 1e-12)
    #expect(abs(arm.armLength - 0.64) < 1e-12)
    #expect(arm.read(&streams, now: Self.now + .milliseconds(3), into: &pose) == .same)
  }

  @Test func oneValueThatWasNeverSeenIsNoArm() throws {
    let rig = ArmRig.rig(ArmRig.taskSpace())
    var arm = try WornArm(ArmRig.source(0), rig: rig, tick: SmallRig.period)
    var joints = ArmRig.rest
    joints[6] = .nan
    var streams = Self.streams(rig, joints, at: Self.now)
    var pose = ArmPose()
    #expect(arm.read(&streams, now: Self.now, into: &pose) == .nothing)
  }

  /// A quarter turn about z: what was forward is to the left.
  @Test func theMountingTurnsAllOfIt() throws {
    let rig = ArmRig.rig(ArmRig.taskSpace())
    var source = ArmRig.source(0)
    source.mounting = Vec3(0, 0, .pi / 2)
    var arm = try WornArm(source, rig: rig, tick: SmallRig.period)
    var streams = Self.streams(rig, ArmRig.rest, at: Self.now)
    var pose = ArmPose()
    _ = arm.read(&streams, now: Self.now, into: &pose)
    let hand = ArmRig.hand(ArmRig.rest, ArmRig.worn, isRight: false).position
    #expect((pose.hand.position - Vec3(-hand.y, hand.x, hand.z)).length < 1e-12)
  }

  @Test func aMeasuredWearerReplacesShoulderAndLength() throws {
    var rig = ArmRig.rig(ArmRig.taskSpace())
    rig.devices[0].calibration?.wearer = WearerFit(shoulder: Vec3(0.01, 0.02, 0.03), armLength: 0.7)
    var arm = try WornArm(ArmRig.source(0), rig: rig, tick: SmallRig.period)
    var streams = Self.streams(rig, ArmRig.rest, at: Self.now)
    var pose = ArmPose()
    _ = arm.read(&streams, now: Self.now, into: &pose)
    #expect(pose.shoulder == Vec3(0.01, 0.02, 0.03) && arm.armLength == 0.7)
  }

  /// A straight arm has no elbow direction; a right angle's stands off the line by √2/2 of a leg of the triangle.
  @Test func theElbowStandsOffTheLine() {
    var pose = ArmPose()
    (pose.shoulder, pose.elbow, pose.wrist) = (Vec3(0, 0, 0), Vec3(0, 0, -0.3), Vec3(0.3, 0, -0.3))
    let direction = pose.elbowDirection
    #expect((direction - Vec3(-0.15, 0, -0.15)).length < 1e-15)
    #expect(pose.directions?.upper == Vec3(0, 0, -1) && pose.directions?.fore == Vec3(1, 0, 0))
    pose.wrist = .zero
    #expect(pose.elbowDirection == .zero)
    pose.elbow = .zero
    #expect(pose.directions == nil)
  }

  @Test func aDeviceWithoutKinematicsIsRefused() {
    var rig = ArmRig.rig(ArmRig.taskSpace())
    rig.devices[0].profile.kinematics = nil
    #expect(throws: RetargetingError.noKinematics("left")) { _ = try Retargeter(rig: rig, robot: rig.robots[0]) }
  }
}
