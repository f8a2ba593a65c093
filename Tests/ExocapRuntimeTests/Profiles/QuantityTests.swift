internal import ExocapRuntime
internal import Testing

@Suite struct QuantityTests {
  // Right-hand sides are the values in SI by definition of the units.
  @Test(arguments: [
    ("90deg", Dimension.angle, Double.pi / 2), ("1.57rad", .angle, 1.57), ("-180 °", .angle, -.pi), ("20ms", .time, 0.02),
    ("500us", .time, 0.0005), ("500µs", .time, 0.0005), ("1000Hz", .frequency, 1000), ("1kHz", .frequency, 1000),
    ("5N", .force, 5), ("2N·m", .torque, 2), ("2Nm", .torque, 2), ("2 N*m", .torque, 2), ("3rad/s", .angularVelocity, 3),
    ("60rpm", .angularVelocity, 2 * .pi), ("30rad/s²", .angularAcceleration, 30), ("0.5kg", .mass, 0.5),
    ("12mm", .length, 0.012), ("25mA", .current, 0.025), ("1.5e-3kg·m²", .inertia, 0.0015), ("2_000_000Hz", .frequency, 2e6),
    ("50%", .ratio, 0.5), ("+.5", .ratio, 0.5), ("80Nm/rad", .angularStiffness, 80), ("3N·m·s/rad", .angularDamping, 3),
    ("-0.0", .ratio, 0), ("1e3", .ratio, 1000), ("3e", .ratio, .nan),
  ])
  func readsNumberAndUnit(text: String, dimension: Dimension, value: Double) throws {
    if value.isNaN {
      #expect(throws: Quantity.Failure.unknownUnit("e")) { try Quantity(text) }
      return
    }
    let quantity = try Quantity(text)
    #expect(quantity.unit.dimension == dimension)
    // One rounding of number × π apart at most.
    #expect((quantity.value - value).magnitude <= value.ulp)
  }

  @Test func keepsEveryBitOfANumberInSI() throws {
    for value in [0.1, 1.972222054, 1.7976931348623157e308, -0.087267, 3.141592653589793, 2.1e-06] {
      #expect(try Quantity("\(value)rad").value.bitPattern == value.bitPattern)
    }
    #expect(try Quantity("-0.0rad").value.sign == .minus)
  }

  @Test(arguments: ["", "deg", "inf", "nan", "-", ".", "_1", "x90deg", "0xFFs"])
  func refusesWhatIsNoNumber(text: String) {
    // `0xFFs` is the number 0 and the unknown unit `xFFs`.
    let expected: Quantity.Failure = text == "0xFFs" ? .unknownUnit("xFFs") : .notANumber
    #expect(throws: expected) { try Quantity(text) }
  }

  @Test func refusesUnknownUnitsAndOverflow() {
    #expect(throws: Quantity.Failure.unknownUnit("dge")) { try Quantity("90dge") }
    #expect(throws: Quantity.Failure.unknownUnit("NM")) { try Quantity("2NM") }
    #expect(throws: Quantity.Failure.unknownUnit("_m")) { try Quantity("1_m") }
    #expect(throws: Quantity.Failure.tooLarge) { try Quantity("1e999rad") }
  }

  @Test func speaksInTheUnitThatWasWritten() throws {
    #expect(try Quantity("300deg").text(of: .pi) == "180deg")
    #expect(try Quantity("2ms").text(of: 0.0165) == "16.5ms")
    #expect(Quantity.shortText(0) == "0")
    #expect(Quantity.shortText(-1234567.0) == "-1234570")
    #expect(Quantity.shortText(.infinity) == "inf")
  }
}
