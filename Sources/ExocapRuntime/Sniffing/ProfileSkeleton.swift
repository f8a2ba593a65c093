internal import ExocapCore

/// A device profile to fill in, with what was seen on the wire where something was.
package enum ProfileSkeleton {
  /// The text. `usb` [vendor, product] where the port is of a USB device.
  package static func text(name: String, guess: WireGuess, baud: Int, usb: (vendor: UInt16, product: UInt16)?) -> String {
    var lines = [
      "# \(name): WHAT IT IS, and where each number below comes from. Made by 'exocap profile new'; lines with CHECK are guesses.",
      "# docs/adding-a-device.md tells how to go on; 'exocap profile check' says what is wrong with it.",
      "profile: 1", "name: \(name)", "title: WHAT PEOPLE CALL IT",
      "kind: arm                              # arm, hand, grip, pedal, tracker",
      "",
    ]
    if let usb {
      lines += ["match:", "  - usb: {vid: 0x\(hex(usb.vendor)), pid: 0x\(hex(usb.product))}   # as it shows itself here", ""]
    }
    lines += ["line: {baud: \(baud)}                     # CHECK: as it was read here", ""]
    lines += wire(guess)
    lines += ["", "proven_against: nothing yet"]
    return lines.joined(separator: "\n") + "\n"
  }

  private static func wire(_ guess: WireGuess) -> [String] {
    switch guess {
    case .text(let text): text.columns > 0 ? self.text(text) : self.text(nothing)
    case .packets(let packets): self.packets(packets)
    case .stuffed(let stuffed): self.stuffed(stuffed)
    case .servos(let name, let ids): servos(name, ids)
    case .silent, .unknown: text(nothing)
    }
  }

  private static let nothing = TextGuess(
    columns: 1, separator: 0x20, hasDecimals: false, labels: [], lowest: 0, highest: 4095, longestLine: 64, rate: 100, share: 0, example: ""
  )

  private static func text(_ guess: TextGuess) -> [String] {
    var lines = ["protocol: text", "text:"]
    if guess.separator != 0x20 {
      lines.append("  separator: \"\(guess.separator == 0x09 ? "\\t" : String(UnicodeScalar(guess.separator)))\"")
    }
    lines.append(
      "  columns: \(guess.columns)\(guess.example.isEmpty ? "" : "                           # such as: \(guess.example.prefix(100))")")
    if guess.hasDecimals { lines.append("  numbers: decimals") }
    if !guess.labels.isEmpty { lines.append("  skip: [\(guess.labels.map(String.init).joined(separator: ", "))]") }
    lines.append("  longest_line: \(min(256, max(16, guess.longestLine + guess.longestLine / 2)))")
    lines.append(
      "  # range: [LOWEST, HIGHEST]           # numbers were \(Quantity.shortText(guess.lowest)) to \(Quantity.shortText(guess.highest))")
    let rate = Quantity.shortText(max(1, guess.rate.rounded()))
    let columns = (0..<guess.columns).filter { !guess.labels.contains($0) }
    lines += [
      "", "streams:", "  - name: joints", "    kind: joints",
      "    rate: \(rate)Hz                          # CHECK: as it came here", "    stale_after: \(staleAfter(guess.rate))ms",
      "    values:",
    ]
    lines += columns.map { "      - {name: value_\($0), linear: {column: \($0), scale: 0.1deg}}   # CHECK name and scale" }
    return lines
  }

  private static func packets(_ guess: PacketGuess) -> [String] {
    let example = guess.example.map { hex($0) }.joined(separator: " ")
    let checksumLength = guess.checksum?.kind.length ?? 0
    var lines = ["# A packet: \(example)"]
    if !guess.counters.isEmpty {
      lines.append(
        "# Bytes that go up by one each time: \(guess.counters.map(String.init).joined(separator: ", ")) (counted from 0): 'role: sequence'."
      )
    }
    lines += [
      "protocol: packets", "packets:",
      "  sync: [\(guess.sync.map { "0x" + hex($0) }.joined(separator: ", "))]   # CHECK: bytes that never changed",
    ]
    if let checksum = guess.checksum {
      let order = checksum.isBigEndian ? ", order: big" : ""
      lines.append("  checksum: {kind: \(checksum.kind.rawValue), from: \(checksum.from)\(order)}   # fits every packet seen")
    }
    let payload = max(1, guess.length - guess.sync.count - checksumLength)
    lines += [
      "  messages:", "    - name: sample",
      "      rate: \(Quantity.shortText(max(1, guess.rate.rounded())))Hz                        # CHECK: as it came here",
      "      fields:", "        - {name: bytes, type: \"u8[\(min(payload, 64))]\"}   # CHECK: cut it into the numbers that it is made of",
      "", "streams:",
      "  - name: joints", "    kind: joints", "    stale_after: \(staleAfter(guess.rate))ms", "    values:",
      "      - {name: value_0, linear: {field: \"bytes[0]\", scale: 0.1deg}}   # CHECK",
    ]
    return lines
  }

  private static func stuffed(_ guess: StuffedGuess) -> [String] {
    let example = guess.example.map { hex($0) }.joined(separator: " ")
    let lengths = guess.lengths.map(String.init).joined(separator: ", ")
    let payload = max(1, (guess.lengths.first ?? 9) - 8)
    return [
      "# A packet without its stuffing: \(example)",
      "# Packets had \(lengths) bytes. If it speaks ExoStream, start from exostream-arm.yaml instead.",
      "protocol: packets", "packets:", "  ends: cobs", "  id: {at: 0, type: u8}                # CHECK: these four lines are ExoStream's",
      "  sequence: {at: 1, type: u8}", "  clock: {at: 2, type: u32, tick: 1us}", "  checksum: {kind: crc16-ccitt-false}", "  messages:",
      "    - name: sample",
      "      id: \(guess.example.first ?? 1)",
      "      rate: \(Quantity.shortText(max(1, guess.rate.rounded())))Hz                        # CHECK: of all packets together",
      "      fields:", "        - {name: bytes, type: \"u8[\(min(payload, 64))]\"}   # CHECK: cut it into the numbers that it is made of",
      "", "streams:",
      "  - name: joints", "    kind: joints", "    stale_after: \(staleAfter(guess.rate))ms", "    values:",
      "      - {name: value_0, linear: {field: \"bytes[0]\", scale: 0.1deg}}   # CHECK",
    ]
  }

  private static func servos(_ name: String, _ ids: [Int]) -> [String] {
    let isDynamixel = name == "dynamixel2"
    return [
      "protocol: \(name)", "bus:",
      "  model: \(isDynamixel ? "xl330-m288" : "sts3215")                    # CHECK: what is printed on the servos",
      "  ids: [\(ids.map(String.init).joined(separator: ", "))]   # who answered a ping here", "  block: position",
      "  rate: 10Hz                           # CHECK: raise it, until the budget says no", "  setup:",
      "    torque_enable: 0                   # a person moves the arm",
      "", "streams:", "  - name: joints", "    kind: joints", "    stale_after: 250ms", "    values:",
    ] + ids.map { "      - {name: joint_\($0), servo: \($0)}      # CHECK: its name on the robot's arm" }
  }

  /// [ms] Seven samples, at least 20 ms.
  private static func staleAfter(_ rate: Double) -> Int { max(20, Int((7000 / max(1, rate)).rounded(.up))) }

  private static func hex(_ value: UInt16) -> String { hex(UInt8(value >> 8)) + hex(UInt8(value & 0xFF)) }

  private static func hex(_ value: UInt8) -> String {
    let text = String(value, radix: 16)
    return text.count == 1 ? "0" + text : text
  }
}
