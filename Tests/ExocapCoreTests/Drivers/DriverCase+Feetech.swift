@testable import ExocapCore

extension DriverCase {
  static func feetech(_ series: FeetechSeries, _ block: FeetechBlock) -> DriverCase {
    var random = WireRandom(seed: 5)
    let ids: [UInt8] = [1, 7, 3, 9]
    let bus = FeetechBus(series: series, ids: ids, block: block, rate: 10, returnDelay: .zero, setup: [])
    let turns = (0..<4).map { turn in
      var readings = ids.map { _ in [random.integer(-4095...4095), random.integer(-3000...3000), random.integer(-1000...1000)] }
      // The header within a number, across two, and as the last bytes of a packet.
      if turn == 1 { readings[1] = [-0x7FFF, 0xFF, -0x3FF] }
      if turn == 2 { readings[2] = [-0x7F01, -0x7FFF, 0x3FF] }
      let count = block.length / 2
      let bytes = zip(ids, readings).flatMap { id, reading in
        feetechReply(
          id,
          words: (0..<count).map { FeetechPackets.encode(reading[$0], signBit: $0 == 2 ? 10 : 15) }, series)
      }
      let numbers = (0..<count).flatMap { place in readings.map { Double($0[place]) } }
      return Turn(bytes: bytes, numbers: numbers)
    }
    return DriverCase(
      name: "feetech: \(series.rawValue), \(block.rawValue)", kind: .feetech, wire: .feetech(bus), isAsked: true, turns: turns)
  }
}
