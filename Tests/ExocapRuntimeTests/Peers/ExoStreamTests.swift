internal import ExocapCore
internal import ExocapRuntime
internal import ExocapTestSupport
internal import LinuxIO
internal import Testing

/// exocap_exostream.h: a device made of it is read by our driver through its profile.
@Suite struct ExoStreamTests {
  private func profile(_ name: String) throws -> DeviceProfile {
    try deviceProfile(try readText("\(HardwareProfilesTests.folder)/devices/\(name).yaml"))
  }

  /// examples/exostream_device.c at the far end of a pty: joints 1000, 2000, … 6000 counts of 65536 a turn, the seventh one more each time.
  @Test func theDeviceInCIsReadThroughItsProfile() throws {
    guard Program.exists("cc") else {
      Requirement.skip("no C compiler")
      return
    }
    let folder = try TestFolder()
    defer { extendLifetime(folder) }
    let path = try #require(Program.compileC("examples/exostream_device.c", into: folder))
    let profile = try profile("exostream-arm")
    let names = profile.streams[0].values.map(\.name)
    let numbers = DeviceCalibration(
      profile: profile.name, label: "test", serial: nil,
      values: Dictionary(uniqueKeysWithValues: names.map { ($0, ValueCalibration(zero: 0, sign: 1)) }))
    let terminal = try PseudoTerminal()
    guard var program = Program([path, terminal.path]) else {
      Issue.record("the device does not start")
      return
    }
    let began = MonotonicClock.now()
    var device = ReadDevice(profile, numbers, openedAt: began)
    var memory = [UInt8](repeating: 0, count: 1024)
    var turns: [Double] = []
    var ticks: [UInt64] = []
    while turns.count < 200 || device.pings.isEmpty, MonotonicClock.now() - began < .seconds(60) {
      _ = terminal.pollDescriptor.wait(for: .readable, until: min(device.driver.deadline, MonotonicClock.now() + .milliseconds(5)))
      var span = memory.mutableSpan
      let result = terminal.read(into: &span)
      let now = MonotonicClock.now()
      if case .bytes(let count) = result {
        device.receive(Array(memory[..<count]), at: now) {
          turns.append($0.fields[6])
          ticks.append($0.deviceTicks)
        }
      }
      // A request before the device has opened its end would be lost: it is sent again after half a second.
      let asked = device.requests(at: now)
      if !asked.isEmpty { _ = terminal.write(asked.span) }
    }
    expectValues(&device, names, turns)
    #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $1 > $0 + 500 }, "the clock goes on, by some 2,000 us")
    let identity = device.driver.packetIdentity
    #expect(identity.unit == 4711 && identity.firmware == 3)
    let pings = device.pings
    let ping = try #require(pings.first)
    #expect(ping.received > ping.sent && ping.ticks > ticks[0] - 1_000_000)
    // The device ends where its port goes.
    terminal.unplug()
    let status = program.status()
    #expect(status == 0)
  }

  private func expectValues(_ device: inout ReadDevice, _ names: [String], _ turns: [Double]) {
    let found = device.values()
    #expect(turns.count >= 200)
    #expect(zip(turns, turns.dropFirst()).allSatisfy { $1 > $0 }, "none is out of order")
    for (index, name) in names.prefix(6).enumerated() {
      let expected = Double(1000 * (index + 1)) * 2 * Double.pi / 65536
      #expect(abs((found[name] ?? .nan) - expected) < 1e-9, "\(name)")
    }
    // (3000 - 2047.5) / 2047.5, (2048 - 2047.5) / 2047.5, the lower end.
    #expect(abs((found["trigger"] ?? .nan) - 952.5 / 2047.5) < 1e-12)
    #expect(abs((found["stick_x"] ?? .nan) - 0.5 / 2047.5) < 1e-12)
    #expect(found["stick_y"] == -1)
    #expect(["a", "b", "c", "d"].map { found[$0] } == [1, 0, 1, 0])
    // Where this process is kept waiting, the pty overflows and the device leaves packets out: every one of them is counted.
    let counters = device.driver.counters
    let missing = UInt64((turns.last ?? 0) - (turns.first ?? 0)) + 1 - UInt64(turns.count)
    #expect(missing <= counters.sequenceGaps && counters.writeFailures == 0)
    if missing == 0 { #expect(counters.badChecksums + counters.malformed + counters.truncated + counters.overlong == 0) }
  }

  @Test func theHeaderNeedsNoLibraryAndIsCPlusPlusToo() throws {
    guard Program.exists("cc"), Program.exists("c++") else {
      Requirement.skip("no C or C++ compiler")
      return
    }
    let header = Requirement.repositoryRoot + "/Sources/CExocap/include/exocap_exostream.h"
    let strict = ["-Wall", "-Wextra", "-Wconversion", "-Wno-unused-function", "-Werror", "-pedantic", "-fsyntax-only"]
    for words in [
      ["cc", "-std=c99", "-ffreestanding"] + strict + ["-x", "c", header], ["c++", "-std=c++11"] + strict + ["-x", "c++", header],
    ] {
      var compiler = Program(words)
      let status = compiler?.status()
      #expect(status == 0, "\(words[0])")
    }
  }

  /// The glove: 16 joints and five forces at another rate; what stands in the profile is what the page promises.
  @Test func theGenericProfilesKeepTheContract() throws {
    for name in ["exostream-arm", "exostream-glove"] {
      guard case .packets(let format) = try profile(name).wire else {
        Issue.record("\(name) speaks packets")
        continue
      }
      #expect(format.ending == .cobs && format.checksum == .crc16CCITTFalse && format.checksumFrom == 0 && format.payloadAt == 6)
      #expect(format.deviceClock == DeviceClock(tick: 1000, bits: 32))
      #expect(format.start == .packet(id: 128, payload: []))
      #expect(format.ping?.command == .packet(id: 129, payload: []))
      #expect(format.messages.first { $0.name == "hello" }?.id == 64 && format.messages.first { $0.name == "pong" }?.id == 65)
    }
  }
}
