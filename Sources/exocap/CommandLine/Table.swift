/// Rows with aligned columns, for people.
struct Table {
  /// On which side a column's text begins.
  enum Alignment {
    case left
    case right
  }

  private let alignments: [Alignment]
  private var rows: [[String]] = []

  /// With a head, unless `head` is empty.
  init(_ head: [String] = [], _ alignments: [Alignment]) {
    self.alignments = alignments
    if !head.isEmpty { rows.append(head) }
  }

  /// Adds a row; cells that are missing are empty.
  mutating func add(_ cells: [String]) { rows.append(cells) }

  /// One line for each row, two blanks between columns, none at the end.
  var lines: [String] {
    let widths = alignments.indices.map { column in rows.map { column < $0.count ? Table.width($0[column]) : 0 }.max() ?? 0 }
    return rows.map { row in
      var line = ""
      for (column, width) in widths.enumerated() {
        let cell = column < row.count ? row[column] : ""
        let space = String(repeating: " ", count: width - Table.width(cell))
        line += (column > 0 ? "  " : "") + (alignments[column] == .right ? space + cell : cell + space)
      }
      while line.last == " " { line.removeLast() }
      return line
    }
  }

  /// Characters on the screen: colour codes take none.
  private static func width(_ cell: String) -> Int {
    var count = 0
    var isInCode = false
    for character in cell {
      if character == "\u{1B}" { isInCode = true }
      if !isInCode { count += 1 }
      if isInCode && character.isLetter { isInCode = false }
    }
    return count
  }
}

extension Double {
  /// With so many decimals; "-" where it is no number.
  func text(_ decimals: Int) -> String {
    guard isFinite else { return "-" }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = (magnitude * scale).rounded()
    guard scaled < 9e15 else { return "\(self)" }
    let digits = String(Int64(scaled))
    let isNegative = self < 0 && scaled > 0
    if decimals == 0 { return (isNegative ? "-" : "") + digits }
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return (isNegative ? "-" : "") + padded.dropLast(decimals) + "." + padded.suffix(decimals)
  }
}

extension FixedWidthInteger {
  /// With a comma before every third digit from the right.
  var grouped: String {
    var out = ""
    for (place, digit) in String(magnitude).reversed().enumerated() {
      if place > 0 && place % 3 == 0 { out = "," + out }
      out = String(digit) + out
    }
    return self < 0 ? "-" + out : out
  }

  /// [B] As people say it: 12.3 MB.
  var byteText: String {
    let value = Double(self)
    if value < 1e3 { return "\(self) B" }
    if value < 1e6 { return (value / 1e3).text(1) + " kB" }
    return value < 1e9 ? (value / 1e6).text(1) + " MB" : (value / 1e9).text(2) + " GB"
  }
}
