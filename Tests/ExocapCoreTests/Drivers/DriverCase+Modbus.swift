@testable import ExocapCore

extension DriverCase {
  /// Four slaves with one register each, one after the other or pipelined.
  static func encoders(_ pipelining: Interval?) -> DriverCase {
    var random = WireRandom(seed: 6)
    let slaves: [UInt8] = [1, 7, 3, 9]
    let bus = ModbusBus(
      nodes: slaves.map { ModbusNode(name: "s\($0)", slave: $0, register: 0x41, type: .unsigned16) }, rate: 10, silence: .zero,
      pipelining: pipelining)
    let turns = (0..<4).map { turn in
      var numbers = slaves.map { _ in UInt16(random.integer(0...65535)) }
      // The beginning of a reply within another.
      if turn == 1 { numbers[0] = 0x0703 }
      return Turn(bytes: zip(slaves, numbers).flatMap { modbusReply($0, [$1]) }, numbers: numbers.map { Double($0) })
    }
    return DriverCase(
      name: "modbus: four slaves\(pipelining == nil ? "" : ", pipelined")", kind: .modbus, wire: .modbus(bus), isAsked: true, turns: turns)
  }

  /// One slave with nine numbers of 32 bits and one of two with a float.
  static func transmitter() -> DriverCase {
    var random = WireRandom(seed: 7)
    let bus = ModbusBus(
      nodes: [
        ModbusNode(name: "cells", slave: 1, register: 0x300, count: 9, type: .signed32),
        ModbusNode(name: "sum", slave: 2, function: .input, register: 0x100, type: .float32, wordOrder: .lowFirst),
      ], rate: 10, silence: .zero)
    let turns = (0..<4).map { turn in
      var numbers = (0..<9).map { _ in Int32(random.integer(-100_000...100_000)) }
      // The first bytes of this very reply within it.
      if turn == 1 { numbers[3] = 0x0103_2401 }
      let sum = Float(random.integer(-1000...1000)) / 8
      let words = numbers.flatMap { [UInt16(truncatingIfNeeded: $0 >> 16), UInt16(truncatingIfNeeded: $0)] }
      let bits = sum.bitPattern
      return Turn(
        bytes: modbusReply(1, words) + modbusReply(2, function: 4, [UInt16(bits & 0xFFFF), UInt16(bits >> 16)]),
        numbers: numbers.map { Double($0) } + [Double(sum)])
    }
    return DriverCase(name: "modbus: a transmitter", kind: .modbus, wire: .modbus(bus), isAsked: true, turns: turns)
  }
}
