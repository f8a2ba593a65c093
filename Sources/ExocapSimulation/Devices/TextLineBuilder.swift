package import ExocapCore

/// Writes the lines of a text device.
package struct TextLineBuilder: Sendable {
  private let format: TextLineFormat
  /// What stands in the columns that are no numbers, in order.
  private let labels: [String]
  /// Decimals of each number, where the format allows them.
  private let decimals: Int

  /// `labels`: a text for each column that is no number, in order; "x" where there are too few.
  package init(_ format: TextLineFormat, labels: [String] = ["Reading:", "g"], decimals: Int = 2) {
    self.format = format
    self.labels = labels
    self.decimals = format.allowsDecimals ? decimals : 0
  }

  /// One line with its end. `counts` by column number.
  package func line(_ counts: [Double]) -> [UInt8] {
    var line: [UInt8] = []
    var label = 0
    for column in 0..<format.columns {
      if column > 0 { line.append(format.separator) }
      if format.numericColumns & (1 << UInt64(column)) != 0 {
        line += number(min(max(counts[column], format.lowest), format.highest))
      } else {
        line += Array((label < labels.count ? labels[label] : "x").utf8)
        label += 1
      }
    }
    return line + [0x0D, 0x0A]
  }

  private func number(_ value: Double) -> [UInt8] {
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let digits = Int64((value * scale).rounded())
    var text = Array(String(digits.magnitude).utf8)
    if decimals > 0 {
      while text.count <= decimals { text.insert(0x30, at: 0) }
      text.insert(0x2E, at: text.count - decimals)
    }
    return digits < 0 ? [0x2D] + text : text
  }
}
