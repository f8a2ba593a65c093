import ExocapCore
@testable import ExocapRuntime
import ExocapTestCaptures
import ExocapTestSupport
import LinuxIO
import Synchronization
import Testing

/// Every capture through the daemon's own threads: its bytes come over a pty, in real time, and what is sampled is what a person reads
/// out of it. What `CaptureTests` shows in virtual time, with every time of the capture.
@Suite(.serialized) struct PlayedCaptureTests {
  /// Keys say again what holds by the clock, and their capture is unplugged in the middle: `PedalSessionTests` has them.
  private static let played = Capture.names.filter { !$0.hasPrefix("keys/") }

  @Test(arguments: played) func aSessionOnAPtySamplesWhatWasExpected(_ name: String) throws {
    let capture = try #require(Capture(name))
    let device = try #require(CaptureDevices.named(capture.device))
    // Where the machine stood still for longer than a time-out, the host asked something else than in the capture: then once more.
    var played = try Self.play(capture, Self.unhurried(device.profile), device.calibration)
    for _ in 0..<2 where !Self.isAsExpected(played, capture) {
      played = try Self.play(capture, Self.unhurried(device.profile), device.calibration)
    }
    #expect(played.rest == 0, "\(played.rest) events of the capture were not played")
    #expect(played.samples.count == capture.expectations.count)
    for (sample, expected) in zip(played.samples, capture.expectations) { Self.compare(sample, expected) }
  }

  private struct Played {
    var samples: [SampleRecord]
    /// Events that were not played.
    var rest: Int
  }

  /// Plays a capture to a session of its own.
  private static func play(_ capture: Capture, _ profile: DeviceProfile, _ calibration: DeviceCalibration) throws -> Played {
    let folder = try TestFolder()
    let terminal = try PseudoTerminal(link: folder.path + "/device")
    let device = RigDevice(role: "device", profile: profile, calibration: calibration, port: .path(folder.path + "/device"))
    let rig = Rig(
      name: "capture", devices: [device], robots: [],
      recording: RecordingSettings(folder: folder.path, compression: .none, blackBox: .zero))
    var options = Session.Options()
    options.isRealtime = false
    let session = try Session(rig: rig, run: 5, options: options)
    try session.openPorts()
    let samples = Seen()
    try session.start(sinks: [{ _, record in samples.note(record) }], everyTurn: { _ in })
    var player = CapturePlayback(capture)
    _ = eventually(within: 8) {
      while player.turn(terminal) {}
      return player.isOver && samples.count >= capture.expectations.count
    }
    session.stop()
    return Played(samples: samples.all, rest: player.rest)
  }

  /// Four turns a second, and an adapter that may take 50 ms: on a machine with eight builds a turn has time for what it does in the
  /// capture, and no more than that.
  private static func unhurried(_ profile: DeviceProfile) -> DeviceProfile {
    var profile = profile
    profile.line.latency = .milliseconds(50)
    switch profile.wire {
    case .dynamixel2(var bus):
      bus.rate = 4
      profile.wire = .dynamixel2(bus)
    case .feetech(var bus):
      bus.rate = 4
      profile.wire = .feetech(bus)
    case .modbus(var bus):
      bus.rate = 4
      profile.wire = .modbus(bus)
    case .damiao(var bus):
      bus.rate = 4
      profile.wire = .damiao(bus)
    default: break
    }
    return profile
  }

  private static func isAsExpected(_ played: Played, _ capture: Capture) -> Bool {
    played.rest == 0 && played.samples.count == capture.expectations.count
      && zip(played.samples, capture.expectations).allSatisfy { sample, expected in
        sample.values.indices.allSatisfy { index in
          let wanted = index < expected.values.count ? expected.values[index] : nil
          return (sample.valid & (1 << UInt64(index)) != 0) == expected.isValid[index]
            && (wanted.map { abs(sample.values[index] - $0) < 1e-9 } ?? sample.values[index].isNaN)
        }
      }
  }

  private static func compare(_ sample: SampleRecord, _ expected: Capture.Expectation) {
    #expect(Int(sample.stream.index) == expected.stream)
    #expect(sample.values.count == expected.values.count)
    for (index, value) in sample.values.enumerated() where index < expected.values.count {
      let bit: UInt64 = 1 << UInt64(index)
      #expect((sample.valid & bit != 0) == expected.isValid[index], "value \(index), in the capture at \(expected.arrived)")
      #expect((sample.saturated & bit != 0) == expected.isSaturated[index], "value \(index), in the capture at \(expected.arrived)")
      if let wanted = expected.values[index] {
        #expect(abs(value - wanted) < 1e-9, "value \(index), in the capture at \(expected.arrived)")
      } else {
        #expect(value.isNaN)
      }
    }
  }

  /// Samples that came out of the tap; written by the drain's thread.
  private final class Seen: Sendable {
    private let state = Mutex<[SampleRecord]>([])
    var count: Int { state.withLock { $0.count } }
    var all: [SampleRecord] { state.withLock { $0 } }

    func note(_ record: RecordConsumer.Record) {
      guard record.kind == RecordKind.sample.rawValue, let sample = unsafe SampleRecord(record.bytes) else { return }
      state.withLock { $0.append(sample) }
    }
  }
}

/// The device's side of a capture: it sends what was read after the host has written what was written before.
///
/// The host's own time-outs pass in real time. What it asks besides, because it came late, is not answered.
private struct CapturePlayback {
  private let events: [Capture.Event]
  /// The event that comes next.
  private var place = 0
  private var heard: [UInt8] = []

  init(_ capture: Capture) {
    // A close and an open in the middle would be another port: none of the captures has them.
    events = capture.events.filter { $0.verb == .rx || $0.verb == .tx }
  }

  var isOver: Bool { rest == 0 }
  /// Events that have not come yet.
  var rest: Int { events.count - place }

  /// True where it did something.
  mutating func turn(_ terminal: borrowing PseudoTerminal) -> Bool {
    var memory = [UInt8](repeating: 0, count: 512)
    var span = memory.mutableSpan
    if case .bytes(let count) = terminal.read(into: &span) { heard += memory.prefix(count) }
    guard !isOver else { return false }
    let event = events[place]
    switch event.verb {
    case .rx:
      guard case .bytes(event.bytes.count) = terminal.write(event.bytes.span) else { return false }
    case .tx:
      // Pipelined requests may be heard together.
      guard let end = heard.indices.first(where: { heard[...$0].suffix(event.bytes.count) == event.bytes[...] }) else { return false }
      heard.removeSubrange(...end)
    case .open, .close, .poll: break
    }
    place += 1
    return true
  }
}
