internal import ExocapCore
internal import ExocapRuntime
internal import ExocapSimulation
internal import ExocapTestSupport
internal import LinuxIO
internal import Testing

/// docs/adding-a-device.md: its made-up device, exactly as the page shows it.
@Suite struct AddingADeviceTests {
  /// The YAML blocks of the page, in order.
  static func blocks() throws -> [SourceText] {
    let page = String(decoding: try readText(Requirement.repositoryRoot + "/docs/adding-a-device.md").bytes, as: UTF8.self)
    var blocks: [SourceText] = []
    var block: [Substring]?
    for line in page.split(separator: "\n", omittingEmptySubsequences: false) {
      if line == "```yaml" {
        block = []
      } else if line == "```", let lines = block {
        blocks.append(SourceText(name: "adding-a-device.md", text: lines.joined(separator: "\n") + "\n"))
        block = nil
      } else {
        block?.append(line)
      }
    }
    return blocks
  }

  private func heron() throws -> (profile: DeviceProfile, calibration: DeviceCalibration) {
    let blocks = try Self.blocks()
    #expect(blocks.count == 2)
    let profile = try deviceProfile(blocks[0])
    let diagnostics = Diagnostics()
    let calibration = CalibrationReader.read(blocks[1], profile: profile, diagnostics: diagnostics)
    #expect(diagnostics.isClean, "\(diagnostics.text)")
    return (profile, try #require(calibration))
  }

  /// By hand, from what the builder says: kind, counter 7, 1000 ms, angles 4500, -1200, 9000, -100, trigger and clutch, CRC-8; and two cells.
  /// The checksums are an independent program's.
  @Test func readsBytesAsTheBuilderDescribesThem() throws {
    let (profile, calibration) = try heron()
    var device = ReadDevice(profile, calibration, openedAt: Timestamp(nanoseconds: 0))
    let start = device.requests(at: Timestamp(nanoseconds: 0))
    #expect(start == Array("S".utf8))
    let joints: [UInt8] = [
      0xEB, 0x90, 0x10, 0x07, 0xE8, 0x03, 0x00, 0x00, 0x94, 0x11, 0x50, 0xFB, 0x28, 0x23, 0x9C, 0xFF, 0x09, 0xA2,
    ]
    let grip: [UInt8] = [0xEB, 0x90, 0x11, 0x40, 0x0D, 0x03, 0x60, 0x79, 0xFE, 0x9A]
    var ticks: [UInt64] = []
    device.receive(joints + grip, at: Timestamp(nanoseconds: 5_000_000)) { ticks.append($0.deviceTicks) }
    let degree = Double.pi / 180
    let expected: [(String, Double)] = [
      // 45 - 3.5, -(-12 + 12), 90, -1 - 41.25 degrees; 200,000 · 2.5e-5 - 0.2 N, -100,000 · 2.4e-5 + 0.1 N.
      ("shoulder_pitch", 41.5 * degree), ("shoulder_roll", 0), ("elbow", 90 * degree), ("wrist_roll", -42.25 * degree), ("thumb", 4.8),
      ("index", -2.3), ("trigger", 1), ("clutch", 1),
    ]
    let found = device.values()
    for (name, value) in expected { #expect(abs((found[name] ?? .nan) - value) < 1e-9, "\(name): \(found)") }
    // Milliseconds, one wrap of 2^32 above the counter; the grip has no clock.
    #expect(ticks == [4_294_967_296 + 1000, 0])
  }

  /// The device that the simulator builds of the page's YAML, at the far end of a pty, opened as a serial port.
  @Test func worksAtFirstStartOnATerminal() throws {
    let (profile, calibration) = try heron()
    let terminal = try PseudoTerminal()
    let port = try SerialPort(.path(terminal.path), speed: UInt32(profile.line.baud))
    let began = MonotonicClock.now()
    var simulated = SimulatedDevice(profile: profile, calibration: calibration, start: began)
    simulated.wear([0.5, -0.25, 1.25, 0.125], stream: 0)
    simulated.wear([3.5, 12.25], stream: 1)
    simulated.wear([0, 1], stream: 2)
    var device = ReadDevice(profile, calibration, openedAt: began)
    var memory = [UInt8](repeating: 0, count: 1024)
    // A busy machine gets fewer packets, for a device that is asked late sends what is now: so many of each, however long it takes.
    while device.counts[0] < 40 || device.counts[1] < 10, MonotonicClock.now() - began < .seconds(60) {
      let asked = device.requests(at: MonotonicClock.now())
      if !asked.isEmpty { _ = port.write(asked.span) }
      var span = memory.mutableSpan
      if case .bytes(let count) = terminal.read(into: &span) {
        simulated.receive(Array(memory[..<count]), at: MonotonicClock.now())
      }
      let sent = simulated.poll(now: MonotonicClock.now())
      if !sent.isEmpty { _ = terminal.write(sent.span) }
      _ = port.pollDescriptor.wait(for: .readable, until: simulated.deadline)
      var other = memory.mutableSpan
      if case .bytes(let count) = port.read(into: &other) { device.receive(Array(memory[..<count]), at: MonotonicClock.now()) }
    }
    let (counts, found) = (device.counts, device.values())
    #expect(counts[0] >= 40 && counts[1] >= 10)
    let counters = device.driver.counters
    #expect(counters.badChecksums == 0 && counters.malformed == 0 && counters.sequenceGaps == 0)
    // Half a count of 0.01 degrees and of 25 µN.
    for (name, worn) in [("shoulder_pitch", 0.5), ("shoulder_roll", -0.25), ("elbow", 1.25), ("wrist_roll", 0.125)] {
      #expect(abs((found[name] ?? .nan) - worn) <= 0.005 * Double.pi / 180 + 1e-9, "\(name)")
    }
    #expect(abs((found["thumb"] ?? .nan) - 3.5) <= 1.25e-5 + 1e-9 && abs((found["index"] ?? .nan) - 12.25) <= 1.2e-5 + 1e-9)
    #expect(found["trigger"] == 0 && found["clutch"] == 1)
  }
}
