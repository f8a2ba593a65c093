internal import ExocapCore
internal import ExocapRuntime
internal import Testing

@Suite struct DynamixelCatalogTests {
  private func bus(_ model: String, block: String = "current_velocity_position") throws -> (StreamProfile, DynamixelBus)? {
    let text = """
      profile: 1
      name: t
      title: t
      kind: arm
      line: {baud: 1000000}
      protocol: dynamixel2
      bus:
        model: \(model)
        ids: [4, 9]
        block: \(block)
        rate: 100Hz
        setup: {torque_enable: 0, return_delay_time: 5, goal_current: {9: 50}, goal_position: -1}
      streams:
        - {name: joints, kind: joints, stale_after: 50ms, values: [{name: a, servo: 9}]}
      proven_against: nothing
      """
    let diagnostics = Diagnostics()
    let profile = try #require(
      DeviceProfileReader.read(SourceText(name: "t.yaml", text: text), diagnostics: diagnostics), "\(diagnostics.text)")
    guard case .dynamixel2(let bus) = profile.wire else { return nil }
    return (profile.streams[0], bus)
  }

  /// e-Manual: 4096 counts a turn, 0.229 rev/min, 1 mA (XL330) or 2.69 mA (XM430) a count; radians as teleop.md §4.1 gives them.
  @Test(arguments: [("xl330-m288", 0.001), ("xm430-w350", 0.00269)])
  func countsAreTheManuals(model: String, ampere: Double) throws {
    let (stream, _) = try #require(try bus(model))
    guard case .linear(let field, let scale, let rate, let effort) = stream.values[0].source else {
      Issue.record("not linear")
      return
    }
    // Two ids: positions are fields 0 and 1, velocities 2 and 3, currents 4 and 5; id 9 is the second.
    #expect(field == 1)
    #expect((scale - 0.001533981).magnitude < 1e-9)
    #expect(rate?.field == 3)
    #expect((try #require(rate).scale - 0.0239691).magnitude < 2e-5)
    #expect(effort == ScaledField(field: 5, scale: ampere))
  }

  @Test func whatIsNotReadHasNoField() throws {
    let (stream, _) = try #require(try bus("xl330-m288", block: "position"))
    guard case .linear(_, _, nil, nil) = stream.values[0].source else {
      Issue.record("\(stream.values[0].source)")
      return
    }
    // The XL430-W250 has a load in place of the current.
    let (loaded, _) = try #require(try bus("xl430-w250"))
    guard case .linear(_, _, _?, nil) = loaded.values[0].source else {
      Issue.record("\(loaded.values[0].source)")
      return
    }
  }

  @Test func registersHaveTheManualsAddresses() throws {
    let (_, bus) = try #require(try bus("xl330-m288"))
    #expect(
      bus.setup == [
        DynamixelWrite(name: "torque_enable", address: 64, length: 1, value: 0),
        DynamixelWrite(name: "return_delay_time", address: 9, length: 1, value: 5),
        DynamixelWrite(name: "goal_current", address: 102, length: 2, value: 50, id: 9),
        DynamixelWrite(name: "goal_position", address: 116, length: 4, value: 0xFFFF_FFFF),
      ])
    // 5 steps of 2 µs.
    #expect(bus.returnDelay == .microseconds(10))
  }
}
