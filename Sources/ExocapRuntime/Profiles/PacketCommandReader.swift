internal import ExocapCore

/// Reads `packets.commands`.
struct PacketCommandReader {
  let diagnostics: Diagnostics
  /// Whether the header has an id, even one that could not be read.
  var hasID = false

  /// Reads the commands into `format`, whose messages are known.
  func read(_ map: MappingReader, into format: inout PacketFormat) {
    guard let commands = map["commands"]?.mapping() else { return }
    if let block = commands["start"]?.mapping() {
      format.start = command(block, format)
      block.finish()
    }
    if let block = commands["ping"]?.mapping() {
      let command = command(block, format)
      let reply = block.require("reply").flatMap { self.reply($0, format) }
      block.finish()
      if let command, let reply {
        format.ping = PacketPing(command: command, reply: reply)
        let hasEcho = format.messages[reply].fields.contains { $0.role == .echo }
        if case .bytes = command, hasEcho {
          block.error("\(block.path): bytes that never change cannot be echoed", at: "bytes", notes: ["write 'id' and 'payload' instead"])
        }
      }
    }
    commands.finish()
  }

  /// `{id, payload}` or `{bytes}`.
  private func command(_ block: MappingReader, _ format: PacketFormat) -> PacketCommand? {
    if let reader = block["bytes"] { return bytes(reader, count: 1...256).map { .bytes($0) } }
    var id = 0
    if hasID {
      let most = Int(format.id?.number.range.upperBound ?? 4_294_967_295)
      guard let given = block.require("id")?.integer(in: 0...most) else { return nil }
      id = given
    }
    var payload: [UInt8] = []
    if let reader = block["payload"] {
      guard let given = bytes(reader, count: 0...256) else { return nil }
      payload = given
    }
    return .packet(id: UInt32(id), payload: payload)
  }

  private func bytes(_ reader: ValueReader, count: ClosedRange<Int>) -> [UInt8]? {
    guard let items = reader.items(count: count) else { return nil }
    let bytes = items.compactMap { $0.integer(in: 0...255) }.map { UInt8($0) }
    return bytes.count == items.count ? bytes : nil
  }

  /// The message that answers a ping, by its name.
  private func reply(_ reader: ValueReader, _ format: PacketFormat) -> Int? {
    guard let name = reader.text() else { return nil }
    let names = format.messages.map(\.name)
    guard let index = names.firstIndex(of: name) else {
      reader.error("there is no message '\(YAMLNode.shortened(name))'", notes: Suggestion.notes(for: name, among: names))
      return nil
    }
    if format.clock == nil && !format.messages[index].fields.contains(where: { $0.role == .clock }) {
      reader.error("message '\(name)' has no clock", notes: ["give it a field like '{name: time, type: u32, role: clock, tick: 1us}'"])
      return nil
    }
    return index
  }
}
