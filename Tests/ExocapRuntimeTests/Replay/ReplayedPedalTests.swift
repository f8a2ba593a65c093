import ExocapCore
import ExocapRuntime
import ExocapSimulation
import ExocapTestSupport
import Testing

/// The demo's world with a pedal besides, which alone engages: bad cables, unplugs, and everything replayed bit for bit.
@Suite struct ReplayedPedalTests {
  private static func rig() throws -> Rig {
    var rig = try #require(ReplayerTests.rig)
    let catalog = ProfileCatalog(searchPath: [Requirement.repositoryRoot + "/hw-profiles"])
    let diagnostics = Diagnostics()
    let source = try #require(catalog.source(of: .device, named: "pcsensor-footswitch", diagnostics: diagnostics) { _, _ in })
    let profile = try #require(DeviceProfileReader.read(source, diagnostics: diagnostics))
    let pedal = DeviceID(rig.devices.count)
    rig.devices.append(RigDevice(role: "pedals", profile: profile, calibration: nil, port: .path("/dev/input/event5")))
    for place in rig.robots[0].engagement.confirm.indices {
      rig.robots[0].engagement.confirm[place].source = ValueReference(device: pedal, stream: StreamIndex(0), value: 0)
      rig.robots[0].engagement.confirm[place].over = 0.5
    }
    return rig
  }

  @Test func aPedalEngages() throws {
    var options = WorldOptions(seed: 7)
    options.hasFaults = false
    options.hasRequests = false
    let run = ReplayerTests.Run(rig: try Self.rig(), options: options)
    #expect(run.report.violations.isEmpty, "\(run.report.violations)")
    #expect(run.report.activeTicks > 500)
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func everySeedKeepsTheRulesAndReplaysBitForBit(seed: UInt64) throws {
    let rig = try Self.rig()
    let run = ReplayerTests.Run(rig: rig, options: WorldOptions(seed: seed))
    #expect(run.report.violations.isEmpty, "seed \(seed): \(run.report.violations)")
    let report = run.replay(rig: rig)
    let first = report.differences.first?.describe(rig: rig, start: Timestamp(nanoseconds: 1_000_000_000)) ?? "none"
    #expect(report.isIdentical, "seed \(seed): \(report.identical) of \(report.ticks), skipped \(report.skipped), first: \(first)")
    #expect(report.checkpoints > 4)
  }
}
