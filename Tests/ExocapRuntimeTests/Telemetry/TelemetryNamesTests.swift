import ExocapCore
import ExocapRuntime
import Testing

@Suite struct TelemetryNamesTests {
  private var rig: Rig {
    let joint = RobotJoint(name: "elbow", group: .leftArm, lower: -1, upper: 1, velocity: 1, effort: 1, kp: 1, kd: 1)
    let profile = RobotProfile(
      name: "one", title: "One joint", source: "made up", joints: [joint], grippers: [],
      kinematics: RobotKinematics(links: [], joints: []))
    let engagement = EngagementSettings(
      groups: .all, largestMismatch: 0.1, blend: .seconds(1), confirm: [], isRemoteEngageAllowed: false, doesLossStopAll: true,
      largestTrackingError: 0.5, trackingTime: .seconds(1), holdsWhileDisarmed: false)
    let robot = RigRobot(
      id: "g1", profile: profile, link: LinkSettings(host: "127.0.0.1", port: 1, robot: 7),
      control: ControlSettings(period: .milliseconds(2), lead: nil), map: [], grips: [], engagement: engagement,
      limits: LimitSettings(velocity: [1], acceleration: [1], jerk: [1], margin: [0]))
    let stream = StreamProfile(
      name: "arm", kind: .joints, rate: 100, staleAfter: .milliseconds(50),
      values: [
        ValueProfile(name: "shoulder", source: .linear(field: 0, scale: 1, rate: nil, effort: nil), lower: -4, upper: 4)
      ])
    let device = DeviceProfile(
      name: "made-up", title: "Made up", kind: .arm, usbMatches: [], line: SerialLine(baud: 115_200),
      wire: .text(TextLineFormat(columns: 1)), streams: [stream], provenAgainst: "nothing")
    return Rig(
      name: "test", devices: [RigDevice(role: "left", profile: device, calibration: nil, port: .path("/dev/null"))], robots: [robot],
      recording: RecordingSettings(folder: "recordings"))
  }

  @Test func namesEveryStreamRobotAndWord() throws {
    let names = TelemetryNames(parsing: TelemetryNames(rig: rig).text)
    #expect(names == TelemetryNames(rig: rig))
    let arm = try #require(names.stream(source: 0, stream: 0))
    #expect(arm.role == "left")
    #expect(arm.kind == "joints")
    #expect(arm.name == "arm")
    #expect(arm.values == ["shoulder"])
    // The robot's own state is the device after the worn ones.
    let state = try #require(names.stream(source: 1, stream: 0))
    #expect(state.role == "g1")
    #expect(state.values == ["elbow"])
    #expect(names.stream(source: 2, stream: 0) == nil)
    #expect(names.robot(source: 0)?.joints == ["elbow"])
    #expect(names.word("state", 3) == "engaged")
    #expect(names.word("reason", 13) == "emergency_stop")
    #expect(names.word("weight", 0) == nil)
    #expect(names.word("state", 99) == nil)
    #expect(names.rows.first == ["columns", "1", "sample", "value", "rate", "effort"])
  }
}
