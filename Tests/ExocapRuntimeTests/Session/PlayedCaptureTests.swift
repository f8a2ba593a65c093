import ExocapCore
import ExocapRuntime
import ExocapTestCaptures
import ExocapTestSupport
import Glibc
import LinuxIO
import Testing

/// Every capture through the real daemon: it reads profile and calibration from YAML, the bytes come over a pty, in real time, and what
/// it records is what a person reads out of them. What `CaptureTests` shows in virtual time, with every time of the capture.
@Suite(.serialized) struct PlayedCaptureTests {
  /// Keys say again what holds by the clock, and their capture is unplugged in the middle: `PedalSessionTests` has them.
  private static let played = Capture.names.filter { !$0.hasPrefix("keys/") }

  @Test(arguments: played) func theDaemonRecordsWhatWasExpected(_ name: String) throws {
    let capture = try #require(Capture(name))
    // Where the machine stood still for longer than a time-out, the host asked something else than in the capture: then once more.
    var played = try Self.play(capture)
    for _ in 0..<2 where !Self.isAsExpected(played, capture) { played = try Self.play(capture) }
    #expect(played.rest == 0, "\(played.rest) events of the capture were not played")
    #expect(played.samples.count == capture.expectations.count)
    for (sample, expected) in zip(played.samples, capture.expectations) { Self.compare(sample, expected) }
  }

  private struct Played {
    /// As they were recorded.
    var samples: [SampleRecord]
    /// Events that were not played.
    var rest: Int
  }

  /// Plays a capture to a daemon of its own, which records before the device is there.
  private static func play(_ capture: Capture) throws -> Played {
    let device = try #require(CaptureDevices.named(capture.device))
    let rig = try CaptureRig(capture.device)
    let daemon = try DaemonProcess(rigFile: rig.file, socket: rig.socket, folder: rig.folder)
    #expect(eventually { daemon.hasTold("READY=1") }, "\(daemon.log)")
    var control = try ControlConnection.whenThere(rig.socket)
    #expect(try control.ask("subscribe")["subscribed"] == true)
    #expect(try control.ask("record", [("action", "start")])["ok"] == true)

    let terminal = try PseudoTerminal(link: rig.port)
    var playback = CapturePlayback(capture, of: device.profile.wire)
    // An open port forgets what came before; that a bus is asked says as much.
    if playback.speaksFirst { #expect(try control.hears { $0["event"]?.text == "opened" && $0["source"]?.text == "device" }) }
    _ = try eventually(within: 8) {
      while playback.turn(terminal) {}
      return try playback.isOver && sampleCount(&control) >= capture.expectations.count
    }
    let ended = try control.ask("record", [("action", "stop")])
    daemon.signal(SIGTERM)
    #expect(daemon.end() == 0, "\(daemon.log)")
    return Played(samples: try samples(in: #require(ended["path"]?.text)), rest: playback.rest)
  }

  /// Samples of all streams of the only device, as the status counts them.
  private static func sampleCount(_ control: inout ControlConnection) throws -> Int64 {
    let device = try #require(try control.ask("status")["status"]?.first("devices", "device", "device"))
    return try #require(device["streams"]?.elements).reduce(0) { try $0 + #require($1["samples"]?.integer) }
  }

  private static func samples(in path: String) throws -> [SampleRecord] {
    let stream = try Recording(path: path).tap(of: .device(DeviceID(0)))
    var samples: [SampleRecord] = []
    while let record = stream.take() { if let sample = record.sample { samples.append(sample) } }
    return samples
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
}

/// The files of a rig whose only device is that of a capture, at a port where nothing is yet.
private struct CaptureRig {
  private let place: TestFolder
  var folder: String { place.path }
  var file: String { "\(folder)/profiles/rigs/\(name).yaml" }
  var socket: String { folder + "/control.sock" }
  var port: String { folder + "/device" }
  /// Two daemons must not share their memory.
  private var name: String { "c" + folder.suffix(6).lowercased() }

  init(_ device: String) throws {
    place = try TestFolder()
    let rig = """
      rig: 1
      name: \(name)
      devices: [{role: device, profile: \(device), calibration: \(device), port: \(port)}]
      recording: {folder: \(folder)/recordings, compression: none, black_box: 0s}
      """
    let profile = try #require(TextFile(checkout: "Tests/Captures/devices/\(device).yaml")).text
    let calibration = try #require(TextFile(checkout: "Tests/Captures/calibrations/\(device).yaml")).text
    try write(rig, "rigs/\(name)")
    try write(Self.unhurried(profile), "devices/\(device)")
    try write(calibration, "calibrations/\(device)")
  }

  private func write(_ text: String, _ path: String) throws {
    let file = "\(folder)/profiles/\(path).yaml"
    try Files.makeFolders(Files.folder(of: file))
    try Files.writeAtomically(text, to: file)
  }

  /// Four turns a second, and an adapter that may take 50 ms: on a machine with eight builds a turn has time for what it does in the
  /// capture, and no more than that.
  private static func unhurried(_ profile: String) -> String {
    let lines = profile.split(separator: "\n").map { line -> String in
      if line.hasPrefix("line: ") { return "\(line.dropLast()), latency: 50ms}" }
      if line.hasPrefix("  rate: ") { return "  rate: 4Hz" }
      return line.hasPrefix("    stale_after: ") ? "    stale_after: 500ms" : String(line)
    }
    precondition(lines.contains { $0.hasSuffix(", latency: 50ms}") } && lines.contains("bus:") == lines.contains("  rate: 4Hz"))
    return lines.joined(separator: "\n")
  }
}
