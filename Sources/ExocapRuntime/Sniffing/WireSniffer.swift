package import ExocapCore

/// Looks at bytes of an unknown device.
package enum WireSniffer {
  /// Speeds that are tried, the likely ones first: what hw-profiles and makers' manuals name.
  package static let speeds = [
    115_200, 1_000_000, 57_600, 9600, 921_600, 2_000_000, 460_800, 230_400, 19_200, 38_400, 4800, 500_000, 3_000_000, 4_000_000,
  ]
  /// [B] The longest packet that is looked for.
  static let longestPacket = 160
  /// Fewer repeats prove nothing.
  static let fewestPackets = 6

  /// What `bytes`, that came within `time`, look like.
  package static func guess(_ bytes: [UInt8], over time: Interval) -> WireGuess {
    if bytes.isEmpty { return .silent }
    let seconds = max(time.seconds, 1e-3)
    let guesses = [text(bytes, seconds).map { WireGuess.text($0) }, packets(bytes, seconds).map { .packets($0) }, stuffed(bytes, seconds)]
      .compactMap { $0 }
    return guesses.max { $0.score < $1.score }.flatMap { $0.score >= 0.5 ? $0 : nil } ?? .unknown
  }

  // MARK: Text

  private static func text(_ bytes: [UInt8], _ seconds: Double) -> TextGuess? {
    // The first and the last line may have been cut.
    let lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropFirst().dropLast()
      .map { line in line.last == 0x0D ? line.dropLast() : line }.filter { !$0.isEmpty }
    guard lines.count >= fewestPackets else { return nil }
    let printable = lines.filter { line in line.allSatisfy { (0x20...0x7E).contains($0) || $0 == 0x09 } }
    let separators: [UInt8] = [0x20, 0x2C, 0x09, 0x3B]
    let best = separators.map { separator in (separator, printable.map { columns(of: $0, separator) }) }
      .max { commonest($0.1.map(\.count)).times < commonest($1.1.map(\.count)).times || prefersSecond($0, $1) }
    guard let (separator, split) = best else { return nil }
    let count = commonest(split.map(\.count)).value
    let alike = split.filter { $0.count == count }
    let numbers = (0..<count).map { column in alike.allSatisfy { Double($0[column]) != nil } }
    guard numbers.contains(true), let example = alike.first else { return nil }
    let values = alike.flatMap { line in (0..<count).filter { numbers[$0] }.compactMap { Double(line[$0]) } }
    return TextGuess(
      columns: count, separator: separator,
      hasDecimals: alike.contains { line in line.indices.contains { numbers[$0] && line[$0].contains(".") } },
      labels: (0..<count).filter { !numbers[$0] }, lowest: values.min() ?? .nan, highest: values.max() ?? .nan,
      longestLine: printable.map(\.count).max() ?? 0, rate: Double(lines.count) / seconds,
      share: Double(alike.count) / Double(lines.count), example: example.joined(separator: String(UnicodeScalar(separator))))
  }

  /// With as many alike lines, more columns say more.
  private static func prefersSecond(_ first: (UInt8, [[String]]), _ second: (UInt8, [[String]])) -> Bool {
    let (one, two) = (commonest(first.1.map(\.count)), commonest(second.1.map(\.count)))
    return one.times == two.times && one.value < two.value
  }

  private static func columns(of line: some Sequence<UInt8>, _ separator: UInt8) -> [String] {
    let text = String(decoding: Array(line), as: UTF8.self)
    let parts = text.split(separator: Character(UnicodeScalar(separator)), omittingEmptySubsequences: separator == 0x20)
    return parts.map { part in
      String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
  }

  private static func commonest(_ values: [Int]) -> (value: Int, times: Int) {
    var counts: [Int: Int] = [:]
    for value in values { counts[value, default: 0] += 1 }
    return counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }.map { ($0.key, $0.value) } ?? (0, 0)
  }

  // MARK: Packets of one length

  private static func packets(_ bytes: [UInt8], _ seconds: Double) -> PacketGuess? {
    var best: PacketGuess?
    for length in 4...longestPacket where bytes.count >= length * (fewestPackets + 1) {
      guard let guess = packets(bytes, length, seconds) else { continue }
      // A period's multiples fit as well: the first stays, unless a later one is clearly better.
      if best.map({ guess.share > $0.share + 0.05 }) ?? true { best = guess }
    }
    return best
  }

  /// Packets of this length: two or more neighbouring bytes that stay the same, not all of them zero.
  private static func packets(_ bytes: [UInt8], _ length: Int, _ seconds: Double) -> PacketGuess? {
    let rows = bytes.count / length
    let constant = (0..<length).map { place -> UInt8? in
      var counts: [UInt8: Int] = [:]
      for row in 0..<rows { counts[bytes[row * length + place], default: 0] += 1 }
      return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }.flatMap { $0.value * 10 >= rows * 9 ? $0.key : nil }
    }
    guard let start = firstRun(of: constant) else { return nil }
    var sync: [UInt8] = []
    while sync.count < 4, let byte = constant[(start + sync.count) % length] { sync.append(byte) }
    let found = starts(of: sync, in: bytes, length)
    guard found.count >= fewestPackets else { return nil }
    let rowsOf = found.map { Array(bytes[$0..<$0 + length]) }
    return PacketGuess(
      length: length, sync: sync, checksum: checksum(of: rowsOf), counters: counters(of: rowsOf),
      rate: Double(bytes.count) / Double(length) / seconds, share: Double(found.count * length) / Double(bytes.count), example: rowsOf[0])
  }

  /// Where two neighbouring places are constant, behind one that is not; they are not all zero.
  private static func firstRun(of constant: [UInt8?]) -> Int? {
    let length = constant.count
    for place in 0..<length {
      guard let first = constant[place], let second = constant[(place + 1) % length], first | second != 0 else { continue }
      if constant[(place + length - 1) % length] == nil { return place }
    }
    return nil
  }

  /// Beginnings of packets behind which the next one, or the end, begins.
  private static func starts(of sync: [UInt8], in bytes: [UInt8], _ length: Int) -> [Int] {
    var found: [Int] = []
    var place = 0
    while place + length <= bytes.count {
      let isStart = sync.indices.allSatisfy { bytes[place + $0] == sync[$0] }
      let next = place + length
      let isFollowed = next + sync.count > bytes.count || sync.indices.allSatisfy { bytes[next + $0] == sync[$0] }
      if isStart && isFollowed {
        found.append(place)
        place += length
      } else {
        place += 1
      }
    }
    return found
  }

  /// The checksum that fits them all. A shorter one is tried last: it fits by chance more easily.
  private static func checksum(of rows: [[UInt8]]) -> FoundChecksum? {
    for kind in ChecksumKind.allCases.sorted(by: { $0.length > $1.length }) where kind != .none {
      let checksum = PacketChecksum(kind)
      for from in 0..<min(5, rows[0].count - kind.length) {
        for isBigEndian in kind.length > 1 ? [false, true] : [false] {
          let fits = rows.allSatisfy { row in
            let end = row.count - kind.length
            let expected = unsafe row.withUnsafeBufferPointer { bytes -> UInt32 in
              guard let base = bytes.baseAddress else { return 0 }
              // SAFETY: `from` and `end` are within the row.
              return unsafe checksum.value(of: base, from: from, to: end)
            }
            let stands = row[end...].enumerated().reduce(UInt32(0)) { value, byte in
              let place = isBigEndian ? kind.length - 1 - byte.offset : byte.offset
              return value | UInt32(byte.element) << UInt32(8 * place)
            }
            return expected == stands
          }
          if fits { return FoundChecksum(kind: kind, from: from, isBigEndian: isBigEndian) }
        }
      }
    }
    return nil
  }

  /// Bytes that go up by one from packet to packet.
  private static func counters(of rows: [[UInt8]]) -> [Int] {
    rows[0].indices.filter { place in
      zip(rows, rows.dropFirst()).allSatisfy { $1[place] == $0[place] &+ 1 }
    }
  }

  // MARK: COBS

  private static func stuffed(_ bytes: [UInt8], _ seconds: Double) -> WireGuess? {
    let runs = bytes.split(separator: 0, omittingEmptySubsequences: true).dropFirst().dropLast()
    guard runs.count >= fewestPackets else { return nil }
    let plain = runs.compactMap { unstuffed(Array($0)) }.filter { $0.count >= 3 }
    guard let example = plain.first else { return nil }
    var lengths: [Int: Int] = [:]
    for packet in plain { lengths[packet.count, default: 0] += 1 }
    let sorted = lengths.sorted { ($0.value, $1.key) > ($1.value, $0.key) }.prefix(4).map(\.key)
    return .stuffed(
      StuffedGuess(
        lengths: Array(sorted), rate: Double(plain.count) / seconds, share: Double(plain.count) / Double(runs.count), example: example))
  }

  /// The packet behind consistent overhead byte stuffing (Cheshire and Baker 1999), without its zero; nil where it is none.
  static func unstuffed(_ bytes: [UInt8]) -> [UInt8]? {
    var plain: [UInt8] = []
    var place = 0
    while place < bytes.count {
      let code = Int(bytes[place])
      guard code > 0, place + code <= bytes.count else { return nil }
      plain += bytes[(place + 1)..<(place + code)]
      place += code
      if code < 255 && place < bytes.count { plain.append(0) }
    }
    return plain
  }
}
