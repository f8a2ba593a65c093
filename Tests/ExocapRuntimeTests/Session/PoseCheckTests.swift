import ExocapCore
import ExocapRuntime
import ExocapTestSupport
import Testing

@Suite struct PoseCheckTests {
  private let degree = Double.pi / 180

  /// Bound by its serial: what is far off is told, and blocks nothing. Else by its place alone.
  private func rig(label: String = "left-03", port: PortBinding = .usbSerial("FT9"), fingerprint: DeviceIdentity? = nil) -> Rig {
    let values = ["shoulder", "elbow"].map {
      ValueProfile(name: $0, source: .linear(field: 0, scale: 1, rate: nil, effort: nil), lower: -9, upper: 9)
    }
    let profile = DeviceProfile(
      name: "d", title: "d", kind: .arm, usbMatches: [], line: SerialLine(baud: 9600), wire: .ft300,
      streams: [
        StreamProfile(name: "i", kind: .inputs, rate: 1, staleAfter: .seconds(5), values: []),
        StreamProfile(name: "s", kind: .joints, rate: 1, staleAfter: .seconds(5), values: values),
      ], provenAgainst: "")
    let calibration = DeviceCalibration(profile: "d", label: label, serial: nil, values: [:], fingerprint: fingerprint)
    let device = RigDevice(role: "left_arm", profile: profile, calibration: calibration, port: port)
    return Rig(name: "r", devices: [device], robots: [], recording: RecordingSettings(folder: "/tmp", compression: .zstd, blackBox: .zero))
  }

  private func reading(_ open: Int64, _ shoulder: Double, _ elbow: Double, closedFor: Interval = .distant) -> PoseCheck.Reading {
    PoseCheck.Reading(
      openSince: Timestamp(nanoseconds: open), values: [[], [shoulder * degree, elbow * degree]], closedFor: closedFor)
  }

  @Test func aJointThatIsElsewhereThanItWasLeftIsTold() {
    var first = PoseCheck(rig(), state: nil)
    // Nobody knows where it was.
    #expect(first.look(0, reading(1, 10, 20)).text == nil)
    #expect(first.look(0, reading(1, 12, 30)).text == nil)
    let state = first.state
    // The next run: not before every joint is known, and once.
    var second = PoseCheck(rig(), state: state)
    #expect(second.look(0, reading(5, 13, .nan)).text == nil)
    #expect(second.look(0, reading(5, 13, 117)).text == "elbow is 87.0° from where it was left (wrong turn? another unit?)")
    #expect(second.warning(0) == "elbow is 87.0° from where it was left (wrong turn? another unit?)")
    #expect(second.look(0, reading(5, 13, 117)).text == nil)
    #expect(second.look(0, reading(5, 13, 30)).text == nil)
  }

  @Test func anOpeningIsComparedWithTheOneBefore() {
    var check = PoseCheck(rig(), state: nil)
    _ = check.look(0, reading(1, 0, 0))
    #expect(check.look(0, PoseCheck.Reading(openSince: .never, values: [[], [.nan, .nan]])).text == nil)
    // Switched on again in another turn.
    #expect(check.look(0, reading(9, 360, 0)).text == "shoulder is 360.0° from where it was left (wrong turn? another unit?)")
    // Hung up again, as people do.
    #expect(check.look(0, reading(12, 310, 40)).text == nil)
    #expect(check.warning(0) == nil)
  }

  @Test func anotherUnitIsNotComparedAndRubbishIsPassedOver() throws {
    var first = PoseCheck(rig(), state: nil)
    _ = first.look(0, reading(1, 0, 0))
    var other = PoseCheck(rig(label: "left-04"), state: first.state)
    #expect(other.look(0, reading(1, 0, 170)).text == nil)
    var rubbish = PoseCheck(rig(), state: try JSONParser.parse(Array("{\"last_pose\":1,\"devices\":[3]}".utf8)))
    #expect(rubbish.look(0, reading(1, 0, 170)).text == nil)
  }

  @Test func whatIsKnownByItsPlaceAloneIsNotBelievedBeforeItIsAsItWasLeft() {
    let rig = rig(port: .path("/dev/serial/by-path/pci-0:1.0"))
    var first = PoseCheck(rig, state: nil)
    // Nobody knows where it was: nothing is asked of it.
    #expect(first.look(0, reading(1, 10, 20)) == PoseCheck.Finding())
    var check = PoseCheck(rig, state: first.state)
    let found = check.look(0, reading(5, 100, 20))
    #expect(found.text == "shoulder is 90.0° from where it was left (wrong turn? another unit?)")
    #expect(found.request == .distrust && check.isRefused(0))
    // On the way back: told once, refused still, and what it says now is to be read.
    #expect(check.look(0, reading(5, 80, 20)) == PoseCheck.Finding())
    #expect(check.warning(0) == "shoulder is 70.0° from where it was left (wrong turn? another unit?)")
    #expect(check.isRefused(0))
    // A joint of which nothing is known does not pass.
    #expect(check.look(0, reading(5, .nan, 20)) == PoseCheck.Finding())
    #expect(check.isRefused(0))
    // A plug that is pulled and put in again does not pass it by.
    #expect(check.look(0, reading(6, 80, 20)).request == .distrust)
    #expect(check.look(0, reading(6, 65, 20)) == PoseCheck.Finding(text: nil, request: .trust))
    #expect(!check.isRefused(0) && check.warning(0) == nil)
    // From now on it goes where it likes.
    #expect(check.look(0, reading(6, 170, 20)) == PoseCheck.Finding())
  }

  /// Who wears it has moved on; in five seconds plugs may have been exchanged.
  @Test func aPlugThatIsBackAtOnceIsBelieved() {
    let closed = PoseCheck.Reading(openSince: .never, values: [[], [.nan, .nan]])
    var check = PoseCheck(rig(port: .path("/dev/ttyUSB0")), state: nil)
    _ = check.look(0, reading(1, 0, 0))
    _ = check.look(0, closed)
    let back = check.look(0, reading(2, 0, 100, closedFor: .milliseconds(4_999)))
    #expect(back.text != nil && back.request == nil && !check.isRefused(0))
    _ = check.look(0, closed)
    #expect(check.look(0, reading(3, 0, 0, closedFor: .seconds(5))).request == .distrust)
    // Its plug falls out while it is not believed.
    _ = check.look(0, closed)
    #expect(check.look(0, reading(4, 0, 0, closedFor: .seconds(1))).request == .distrust)
    _ = check.look(0, closed)
    #expect(check.look(0, reading(5, 0, 90, closedFor: .seconds(1))) == PoseCheck.Finding())
    #expect(!check.isRefused(0))
  }

  @Test func whoeverSaysWhichUnitItIsMayBeMoved() {
    var known = DeviceIdentity(count: 1)
    known.set(0, 7)
    let rigs = [
      rig(port: .usbSerial("FT9")), rig(port: .path("/dev/serial/by-id/usb-FTDI_FT9")),
      rig(port: .path("/dev/ttyUSB0"), fingerprint: known),
    ]
    for rig in rigs {
      var check = PoseCheck(rig, state: nil)
      _ = check.look(0, reading(1, 0, 0))
      let found = check.look(0, reading(2, 0, 170))
      #expect(found.text != nil && found.request == nil && !check.isRefused(0))
    }
  }
}
