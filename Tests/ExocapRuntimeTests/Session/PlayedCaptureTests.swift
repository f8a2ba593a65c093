import ExocapCore
@testable import ExocapRuntime
import ExocapTestSupport
import LinuxIO
import Synchronization
import Testing

/// Every capture through the daemon's own threads: its bytes come over a pty, in real time, and what is sampled is what a person reads
/// out of it. What `CaptureTests` shows in virtual time, with every time of the capture.
@Suite(.serialized) struct PlayedCaptureTests {
  @Test(arguments: Capture.names) func aSessionOnAPtySamplesWhatWasExpected(_ name: String) throws {
    let capture = try #require(Capture(name))
    var device = try #require(CaptureDevices.named(capture.device))
    device.profile.wire = Self.unhurried(device.profile.wire)
    let folder = try TestFolder()
    let terminal = try PseudoTerminal(link: folder.path + "/device")
    let rig = Rig(
      name: "capture",
      devices: [
        RigDevice(role: "device", profile: device.profile, calibration: device.calibration, port: .path(folder.path + "/device"))
      ], robots: [], recording: RecordingSettings(folder: folder.path, compression: .none, blackBox: .zero))
    var options = Session.Options()
    options.isRealtime = false
    let session = try Session(rig: rig, run: 5, options: options)
    try session.openPorts()
    let samples = Seen()
    try session.start(sinks: [{ _, record in samples.note(record) }], everyTurn: { _ in })
    var player = CapturePlayback(capture)
    let isPlayed = eventually {
      while player.turn(terminal) {}
      return player.isOver && samples.count >= capture.expectations.count
    }
    session.stop()
    let found = samples.all
    #expect(isPlayed, "the capture stopped at \(player.place): \(found.count) samples of \(capture.expectations.count)")
    #expect(found.count == capture.expectations.count)
    for (sample, expected) in zip(found, capture.expectations) { Self.compare(sample, expected) }
  }

  /// The same bus at ten turns a second: on a machine with eight builds no turn is late, and each asks what it asks in the capture.
  private static func unhurried(_ wire: WireProtocol) -> WireProtocol {
    switch wire {
    case .dynamixel2(var bus):
      bus.rate = 10
      return .dynamixel2(bus)
    case .feetech(var bus):
      bus.rate = 10
      return .feetech(bus)
    case .modbus(var bus):
      bus.rate = 10
      return .modbus(bus)
    default: return wire
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
  private(set) var place = 0
  private var heard: [UInt8] = []

  init(_ capture: Capture) {
    // A close and an open in the middle would be another port: none of the captures has them.
    events = capture.events.filter { $0.verb == .rx || $0.verb == .tx }
  }

  var isOver: Bool { place == events.count }

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
