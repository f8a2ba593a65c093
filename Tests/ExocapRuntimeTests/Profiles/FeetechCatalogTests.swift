internal import ExocapCore
internal import ExocapRuntime
internal import Testing

@Suite struct FeetechCatalogTests {
  private func read(_ model: String, block: String = "position_speed_load", setup: String = "{}") -> (DeviceProfile?, [String]) {
    let text = """
      profile: 1
      name: t
      title: t
      kind: arm
      line: {baud: 1000000}
      protocol: feetech
      bus:
        model: \(model)
        ids: [4, 9]
        block: \(block)
        rate: 100Hz
        setup: \(setup)
      streams:
        - {name: joints, kind: joints, stale_after: 50ms, values: [{name: a, servo: 9}]}
      proven_against: nothing
      """
    let diagnostics = Diagnostics()
    let profile = DeviceProfileReader.read(SourceText(name: "t.yaml", text: text), diagnostics: diagnostics)
    return (profile, reports(diagnostics))
  }

  private func bus(_ profile: DeviceProfile?) -> FeetechBus? {
    if case .feetech(let bus)? = profile?.wire { bus } else { nil }
  }

  /// STS: 4096 counts a turn, speed in counts a second (Feetech's memory table); SCS: 1024 counts, and no source for its speed.
  @Test(arguments: [("sts3215", FeetechSeries.sts, 4096.0), ("sts3250", .sts, 4096), ("sm8512bl", .sts, 4096), ("scs0009", .scs, 1024)])
  func countsAreTheManuals(model: String, series: FeetechSeries, turn: Double) throws {
    let (profile, problems) = read(model)
    #expect(problems == [])
    #expect(bus(profile)?.series == series)
    guard case .linear(let field, let scale, let rate, let effort) = try #require(profile).streams[0].values[0].source else {
      Issue.record("not linear")
      return
    }
    // Two ids: positions are fields 0 and 1, speeds 2 and 3; id 9 is the second.
    #expect(field == 1 && effort == nil)
    #expect((scale * turn - 2 * Double.pi).magnitude < 1e-12)
    #expect(rate == (series == .sts ? ScaledField(field: 3, scale: scale) : nil))
  }

  @Test func registersHaveTheManualsAddresses() {
    let (profile, problems) = read("sts3215", setup: "{torque_enable: 0, lock: 0, return_delay_time: 5, goal_position: {9: 2048}}")
    #expect(problems == [])
    #expect(
      bus(profile)?.setup == [
        RegisterWrite(name: "torque_enable", address: 40, length: 1, value: 0),
        RegisterWrite(name: "lock", address: 55, length: 1, value: 0),
        RegisterWrite(name: "return_delay_time", address: 7, length: 1, value: 5),
        RegisterWrite(name: "goal_position", address: 42, length: 2, value: 2048, id: 9),
      ])
    // 5 steps of 2 µs; the factory's 250 where nothing is set.
    #expect(bus(profile)?.returnDelay == .microseconds(10))
    #expect(bus(read("sts3215").0)?.returnDelay == .microseconds(500))
    // SCS keeps its lock elsewhere.
    #expect(bus(read("scs0009", setup: "{lock: 0}").0)?.setup.map(\.address) == [48])
  }

  @Test func explainsWhatIsWrong() {
    #expect(
      read("sts3216").1 == [
        "8:10: bus.model is 'sts3216'", "= did you mean 'sts3215'?", "= allowed here: sts3215, sts3250, sm8512bl, scs0009",
      ])
    #expect(read("scs0009", setup: "{torque_limit: 0}").1.first == "12:11: there is no register 'torque_limit'")
  }

  /// Six slots of 0.3 ms and 14 bytes at 1 Mbaud are 1.94 ms: 515 turns a second.
  @Test func theBudgetCountsTheSlots() {
    let bus = FeetechBus(series: .sts, ids: [1, 2, 3, 4, 5, 6], block: .position, rate: 1, returnDelay: .zero, setup: [])
    #expect(BusBudget.highestRate(.feetech(bus), baud: 1_000_000) == 515)
  }
}
