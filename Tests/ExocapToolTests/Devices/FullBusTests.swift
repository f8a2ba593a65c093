import ExocapCore
import ExocapRuntime
import ExocapTestSupport
import LinuxIO
import Testing

/// Seven servos of which a thousand turns a second are asked: too much for one line, and a quarter of another.
@Suite(.serialized) struct FullBusTests {
  /// Two tests must not share a daemon's shared memory.
  private func name(_ folder: TestFolder) -> String { "seven\(folder.path.suffix(6).lowercased())" }

  private func write(_ folder: TestFolder, baud: Int) throws -> DeviceProfile {
    let names = ["a", "b", "c", "d", "e", "f", "g"]
    let values = names.enumerated().map { "{name: \($1), servo: \($0 + 1), limits: [-90deg, 90deg]}" }.joined(separator: ", ")
    let profile = """
      profile: 1
      name: seven
      title: Seven servos
      kind: arm
      line: {baud: \(baud)}
      protocol: dynamixel2
      bus:
        model: xl330-m288
        ids: [1, 2, 3, 4, 5, 6, 7]
        block: velocity_position
        read: fast_sync_read
        rate: 1kHz
        setup: {torque_enable: 0, return_delay_time: 0}
      streams:
        - {name: joints, kind: joints, stale_after: 500ms, values: [\(values)]}
      proven_against: nothing
      """
    _ = try folder.write(profile, to: "tree/devices/seven.yaml")
    let zeros = names.map { "\($0): {zero: 180deg, sign: 1}" }.joined(separator: ", ")
    _ = try folder.write(
      "calibration: 1\ndevice: {profile: seven, label: one}\nvalues: {\(zeros)}\n", to: "tree/calibrations/one.yaml")
    _ = try folder.write(
      """
      rig: 1
      name: \(name(folder))
      devices: [{role: arm, profile: seven, port: \(folder.path)/arm, calibration: one}]
      recording: {folder: \(folder.path)/recordings}
      """, to: "tree/rigs/\(name(folder)).yaml")
    // What is refused is refused by the tool, not here.
    let roomy = profile.replacing("baud: \(baud)", with: "baud: 4000000")
    return try #require(DeviceProfileReader.read(SourceText(name: "seven.yaml", text: roomy), diagnostics: Diagnostics()))
  }

  /// By hand: request 14 + 7 bytes, a fast reply of 8 and 7 times 4 + 8: 113 bytes of ten bits at 57600 baud are 19.618 ms.
  @Test func aSlowLineIsRefusedWithTheNumbers() throws {
    let folder = try TestFolder()
    _ = try write(folder, baud: 57_600)
    let run = try ToolRun(["rig", "check", "\(folder.path)/tree/rigs/\(name(folder)).yaml"])
    #expect(run.status == 78)
    #expect(run.messages.contains { $0.contains("bus.rate: 1000Hz does not fit on the bus") }, "\(run.messages)")
    #expect(run.messages.contains { $0.contains("one sample takes 19.6181 ms at 57600 baud: at most 50Hz fit") }, "\(run.messages)")
  }

  /// 113 bytes at 4 Mbaud are 282.5 µs: at most 3539 turns a second, and each takes that part of one.
  @Test func aFastLineRunsAndItsOccupancyIsPrinted() throws {
    let folder = try TestFolder()
    let profile = try write(folder, baud: 4_000_000)
    let zeros = Dictionary(uniqueKeysWithValues: ["a", "b", "c", "d", "e", "f", "g"].map { ($0, ValueCalibration(zero: .pi, sign: 1)) })
    let arm = try WornChain(
      link: folder.path + "/arm", profile: profile,
      truth: DeviceCalibration(profile: "seven", label: "truth", serial: nil, values: zeros))
    let daemon = try BenchDaemon(folder, rig: name(folder))
    let devices = try daemon.devices { ($0.first?["line"]?["occupancy"]?.double ?? 0) > 0.005 }
    let line = try #require(devices[0]["line"])
    #expect(line["baud"]?.integer == 4_000_000 && line["carries_hz"]?.double == 3539)
    let rate = try #require(devices[0]["streams"]?.elements?.first?["rate_hz"]?.double)
    let occupancy = try #require(line["occupancy"]?.double)
    // The rate is that of another second, and a machine that is busy changes it from one to the next.
    #expect(occupancy < 0.2825 * 1.1 && occupancy > rate * 282.5e-6 * 0.2, "\(occupancy) at \(rate) Hz")
    #expect(rate > 10)
    let table = try ToolRun(["status", "--socket", folder.path + "/socket"])
    #expect(
      table.output.contains { $0.hasPrefix("line of arm: ") && $0.hasSuffix("% busy at 4000000 baud, carries 3539 Hz") }, "\(table.output)")
    extendLifetime(arm)
    extendLifetime(daemon)
  }
}
