internal import ExocapCore
internal import ExocapRuntime
internal import ExocapTestSupport
internal import Testing

/// The Homunculus profiles, as they are committed, against lines of their layout (vectors_text_streams.json).
@Suite struct HomunculusProfileTests {
  private struct Line {
    var bytes: [UInt8]
    var decoded: YAMLNode
  }

  /// The vector whose name begins so; nil where the vectors are absent.
  private func line(_ name: String) throws -> Line? {
    guard let path = Requirement.sharedData("vectors/vectors_text_streams.json") else {
      Requirement.skip("the shared vectors are absent")
      return nil
    }
    let vectors = YAMLDocument.parse(try readText(path), diagnostics: Diagnostics())?["vectors"]?.items ?? []
    let vector = try #require(vectors.first { $0["name"]?.text?.hasPrefix(name) == true })
    return Line(bytes: Array(try #require(vector["ascii"]?.text).utf8), decoded: try #require(vector["decoded"]))
  }

  /// Values that are what the line says: `scale` for the values whose profile leaves it to the calibration.
  private func read(_ name: String, _ bytes: [UInt8], scale: Double) throws -> [String: Double] {
    let profile = try deviceProfile(try readText("\(HardwareProfilesTests.folder)/devices/\(name).yaml"))
    var numbers = DeviceCalibration(profile: name, label: "test", serial: nil, values: [:])
    for value in profile.streams[0].values {
      guard case .linear(_, let nominal, _, _) = value.source else { continue }
      numbers.values[value.name] = ValueCalibration(zero: 0, sign: 1, scale: nominal == 0 ? scale : nil)
    }
    var device = ReadDevice(profile, numbers, openedAt: Timestamp(nanoseconds: 0))
    // The first line after opening may be half of one.
    device.receive([0x0A] + bytes, at: Timestamp(nanoseconds: 10_000_000))
    return device.values()
  }

  @Test func theArmsColumnsAreItsJoints() throws {
    guard let line = try line("homunculus arm") else { return }
    let found = try read("homunculus-arm", line.bytes, scale: 0.001)
    #expect(found.count == 7)
    for (name, value) in found {
      let counts = try #require(line.decoded[name]?.double, "\(name)")
      let isRaw = name == "wrist_yaw" || name == "wrist_pitch"
      #expect(abs(value - counts * (isRaw ? 0.001 : 0.1 * .pi / 180)) < 1e-9, "\(name)")
    }
  }

  @Test func theGlovesColumnsAreItsJoints() throws {
    guard let line = try line("homunculus glove") else { return }
    let found = try read("homunculus-glove", line.bytes, scale: 0.001)
    #expect(found.count == 16)
    for (name, value) in found {
      let counts = try #require(line.decoded[name]?.double, "\(name)")
      #expect(abs(value - counts * 0.001) < 1e-9, "\(name)")
    }
  }
}
