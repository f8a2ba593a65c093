internal import ExocapCore

extension DeviceProfileReader {
  /// What stands under `text:`.
  func textFormat(_ text: MappingReader) -> DeviceFields? {
    let columns = text.require("columns")?.integer(in: 1...RawSample.capacity)
    let separator = text["separator"].flatMap(separator)
    let longest = text["longest_line"]?.integer(in: 2...256)
    let allowsDecimals = text["numbers"]?.choice(["integers": false, "decimals": true])
    let range = text["range"]?.range(.ratio)
    let skipped = text["skip"]?.items()?.compactMap { $0.integer(in: 0...((columns ?? 64) - 1)) } ?? []
    text.finish()
    guard let columns else { return nil }
    var numeric: UInt64 = columns >= 64 ? .max : (1 << UInt64(columns)) - 1
    for column in skipped { numeric &= ~(1 << UInt64(column)) }
    return DeviceFields(
      wire: .text(
        TextLineFormat(
          separator: separator ?? UInt8(ascii: " "), columns: columns, numericColumns: numeric, longestLine: longest ?? 128,
          allowsDecimals: allowsDecimals ?? false, lowest: range?.lowerBound ?? -1e12, highest: range?.upperBound ?? 1e12)),
      ampere: nil)
  }

  private func separator(_ reader: ValueReader) -> UInt8? {
    guard let text = reader.text() else { return nil }
    if text.utf8.count == 1, let byte = text.utf8.first, byte == 0x09 || (0x20...0x7E).contains(byte) { return byte }
    reader.error(#"\#(reader.path) must be one ASCII character"#, notes: [#"write it like '" "', '","' or '"\t"'"#])
    return nil
  }
}
