import ExocapCore
import ExocapRuntime
import ExocapSimulation
import ExocapTestSupport
import Testing

/// The demo's world with a leading arm and a grip whose packets a profile describes: bad links, unplugs, and replay bit for bit.
@Suite struct PacketWorldTests {
  /// Eight joints 500 times a second, and besides, 50 times a second, two buttons nobody uses: another rate in the leading device.
  private static let arm = """
    profile: 1
    name: packet-arm
    title: An arm
    kind: arm
    line: {baud: 1_000_000}
    protocol: packets
    packets:
      sync: [0xA5, 0x5A]
      length: {at: 2, type: u8, counts: payload}
      id: {at: 3, type: u8}
      sequence: {at: 4, type: u8}
      clock: {at: 5, type: u32, tick: 1us}
      checksum: {kind: crc16-modbus, from: 2}
      messages:
        - {name: joints, id: 1, rate: 500Hz, fields: [{name: q, type: "i16[8]"}]}
        - {name: buttons, id: 2, rate: 50Hz, fields: [{name: b, type: u8, bits: {one: 0, two: 1}}]}
        - {name: pong, id: 3, fields: [{name: token, type: u8, role: echo}]}
      commands: {start: {id: 16}, ping: {id: 17, reply: pong}}
    streams:
      - name: joints
        kind: joints
        stale_after: 50ms
        values:
          - {name: shoulder_pitch, linear: {field: "q[0]", scale: 0.2mrad}, fastest: 20rad/s}
          - {name: shoulder_roll, linear: {field: "q[1]", scale: 0.2mrad}, fastest: 20rad/s}
          - {name: shoulder_yaw, linear: {field: "q[2]", scale: 0.2mrad}, fastest: 20rad/s}
          - {name: elbow, linear: {field: "q[3]", scale: 0.2mrad}, fastest: 20rad/s}
          - {name: wrist_roll, linear: {field: "q[4]", scale: 0.2mrad}, fastest: 20rad/s}
          - {name: wrist_pitch, linear: {field: "q[5]", scale: 0.2mrad}, fastest: 20rad/s}
          - {name: wrist_yaw, linear: {field: "q[6]", scale: 0.2mrad}, fastest: 20rad/s}
          - {name: trigger, linear: {field: "q[7]", scale: 0.2mrad}, fastest: 40rad/s}
      - name: buttons
        kind: inputs
        stale_after: 200ms
        values: [{name: one, button: {field: b.one}}, {name: two, button: {field: b.two}}]
    proven_against: nothing
    """

  private static let grip = """
    profile: 1
    name: packet-grip
    title: A grip
    kind: grip
    line: {baud: 230_400}
    protocol: packets
    packets:
      ends: cobs
      checksum: {kind: crc16-kermit}
      messages: [{name: force, rate: 100Hz, fields: [{name: number, type: u16, role: sequence}, {name: f, type: f32}]}]
    streams:
      - {name: force, kind: forces, stale_after: 50ms, values: [{name: force, force: {field: f, scale: 1N}, limits: [-300N, 300N]}]}
    proven_against: nothing
    """

  /// The demo's rig with these two in the place of its right arm and its right grip.
  private static func rig() throws -> Rig {
    var rig = try #require(ReplayerTests.rig)
    for (index, text) in [(1, arm), (3, grip)] {
      let profile = try deviceProfile(SourceText(name: "t.yaml", text: text))
      let names = profile.streams.filter { $0.kind != .inputs }.flatMap(\.values).map(\.name)
      rig.devices[index].profile = profile
      rig.devices[index].calibration = DeviceCalibration(
        profile: profile.name, label: "test", serial: nil,
        values: Dictionary(uniqueKeysWithValues: names.map { ($0, ValueCalibration(zero: 0, sign: 1)) }))
    }
    return rig
  }

  @Test(arguments: [UInt64(1), 2, 3]) func everySeedKeepsTheRulesAndReplaysBitForBit(seed: UInt64) throws {
    let rig = try Self.rig()
    let run = ReplayerTests.Run(rig: rig, options: WorldOptions(seed: seed))
    #expect(run.report.violations.isEmpty, "seed \(seed): \(run.report.violations)")
    #expect(run.report.ticks > 1_000)
    let report = run.replay(rig: rig)
    #expect(report.isIdentical, "seed \(seed): \(report.identical) of \(report.ticks), skipped \(report.skipped)")
    #expect(report.checkpoints > 4)
  }

  @Test func aQuietWorldEngagesAndFollows() throws {
    var options = WorldOptions(seed: 7)
    options.hasFaults = false
    options.hasRequests = false
    let run = ReplayerTests.Run(rig: try Self.rig(), options: options)
    #expect(run.report.violations.isEmpty, "\(run.report.violations)")
    #expect(run.report.activeTicks > 500)
    #expect(run.report.lostSamples == 0)
  }
}
