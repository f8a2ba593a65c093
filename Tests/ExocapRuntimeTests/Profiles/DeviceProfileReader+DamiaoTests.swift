internal import ExocapCore
internal import ExocapRuntime
internal import Testing

@Suite struct DeviceProfileReaderDamiaoTests {
  private static func text(
    transport: String = "line: {baud: 921600}",
    bus: String = "bus: {rate: 200Hz, motors: [{id: 1, reply: 0x11, model: dm4310}, {id: 2, model: dm4340, velocity: 10rad/s}]}",
    values: String = "[{name: a, motor: 1}, {name: b, motor: 2}]"
  ) -> String {
    """
    profile: 1
    name: leader
    title: A leader
    kind: arm
    \(transport)
    protocol: damiao
    \(bus)
    streams:
      - {name: joints, kind: joints, stale_after: 50ms, values: \(values)}
    proven_against: nothing
    """
  }

  private static func read(_ text: String) -> (DeviceProfile?, [String]) {
    let diagnostics = Diagnostics()
    let profile = DeviceProfileReader.read(SourceText(name: "leader.yaml", text: text), diagnostics: diagnostics)
    return (profile, reports(diagnostics))
  }

  @Test func readsMotorsAndScales() throws {
    let (found, said) = Self.read(Self.text())
    #expect(said == [])
    let profile = try #require(found)
    guard case .damiao(let bus) = profile.wire else { return #expect(Bool(false), "\(profile.wire)") }
    #expect(
      bus.motors == [
        DamiaoMotor(id: 1, reply: 0x11, position: 12.5, velocity: 30, torque: 10),
        DamiaoMotor(id: 2, reply: 0, position: 12.5, velocity: 10, torque: 28),
      ])
    #expect(bus.adapter == .usbSerial && bus.bitrate == 1_000_000 && bus.rate == 200)
    // 25 rad in 65535 counts, 20 rad/s and 56 N·m in 4095.
    let second = ValueSource.linear(
      field: 1, scale: 25.0 / 65535, rate: ScaledField(field: 3, scale: 20.0 / 4095), effort: ScaledField(field: 5, scale: 56.0 / 4095))
    #expect(profile.streams[0].values[1].source == second)
    #expect(profile.streams[0].rate == 200)
  }

  @Test func overACANInterfaceItReadsTheKernelsFrames() throws {
    let (found, said) = Self.read(Self.text(transport: "transport: {can: {bitrate: 500_000}}"))
    #expect(said == [])
    guard case .damiao(let bus)? = found?.wire else { return #expect(Bool(false), "no bus") }
    #expect(bus.adapter == .socketCAN && bus.bitrate == 500_000)
  }

  @Test(
    arguments: [
      ("{id: 1, model: dm4310}, {id: 1, model: dm4310}", "id 1 is there twice"),
      ("{id: 1, reply: 9, model: dm4310}, {id: 2, reply: 9, model: dm4310}", "two motors answer with id 9"),
      ("{id: 1, model: dm4310}, {id: 17, model: dm4310}", "two motors answer with id 0 and the same low four bits"),
      ("{id: 1, model: dm4301}, {id: 2, model: dm4310}", "did you mean 'dm4310'?"),
      ("{id: 1, model: dm4310}, {id: 3, model: dm4310}", "the bus has no motor 2"),
    ])
  func saysWhatIsWrong(_ motors: String, _ sentence: String) {
    let (profile, said) = Self.read(Self.text(bus: "bus: {rate: 200Hz, motors: [\(motors)]}"))
    #expect(profile == nil)
    #expect(said.contains { $0.contains(sentence) }, "\(said)")
  }

  /// Two motors: 2 · 2 · 135 bits at 1 Mbit/s are 0.54 ms, at most 1851 turns a second.
  @Test func aRateOverTheBusIsRefusedWithTheNumbers() {
    let (profile, said) = Self.read(
      Self.text(bus: "bus: {rate: 2000Hz, motors: [{id: 1, model: dm4310}, {id: 2, model: dm4340}]}"))
    #expect(profile == nil)
    #expect(said.contains { $0.contains("0.54 ms") && $0.contains("1851Hz") }, "\(said)")
  }
}
