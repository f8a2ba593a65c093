import ExocapCore
import ExocapRuntime
import ExocapTestSupport
import Testing

@Suite struct PoseCheckTests {
  private let degree = Double.pi / 180

  private func rig(label: String = "left-03") -> Rig {
    let values = ["shoulder", "elbow"].map {
      ValueProfile(name: $0, source: .linear(field: 0, scale: 1, rate: nil, effort: nil), lower: -9, upper: 9)
    }
    let profile = DeviceProfile(
      name: "d", title: "d", kind: .arm, usbMatches: [], line: SerialLine(baud: 9600), wire: .ft300,
      streams: [
        StreamProfile(name: "i", kind: .inputs, rate: 1, staleAfter: .seconds(5), values: []),
        StreamProfile(name: "s", kind: .joints, rate: 1, staleAfter: .seconds(5), values: values),
      ], provenAgainst: "")
    let calibration = DeviceCalibration(profile: "d", label: label, serial: nil, values: [:])
    let device = RigDevice(role: "left_arm", profile: profile, calibration: calibration, port: .path("/dev/null"))
    return Rig(name: "r", devices: [device], robots: [], recording: RecordingSettings(folder: "/tmp", compression: .zstd, blackBox: .zero))
  }

  private func reading(_ open: Int64, _ shoulder: Double, _ elbow: Double) -> PoseCheck.Reading {
    PoseCheck.Reading(openSince: Timestamp(nanoseconds: open), values: [[], [shoulder * degree, elbow * degree]])
  }

  @Test func aJointThatIsElsewhereThanItWasLeftIsTold() {
    var first = PoseCheck(rig(), state: nil)
    // Nobody knows where it was.
    #expect(first.look(0, reading(1, 10, 20)) == nil)
    #expect(first.look(0, reading(1, 12, 30)) == nil)
    let state = first.state
    // The next run: not before every joint is known, and once.
    var second = PoseCheck(rig(), state: state)
    #expect(second.look(0, reading(5, 13, .nan)) == nil)
    #expect(second.look(0, reading(5, 13, 117)) == "elbow is 87.0° from where it was left (wrong turn? another unit?)")
    #expect(second.warning(0) == "elbow is 87.0° from where it was left (wrong turn? another unit?)")
    #expect(second.look(0, reading(5, 13, 117)) == nil)
    #expect(second.look(0, reading(5, 13, 30)) == nil)
  }

  @Test func anOpeningIsComparedWithTheOneBefore() {
    var check = PoseCheck(rig(), state: nil)
    _ = check.look(0, reading(1, 0, 0))
    #expect(check.look(0, PoseCheck.Reading(openSince: .never, values: [[], [.nan, .nan]])) == nil)
    // Switched on again in another turn.
    #expect(check.look(0, reading(9, 360, 0)) == "shoulder is 360.0° from where it was left (wrong turn? another unit?)")
    // Hung up again, as people do.
    #expect(check.look(0, reading(12, 310, 40)) == nil)
    #expect(check.warning(0) == nil)
  }

  @Test func anotherUnitIsNotComparedAndRubbishIsPassedOver() throws {
    var first = PoseCheck(rig(), state: nil)
    _ = first.look(0, reading(1, 0, 0))
    var other = PoseCheck(rig(label: "left-04"), state: first.state)
    #expect(other.look(0, reading(1, 0, 170)) == nil)
    var rubbish = PoseCheck(rig(), state: try JSONParser.parse(Array("{\"last_pose\":1,\"devices\":[3]}".utf8)))
    #expect(rubbish.look(0, reading(1, 0, 170)) == nil)
  }
}
