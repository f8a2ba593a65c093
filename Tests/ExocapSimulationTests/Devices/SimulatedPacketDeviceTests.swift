import ExocapCore
import ExocapSimulation
import Testing

@Suite struct SimulatedPacketDeviceTests {
  @Test(arguments: [PacketEnding.length, .cobs]) func theDriverStartsItAndReadsWhatIsWorn(ending: PacketEnding) {
    var bench = DeviceBench(TestDevices.packetArm(ending: ending), TestDevices.packetArmCalibration)
    bench.device.wear([0.5, -0.25], rates: [1.5, -2], stream: 0)
    bench.device.wear([12.345], stream: 1)
    bench.device.wear([1, 0], stream: 2)
    bench.run(for: .seconds(1))
    #expect(abs(bench.value(0, 0) - 0.5) < 1e-9 && abs(bench.value(0, 1) - -0.25) < 1e-9)
    #expect(abs(bench.samples[0].rates[0] - 1.5) < 1e-9 && abs(bench.samples[0].rates[1] - -2) < 1e-9)
    #expect(abs(bench.value(1, 0) - 12.345) < 1e-9)
    #expect(bench.value(2, 0) == 1 && bench.value(2, 1) == 0)
    // 200 and 50 a second, less what starting takes.
    #expect((198...200).contains(bench.counts[0]) && bench.counts[0] == bench.counts[2])
    #expect((48...51).contains(bench.counts[1]))
    let counters = bench.driver.counters
    #expect(counters.badChecksums == 0 && counters.malformed == 0 && counters.sequenceGaps == 0 && counters.timeouts == 0)
    let identity = bench.driver.packetIdentity
    #expect(identity.unit == 1 && identity.firmware == 1)
  }

  /// A clock in microseconds that runs 100 ppm fast: in the second second 1,000,100 ticks pass, and a ping lies between its two times.
  @Test func itsClockRunsAtItsOwnSpeed() throws {
    var bench = DeviceBench(TestDevices.packetArm(), TestDevices.packetArmCalibration)
    bench.changePackets { $0.drift = 100e-6 }
    bench.run(for: .seconds(1))
    let first = (bench.samples[0].deviceTicks, bench.samples[0].arrived)
    bench.run(for: .seconds(1))
    let passed = Double(bench.samples[0].deviceTicks - first.0)
    let elapsed = Double((bench.samples[0].arrived - first.1).nanoseconds) / 1000
    #expect(abs(passed - elapsed * 1.0001) < 300, "the bench looks every 250 us")
    let answered = bench.driver.takePing()
    let ping = try #require(answered)
    let counter = Double(ping.ticks - 4_294_967_296) / 1.0001 * 1000
    #expect(counter >= Double(ping.sent.nanoseconds) && counter <= Double(ping.received.nanoseconds))
  }

  @Test func afterARestartItIsToldToStartAgain() {
    var bench = DeviceBench(TestDevices.packetArm(), TestDevices.packetArmCalibration)
    bench.run(for: .seconds(1))
    let before = bench.count
    let now = bench.now
    bench.changePackets {
      $0.restart(at: now)
      $0.unit = 7
    }
    bench.run(for: .milliseconds(150))
    #expect(bench.count <= before + 1)
    bench.run(for: .seconds(1))
    #expect(bench.count > before + 200)
    let starts = bench.driver.clockStarts
    let unit = bench.driver.packetIdentity.unit
    let gaps = bench.driver.counters.sequenceGaps
    #expect(starts == 2 && unit == 7 && gaps == 0)
  }

  @Test func whatTheWireCannotSayIsAtItsEnd() {
    var bench = DeviceBench(TestDevices.packetArm(), TestDevices.packetArmCalibration)
    // 40 rad are 40,000 counts, 32,767 is the most of 16 bits; sign -1, zero 0.3.
    bench.device.wear([-40, 0], stream: 0)
    bench.run(for: .milliseconds(300))
    #expect(bench.samples[0].valid & 1 == 0, "-(32.767 - 0.3) is beyond the profile's 7 rad")
  }
}

extension SimulatedPacketDeviceTests {
  /// A float has no counts to round to: 0.123 rad arrive as the nearest float.
  @Test func floatsAreNotRoundedToWholeNumbers() {
    var format = PacketFormat(
      messages: [PacketMessage(name: "m", id: nil, rate: 100, fields: [PacketField(name: "q", number: .f32)])])
    format.sync = [0x55]
    format.payloadAt = 1
    format.checksum = .sum8
    let value = ValueProfile(name: "q", source: .linear(field: 0, scale: 1, rate: nil, effort: nil), lower: -7, upper: 7)
    let profile = DeviceProfile(
      name: "f", title: "f", kind: .arm, usbMatches: [], line: SerialLine(baud: 115_200), wire: .packets(format),
      streams: [StreamProfile(name: "joints", kind: .joints, rate: 100, staleAfter: .milliseconds(50), values: [value])],
      provenAgainst: "test")
    let numbers = DeviceCalibration(profile: "f", label: "test", serial: nil, values: ["q": ValueCalibration(zero: 0, sign: 1)])
    var bench = DeviceBench(profile, numbers)
    bench.device.wear([0.123], stream: 0)
    bench.run(for: .milliseconds(100))
    #expect(bench.value(0, 0) == Double(Float(0.123)))
  }
}
