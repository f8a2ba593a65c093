import ExocapCore
import Testing

/// The times of one read were computed by hand from the packet lengths of ROBOTIS's protocol 2.0 page.
@Suite struct DynamixelTimingTests {
  static func milliseconds(_ nodes: Int, _ block: DynamixelBlock, _ baud: Int, _ read: DynamixelRead, delay: Int64) -> Double {
    let bus = DynamixelBus(
      ids: (1...nodes).map { UInt8($0) }, block: block, read: read, rate: 10, returnDelay: .microseconds(delay), setup: [])
    return DynamixelTiming.turnTime(bus, SerialLine(baud: baud)).seconds * 1000
  }

  /// Servos, bytes, then: 57600 Bd sync 500 µs; 1 M sync; 2 M fast; 4 M sync; 4 M fast.
  @Test(arguments: [
    (7, DynamixelBlock.velocityPosition, [30.24, 1.54, 0.56, 0.39, 0.28]), (8, .position, [28.65, 1.42, 0.47, 0.35, 0.23]),
    (8, .currentVelocityPosition, [36.99, 1.90, 0.71, 0.47, 0.35]), (16, .position, [54.88, 2.70, 0.83, 0.68, 0.41]),
  ]) func agreesWithTheTable(_ nodes: Int, _ block: DynamixelBlock, _ expected: [Double]) {
    let found = [
      Self.milliseconds(nodes, block, 57_600, .sync, delay: 500), Self.milliseconds(nodes, block, 1_000_000, .sync, delay: 0),
      Self.milliseconds(nodes, block, 2_000_000, .fastSync, delay: 0), Self.milliseconds(nodes, block, 4_000_000, .sync, delay: 0),
      Self.milliseconds(nodes, block, 4_000_000, .fastSync, delay: 0),
    ]
    for (found, expected) in zip(found, expected) { #expect(abs(found - expected) < 0.0051) }
  }
}
