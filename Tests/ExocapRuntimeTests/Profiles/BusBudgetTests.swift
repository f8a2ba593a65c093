internal import ExocapCore
internal import ExocapRuntime
internal import Testing

@Suite struct BusBudgetTests {
  private func bus(_ count: Int, _ block: DynamixelBlock, _ read: DynamixelRead, delay: Interval) -> DynamixelBus {
    DynamixelBus(ids: (1...UInt8(count)).map { $0 }, block: block, read: read, rate: 1, returnDelay: delay, setup: [])
  }

  /// The table of teleop.md §4.1: [ms] for 57600 sync with 500 µs, 1 M sync, 2 M fast, 4 M sync, 4 M fast without delay.
  @Test(arguments: [
    (7, DynamixelBlock.velocityPosition, [30.24, 1.54, 0.56, 0.39, 0.28]),
    (8, .position, [28.65, 1.42, 0.47, 0.35, 0.23]),
    (8, .currentVelocityPosition, [36.99, 1.90, 0.71, 0.47, 0.35]),
    (16, .position, [54.88, 2.70, 0.83, 0.68, 0.41]),
  ])
  func agreesWithThePublishedTable(count: Int, block: DynamixelBlock, milliseconds: [Double]) {
    let columns: [(Int, DynamixelRead, Interval)] = [
      (57_600, .sync, .microseconds(500)), (1_000_000, .sync, .zero), (2_000_000, .fastSync, .zero), (4_000_000, .sync, .zero),
      (4_000_000, .fastSync, .zero),
    ]
    for ((baud, read, delay), expected) in zip(columns, milliseconds) {
      let wire = WireProtocol.dynamixel2(bus(count, block, read, delay: delay))
      let time = (BusBudget.timePerSample(wire, baud: baud) ?? 0) * 1e3
      // The table has two decimals, cut or rounded.
      #expect((time - expected).magnitude < 0.01, "\(count) at \(baud) \(read): \(time)")
    }
  }

  /// 16 numbers of 4 digits, 15 blanks, a newline: 80 bytes, 6.944 ms, 144 lines a second.
  @Test func sixteenNumbersAt115200Fit144TimesASecond() {
    let format = TextLineFormat(columns: 16, longestLine: 128, lowest: 0, highest: 4095)
    #expect(BusBudget.longestLineBytes(format) == 80)
    #expect((BusBudget.time(bytes: 80, baud: 115_200) - 0.00694444).magnitude < 1e-7)
    #expect(BusBudget.highestRate(.text(format), baud: 115_200) == 144)
  }

  @Test func countsTheSignAndTheLongestLine() {
    // "-8388608" is 8 characters, and a newline.
    #expect(BusBudget.longestLineBytes(TextLineFormat(columns: 1, longestLine: 16, lowest: -8_388_608, highest: 8_388_607)) == 9)
    #expect(BusBudget.longestLineBytes(TextLineFormat(columns: 16, longestLine: 40, lowest: 0, highest: 4095)) == 41)
  }

  @Test func takesTheLongestLineWhereNoWidthFollows() {
    #expect(BusBudget.longestLineBytes(TextLineFormat(columns: 3, longestLine: 50)) == 51)
    #expect(BusBudget.longestLineBytes(TextLineFormat(columns: 1, longestLine: 20, allowsDecimals: true, lowest: 0, highest: 9)) == 21)
    #expect(
      BusBudget.longestLineBytes(TextLineFormat(columns: 3, numericColumns: 0b010, longestLine: 30, lowest: 0, highest: 9)) == 31)
  }

  /// 16 bytes at 19200 baud: 8.333 ms.
  @Test func aForceSensorFits120TimesASecond() {
    #expect(BusBudget.highestRate(.ft300, baud: 19_200) == 120)
  }

  @Test func theLinkHasNoSerialLine() {
    #expect(BusBudget.highestRate(.link, baud: 9600) == nil)
  }

  @Test func keepsADecimalOfSlowRates() {
    // 21 servos of 10 bytes at 9600 baud: 35 + 21 × 21 = 476 bytes, 495.8 ms.
    let slow = bus(21, .currentVelocityPosition, .sync, delay: .zero)
    #expect(BusBudget.highestRate(.dynamixel2(slow), baud: 9600) == 2.0)
  }
}

extension BusBudgetTests {
  /// 500 packets of 21 bytes and 100 of 12 bytes a second: 11,700 bytes, 117,000 bits of 230,400.
  @Test func packetsOfDifferentRatesShareTheLine() {
    var format = PacketFormat(messages: [
      PacketMessage(name: "a", id: 1, rate: 500, fields: [PacketField(name: "v", number: .u8, count: 15)]),
      PacketMessage(name: "b", id: 2, rate: 100, fields: [PacketField(name: "w", number: .u8, count: 6)]),
      PacketMessage(name: "c", id: 3, rate: 0, fields: [PacketField(name: "x", number: .u8, count: 9)]),
    ])
    format.payloadAt = 4
    format.checksum = .crc16Modbus
    #expect((BusBudget.load(format, baud: 230_400) - 117_000.0 / 230_400).magnitude < 1e-12)
    // With the slower message's share 984 of the faster one fit: 500 / (117,000 / 230,400) = 984.6.
    #expect(BusBudget.highestRate(.packets(format), baud: 230_400) == 984)
  }

  /// Seven servos, current, velocity and position of each by fast sync read: 21 bytes out and 8 + 7 · 14 in, ten bits each. At the factory's
  /// speed that is 22.05 ms, at 4 Mbaud 0.32 ms.
  @Test func aKilohertzOfSevenServosNeedsAFastLine() throws {
    func read(baud: String) -> (DeviceProfile?, [String]) {
      let text = """
        profile: 1
        name: seven
        title: Seven servos
        kind: arm
        line: {baud: \(baud)}
        protocol: dynamixel2
        bus:
          model: xl330-m288
          ids: [1, 2, 3, 4, 5, 6, 7]
          block: current_velocity_position
          read: fast_sync_read
          rate: 1000Hz
          setup: {return_delay_time: 0}
        streams: [{name: joints, kind: joints, stale_after: 50ms, values: [{name: a, servo: 1}]}]
        proven_against: nothing
        """
      let diagnostics = Diagnostics()
      return (DeviceProfileReader.read(SourceText(name: "seven.yaml", text: text), diagnostics: diagnostics), reports(diagnostics))
    }
    let (slow, said) = read(baud: "57_600")
    #expect(slow == nil)
    #expect(said.contains { $0.contains("bus.rate: 1000Hz does not fit on the bus") }, "\(said)")
    #expect(said.contains { $0.contains("22.0486 ms at 57600 baud: at most 45Hz") }, "\(said)")
    let (fast, nothing) = read(baud: "4_000_000")
    #expect(nothing == [])
    #expect(fast.map { BusBudget.highestRate($0.wire, baud: $0.line.baud) } == 3149)
  }
}
