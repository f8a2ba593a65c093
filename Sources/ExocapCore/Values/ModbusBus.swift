/// Slaves of Modbus RTU on one serial line, each read for some registers in turn. Fields of its raw samples: the numbers of the first
/// node, then those of the second, and so on.
package struct ModbusBus: Sendable, Equatable {
  /// 1 … 32 of them, with at most 64 numbers together.
  package var nodes: [ModbusNode]
  /// [Hz] Turns a second.
  package var rate: Double
  /// What a slave may need before it answers.
  package var replyDelay: Interval
  /// How long the line is quiet before each request; nil: the 3.5 characters that the standard asks for.
  package var silence: Interval?
  /// Where slaves and adapter allow it: the next request follows the one before after this time, whether its reply has been read or not.
  /// nil: after the reply.
  package var pipelining: Interval?

  package init(
    nodes: [ModbusNode], rate: Double, replyDelay: Interval = .zero, silence: Interval? = nil, pipelining: Interval? = nil
  ) {
    self.nodes = nodes
    self.rate = rate
    self.replyDelay = replyDelay
    self.silence = silence
    self.pipelining = pipelining
  }

  /// Numbers of all nodes together.
  package var fieldCount: Int { nodes.reduce(0) { $0 + $1.count } }

  /// The field of the first number of node `index`.
  package func firstField(of index: Int) -> Int { nodes[..<index].reduce(0) { $0 + $1.count } }
}

/// A run of registers of one slave.
package struct ModbusNode: Sendable, Equatable {
  /// The name that values of the profile use.
  package var name: String
  /// 1 … 247.
  package var slave: UInt8
  package var function: ModbusFunction
  /// The first register, counted from 0 as on the wire.
  package var register: UInt16
  /// How many numbers.
  package var count: Int
  package var type: ModbusNumber
  package var wordOrder: ModbusWordOrder

  package init(
    name: String, slave: UInt8, function: ModbusFunction = .holding, register: UInt16, count: Int = 1, type: ModbusNumber,
    wordOrder: ModbusWordOrder = .highFirst
  ) {
    self.name = name
    self.slave = slave
    self.function = function
    self.register = register
    self.count = count
    self.type = type
    self.wordOrder = wordOrder
  }

  /// Registers that a read asks for.
  package var registerCount: Int { count * type.registers }
}

/// Which registers a read means. Source: "MODBUS Application Protocol" V1.1b3, §6.3 and §6.4.
package enum ModbusFunction: UInt8, BitwiseCopyable, Sendable, CaseIterable {
  case holding = 3
  case input = 4
}

/// What stands in one or two registers. Each register comes high byte first.
package enum ModbusNumber: String, BitwiseCopyable, Sendable, CaseIterable {
  case unsigned16 = "u16"
  case signed16 = "i16"
  case unsigned32 = "u32"
  case signed32 = "i32"
  case float32 = "f32"

  /// Registers of one number.
  package var registers: Int {
    switch self {
    case .unsigned16, .signed16: 1
    case .unsigned32, .signed32, .float32: 2
    }
  }
}

/// Which register of two comes first. The standard does not say; makers differ.
package enum ModbusWordOrder: String, BitwiseCopyable, Sendable, CaseIterable {
  case highFirst = "high_first"
  case lowFirst = "low_first"
}
