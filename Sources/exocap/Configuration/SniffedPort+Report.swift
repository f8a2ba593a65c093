internal import ExocapCore
internal import ExocapRuntime
internal import LinuxIO

extension SniffedPort {
  /// For people.
  var lines: [String] {
    var lines = ["\(port): \(sentence)"]
    if let usb { lines.append("usb: \(usb.description)") }
    switch guess {
    case .text(let text):
      lines.append("a line: \(text.example)")
      lines.append(
        "numbers: \(text.lowest.text(2)) to \(text.highest.text(2)), longest line \(text.longestLine) bytes, \((text.share * 100).text(0)) % alike"
      )
    case .packets(let packets):
      lines.append("a packet: \(hex(packets.example))")
      lines.append(
        packets.checksum.map { "checksum: \($0.kind.rawValue) from byte \($0.from)\($0.isBigEndian ? ", high byte first" : "")" }
          ?? "checksum: none of the known ones fits")
      if !packets.counters.isEmpty { lines.append("counts up by one: byte \(packets.counters.map(String.init).joined(separator: ", "))") }
    case .stuffed(let stuffed): lines.append("a packet, unstuffed: \(hex(stuffed.example))")
    case .silent, .servos, .unknown: break
    }
    lines.append("bytes heard: " + heard.map { "\($0.bytes) at \($0.baud)" }.joined(separator: ", "))
    lines.append("  = \(advice)")
    return lines
  }

  private var sentence: String {
    switch guess {
    case .silent: "silent at every speed, and no servo answers a ping"
    case .unknown: "bytes come, but at no speed are they lines, packets of one length, or packets between zeros"
    case .text(let text): "\(text.columns) columns of text, \(text.rate.text(1)) lines/s, at \(baud) baud"
    case .packets(let packets):
      "packets of \(packets.length) bytes that begin with \(hex(packets.sync)), \(packets.rate.text(1)) a second, at \(baud) baud"
    case .stuffed(let stuffed):
      "packets between zeros (COBS) of \(stuffed.lengths.map(String.init).joined(separator: ", ")) bytes, \(stuffed.rate.text(1)) a second, at \(baud) baud"
    case .servos(let name, let ids):
      "\(name) servos \(ids.map(String.init).joined(separator: ", ")) answer at \(baud) baud"
    }
  }

  private var advice: String {
    switch guess {
    case .silent: "is it powered, and must it be told to send? A servo bus needs its own supply"
    case .unknown: "name the speed, if you know it: --baud; packets of several lengths are described by hand: docs/adding-a-device.md"
    case .text, .packets, .stuffed, .servos: "make a profile of it: exocap profile new NAME --port \(port) --baud \(baud)"
    }
  }

  /// For programs.
  var json: JSON {
    var members: [(String, JSON)] = [("port", .string(port)), ("baud", .integer(Int64(baud))), ("bytes", .integer(Int64(bytes)))]
    switch guess {
    case .silent: members.append(("guess", .string("silent")))
    case .unknown: members.append(("guess", .string("unknown")))
    case .text(let text):
      members += [
        ("guess", .string("text")), ("columns", .integer(Int64(text.columns))), ("rate_hz", .number(text.rate)),
        ("example", .string(text.example)),
      ]
    case .packets(let packets):
      members += [
        ("guess", .string("packets")), ("length", .integer(Int64(packets.length))), ("sync", .string(hex(packets.sync))),
        ("checksum", packets.checksum.map { .string($0.kind.rawValue) } ?? .null), ("rate_hz", .number(packets.rate)),
        ("example", .string(hex(packets.example))),
      ]
    case .stuffed(let stuffed):
      members += [
        ("guess", .string("stuffed")), ("lengths", .array(stuffed.lengths.map { .integer(Int64($0)) })), ("rate_hz", .number(stuffed.rate)),
        ("example", .string(hex(stuffed.example))),
      ]
    case .servos(let name, let ids):
      members += [("guess", .string("servos")), ("protocol", .string(name)), ("ids", .array(ids.map { .integer(Int64($0)) }))]
    }
    members.append(("heard", .array(heard.map { .members([("baud", .integer(Int64($0.baud))), ("bytes", .integer(Int64($0.bytes)))]) })))
    return .members(members)
  }

  private func hex(_ bytes: [UInt8]) -> String {
    bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true) }.joined(separator: " ")
  }
}
