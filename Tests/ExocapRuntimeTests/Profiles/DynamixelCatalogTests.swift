internal import ExocapCore
internal import ExocapRuntime
internal import Testing

@Suite struct DynamixelCatalogTests {
  private func bus(_ model: String, block: String = "current_velocity_position") throws -> (StreamProfile, DynamixelBus)? {
    let (profile, diagnostics) = read(model, block: block, "setup: {\(setup)}")
    guard case .dynamixel2(let bus) = try #require(profile, "\(diagnostics.text)").wire else { return nil }
    return try #require(profile).streams.first.map { ($0, bus) }
  }

  private let setup = "torque_enable: 0, return_delay_time: 5, goal_current: {9: 50}, goal_position: -1"

  private func read(_ model: String, block: String = "position", _ more: String...) -> (DeviceProfile?, Diagnostics) {
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
      \(more.map { "  \($0)" }.joined(separator: "\n"))
      streams:
        - {name: joints, kind: joints, stale_after: 50ms, values: [{name: a, servo: 9}]}
      proven_against: nothing
      """
    let diagnostics = Diagnostics()
    return (DeviceProfileReader.read(SourceText(name: "t.yaml", text: text), diagnostics: diagnostics), diagnostics)
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

  /// e-Manual: indirect address 1 is register 168, two bytes each; the data of an XL330 begins at 208, that of an X430 at 224.
  @Test(arguments: [("xl330-m288", UInt16(208)), ("xc330-t181", 208), ("xm430-w350", 224)])
  func aBlockInTwoPiecesIsReadThroughIndirectAddresses(model: String, data: UInt16) throws {
    let (stream, bus) = try #require(try bus(model, block: "current_position"))
    #expect(bus.address == data && bus.block.length == 6)
    #expect(bus.setup.prefix(6).map(\.address) == [168, 170, 172, 174, 176, 178])
    #expect(bus.setup.prefix(6).map(\.value) == [126, 127, 132, 133, 134, 135])
    #expect(bus.setup.prefix(6).allSatisfy { $0.length == 2 && $0.id == nil })
    #expect(bus.setup[6].name == "torque_enable")
    guard case .linear(1, _, nil, let effort?) = stream.values[0].source else {
      Issue.record("\(stream.values[0].source)")
      return
    }
    #expect(effort.field == 5)
  }

  private let pulling = "setup: {operating_mode: {9: 0}, bus_watchdog: {9: 10}, torque_enable: {9: 1}}"

  /// 1 mA a count (XL330), 2.69 mA (XM430).
  @Test(arguments: [("xl330-m288", 1.0), ("xm430-w350", 2.69)])
  func aSpringIsInTheServosCounts(model: String, milliampere: Double) throws {
    let (profile, diagnostics) = read(model, pulling, "spring: {servo: 9, rest: -40mA, per_newton: -10mA, limit: 200mA}")
    guard case .dynamixel2(let bus) = try #require(profile, "\(diagnostics.text)").wire, let spring = bus.spring else {
      Issue.record("no spring")
      return
    }
    #expect(spring.id == 9)
    #expect((spring.rest + 40 / milliampere).magnitude < 1e-9)
    #expect((spring.perNewton + 10 / milliampere).magnitude < 1e-9)
    #expect((spring.limit - 200 / milliampere).magnitude < 1e-9)
    // A watchdog that has bitten takes a number after a 0 only.
    #expect(bus.setup.filter { $0.address == 98 }.map(\.value) == [0, 10])
  }

  @Test(arguments: [
    ("spring: {servo: 5, rest: 0mA, limit: 1A}", "the bus has no id '5'"),
    ("spring: {servo: 9, rest: -300mA, limit: 200mA}", "rest is beyond its limit"),
    ("spring: {servo: 4, rest: 0mA, limit: 1A}", "operating_mode: {4: 0}"),
    ("spring: {servo: 9, rest: 0mA}", "limit"), ("spring: {servo: 9, rest: 5N, limit: 1A}", "a current"),
  ])
  func aSpringThatCannotBeIsToldWhy(spring: String, expected: String) {
    let (profile, diagnostics) = read("xl330-m288", pulling, spring)
    #expect(profile == nil)
    #expect(diagnostics.text.contains(expected), "\(diagnostics.text)")
  }

  @Test(arguments: [
    ("operating_mode: {9: 3}, bus_watchdog: 10, torque_enable: 1", "operating_mode: {9: 0}"),
    ("operating_mode: 5, bus_watchdog: 10, torque_enable: 0", "torque_enable: {9: 1}"),
    ("operating_mode: 5, torque_enable: 1", "bus_watchdog: {9: 10}"),
  ])
  func aServoThatWouldNotPullOrLetGoIsRefused(setup: String, expected: String) {
    let (profile, diagnostics) = read("xl330-m288", "setup: {\(setup)}", "spring: {servo: 9, rest: 0mA, limit: 100mA}")
    #expect(profile == nil)
    #expect(diagnostics.text.contains(expected), "\(diagnostics.text)")
  }

  @Test func anXL430HasNoCurrent() {
    let (profile, diagnostics) = read("xl430-w250", pulling, "spring: {servo: 9, rest: 0mA, limit: 100mA}")
    #expect(profile == nil)
    #expect(diagnostics.text.contains("has no register for a current"), "\(diagnostics.text)")
  }
}
