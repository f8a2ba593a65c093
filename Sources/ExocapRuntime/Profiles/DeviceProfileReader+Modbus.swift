internal import ExocapCore

extension DeviceProfileReader {
  /// What stands under `bus:` of a Modbus line.
  func modbusBus(_ bus: MappingReader) -> DeviceFields? {
    let rate = bus.require("rate")?.quantity(.frequency, in: 1...10_000)
    let replyDelay = bus["reply_delay"]?.interval(in: 0...0.5)
    let silence = bus["silence"]?.interval(in: 0...0.1)
    let pipelining = bus["pipelined"]?.interval(in: 0.0001...1)
    let items = bus.require("nodes")?.items(count: 1...32)
    let nodes = (items ?? []).compactMap(modbusNode)
    bus.finish()
    if let items, nodes.count == items.count { check(nodes, items, isPipelined: pipelining != nil) }
    guard let rate, let items, nodes.count == items.count else { return nil }
    let line = ModbusBus(
      nodes: nodes, rate: rate, replyDelay: replyDelay ?? .zero, silence: silence, pipelining: pipelining)
    guard line.fieldCount <= RawSample.capacity else {
      bus.error("the nodes have \(line.fieldCount) numbers, and \(RawSample.capacity) are the most", at: "nodes")
      return nil
    }
    return DeviceFields(wire: .modbus(line), ampere: nil)
  }

  private func modbusNode(_ reader: ValueReader) -> ModbusNode? {
    guard let map = reader.mapping() else { return nil }
    map.alias(["address": "register", "id": "slave", "unit": "slave"])
    let name = map.require("name")?.name(separators: "_")
    let slave = map.require("slave")?.integer(in: 1...247)
    let function = map["function"]?.choice(["3": ModbusFunction.holding, "4": .input])
    let register = map.require("register")?.integer(in: 0...0xFFFF)
    let type = map.require("type")?.choice(of: ModbusNumber.self, aliases: ["float": "f32", "int16": "i16", "uint16": "u16"])
    let count = map["count"]?.integer(in: 1...RawSample.capacity)
    let order = map["word_order"]?.choice(of: ModbusWordOrder.self, aliases: ["big": "high_first", "little": "low_first"])
    map.finish()
    guard let name, let slave, let register, let type else { return nil }
    let node = ModbusNode(
      name: name, slave: UInt8(slave), function: function ?? .holding, register: UInt16(register), count: count ?? 1, type: type,
      wordOrder: order ?? .highFirst)
    // "MODBUS Application Protocol" V1.1b3, §6.3.
    if node.registerCount > 125 {
      map.error("\(map.path) asks for \(node.registerCount) registers, and a read has at most 125", at: "count")
    } else if register + node.registerCount > 0x10000 {
      map.error("\(map.path) reads behind the last register, 65535", at: "register")
    }
    return node
  }

  private func check(_ nodes: [ModbusNode], _ readers: [ValueReader], isPipelined: Bool) {
    for (index, node) in nodes.enumerated() {
      if nodes[..<index].contains(where: { $0.name == node.name }) { readers[index].error("node '\(node.name)' is there twice") }
      // Two replies of one slave look alike: the first that is lost would be taken for the second.
      if isPipelined && nodes[..<index].contains(where: { $0.slave == node.slave }) {
        readers[index].error(
          "slave \(node.slave) is asked twice, and requests are pipelined",
          notes: ["read its registers in one node, or leave 'pipelined' out"])
      }
    }
  }

  /// Refuses pipelined requests that would meet the reply of the one before.
  func checkPipelining(_ bus: ModbusBus, _ line: SerialLine) {
    guard let gap = bus.pipelining, let reader = root["bus"]?.mapping() else { return }
    let timing = ModbusTiming(bus, line)
    let longest = bus.nodes.map { timing.read(registers: $0.registerCount) + timing.silence }.max() ?? .zero
    guard gap < longest else { return }
    reader.error(
      "bus.pipelined is too short: a request, its reply and the silence behind it take \(Quantity.shortText(longest.seconds * 1e3)) ms",
      at: "pipelined", notes: ["a request would meet the reply of the one before on the line"])
  }

  /// A number of a node, as a field of the raw sample.
  func modbusField(_ map: MappingReader, of bus: ModbusBus) -> Int? {
    let number = map["number"]
    guard let reader = map.require("node"), let name = reader.text() else { return nil }
    guard let index = bus.nodes.firstIndex(where: { $0.name == name }) else {
      reader.error("the bus has no node '\(YAMLNode.shortened(name))'", notes: Suggestion.notes(for: name, among: bus.nodes.map(\.name)))
      return nil
    }
    let place = number.map { $0.integer(in: 0...bus.nodes[index].count - 1) } ?? 0
    return place.map { bus.firstField(of: index) + $0 }
  }
}
