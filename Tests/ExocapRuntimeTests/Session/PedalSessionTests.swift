import ExocapCore
@testable import ExocapRuntime
import ExocapSimulation
import ExocapTestSupport
import LinuxIO
import Synchronization
import Testing

/// A pedal through the real threads: a simulated one on a pseudo-terminal, which is read as bytes.
@Suite(.serialized) struct PedalSessionTests {
  private static func profile() throws -> DeviceProfile {
    let catalog = ProfileCatalog(searchPath: [HardwareProfilesTests.folder])
    let source = try #require(catalog.source(of: .device, named: "pcsensor-footswitch", diagnostics: Diagnostics()) { _, _ in })
    return try #require(DeviceProfileReader.read(source, diagnostics: Diagnostics()))
  }

  /// What the drain saw of the pedal's samples; written by its thread.
  private final class Seen: Sendable {
    private let newest = Mutex<[Double]>([])
    func take(_ record: RecordConsumer.Record) {
      guard record.kind == RecordKind.sample.rawValue, let sample = unsafe SampleRecord(record.bytes), sample.valid == 0b111 else { return }
      newest.withLock { $0 = sample.values }
    }
    var values: [Double] { newest.withLock { $0 } }
  }

  /// Lets the pedal speak until the condition holds; false where it never did.
  private static func play(
    _ pedal: inout SimulatedDevice, on terminal: borrowing PseudoTerminal, until condition: () -> Bool
  ) -> Bool {
    let end = MonotonicClock.now() + .seconds(20)
    while MonotonicClock.now() < end {
      let bytes = pedal.poll(now: MonotonicClock.now())
      // A pedal that nobody reads keeps nothing for later.
      if !bytes.isEmpty && terminal.isOpenAtOtherEnd { _ = terminal.write(bytes.span) }
      if condition() { return true }
      MonotonicClock.sleep(until: MonotonicClock.now() + .milliseconds(2))
    }
    return false
  }

  @Test func whatIsPressedIsSeenAndAnUnpluggedPedalComesBack() throws {
    let folder = try TestFolder()
    let profile = try Self.profile()
    let link = folder.path + "/pedals"
    let rig = Rig(
      name: "pedals", devices: [RigDevice(role: "pedals", profile: profile, calibration: nil, port: .path(link))], robots: [],
      recording: RecordingSettings(folder: folder.path, compression: .zstd))
    var options = Session.Options()
    options.isRealtime = false
    let session = try Session(rig: rig, run: 1, options: options)
    let seen = Seen()
    try session.openPorts()
    try session.start(sinks: [{ _, record in seen.take(record) }], everyTurn: { _ in })
    defer { session.stop() }
    for _ in 0..<2 {
      var pedal = SimulatedDevice(profile: profile, calibration: nil, start: MonotonicClock.now())
      let terminal = try PseudoTerminal(link: link)
      let isUp = Self.play(&pedal, on: terminal) { seen.values == [0, 0, 0] }
      #expect(isUp)
      for pressed in [[1.0, 0, 0], [0, 1, 1], [0, 0, 0], [1, 0, 0]] {
        pedal.wear(pressed, stream: 0)
        let isSeen = Self.play(&pedal, on: terminal) { seen.values == pressed }
        #expect(isSeen, "\(pressed), \(seen.values)")
      }
      terminal.unplug()
      #expect(eventually { session.status(of: DeviceID(0))?.isOpen == false })
    }
    #expect(session.status(of: DeviceID(0))?.openings == 2)
  }
}
