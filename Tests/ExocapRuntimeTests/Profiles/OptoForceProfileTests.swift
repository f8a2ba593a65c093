internal import ExocapCore
internal import ExocapRuntime
internal import ExocapTestSupport
internal import Testing

/// The OptoForce profiles, as they are committed.
@Suite struct OptoForceProfileTests {
  /// A device whose values are counts: 1 N each.
  private func device(_ name: String) throws -> ReadDevice {
    let profile = try deviceProfile(try readText("\(HardwareProfilesTests.folder)/devices/\(name).yaml"))
    let names = profile.streams[0].values.map(\.name)
    let numbers = DeviceCalibration(
      profile: name, label: "test", serial: nil,
      values: Dictionary(uniqueKeysWithValues: names.map { ($0, ValueCalibration(zero: 0, sign: 1, scale: 1)) }))
    return ReadDevice(profile, numbers, openedAt: Timestamp(nanoseconds: 0))
  }

  private func bytes(_ hex: String) -> [UInt8] { hex.split(separator: " ").compactMap { UInt8($0, radix: 16) } }

  @Test func readsThePacketsThatWereCaptured() throws {
    guard let path = Requirement.sharedData("vectors/vectors_optoforce.json") else {
      Requirement.skip("the shared vectors are absent")
      return
    }
    let vectors = YAMLDocument.parse(try readText(path), diagnostics: Diagnostics())
    let packets = try #require(vectors?["captured_frames"]?.items)
    #expect(packets.count == 5)
    var device = try device("optoforce-3axis")
    let started = device.requests(at: Timestamp(nanoseconds: 0))
    #expect(started == bytes(vectors?["config_frames"]?.items.first?["hex"]?.text ?? ""))
    for (index, packet) in packets.enumerated() {
      device.receive(bytes(packet["hex"]?.text ?? ""), at: Timestamp(nanoseconds: Int64(index + 1) * 10_000_000))
      let counts = packet["decoded"]?["counts"]?.items.compactMap(\.double)
      let found = device.values()
      #expect(["fx", "fy", "fz"].map { found[$0] } == counts)
    }
    let counters = device.driver.counters
    #expect(counters.packets == 5 && counters.sequenceGaps == 0 && counters.deviceErrors == 0)
  }

  /// Counter 1, status 0, forces -6 … 5; the sum by an independent program.
  @Test func readsFourSensorsAtOnce() throws {
    var device = try device("optoforce-4x3axis")
    device.receive(
      bytes(
        "AA 07 08 1C 00 01 00 00 FF FA FF FB FF FC FF FD FF FE FF FF 00 00 00 01 00 02 00 03 00 04 00 05 0C CA"),
      at: Timestamp(nanoseconds: 10_000_000))
    let (names, found) = (device.profile.streams[0].values.map(\.name), device.values())
    #expect(names.map { found[$0] } == (-6...5).map { Double($0) })
  }

  /// Status 0x0200: the overload of Fx, by status.py. The torques are there and are not read.
  @Test func readsTheForcesOfSixAxes() throws {
    var device = try device("optoforce-6axis")
    device.receive(
      bytes("AA 07 08 10 00 07 02 00 00 64 FF 38 03 E8 00 01 00 02 00 03 03 5E"), at: Timestamp(nanoseconds: 10_000_000))
    let found = device.values()
    #expect(["fx", "fy", "fz"].map { found[$0] } == [100, -200, 1000])
    let errors = device.driver.counters.deviceErrors
    #expect(errors == 1)
  }
}
