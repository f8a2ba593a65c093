internal import MCAP

/// One column of a row group, encoded: its pages, and what the footer says of them.
struct EncodedColumn {
  var pages: [UInt8] = []
  /// [B] Before compression, headers included.
  var uncompressedSize = 0
  var hasDictionary = false
  /// [B] From the first page to the first one with rows.
  var dictionarySize = 0
  /// Values, absent ones too.
  var valueCount = 0
  var statistics: ColumnBounds?
}

/// Makes the pages of columns: PLAIN or by dictionary, data pages of version 1, each with its checksum.
struct ColumnEncoder: ~Copyable {
  /// [B] Of a page, before compression: what most writers take.
  static let pageSize = 1 << 20

  private let compressor: PageCompressor

  init(_ compression: PageCompression) { compressor = PageCompressor(compression) }

  var compression: PageCompression { compressor.compression }

  /// Encodes `rows` rows of a column.
  func encode(_ cells: ParquetCells, of column: ParquetColumn, rows: Int) -> EncodedColumn {
    var out = EncodedColumn()
    let levels = CellLevels(cells.rows, rows: rows)
    let dictionary = cells.values.dictionary
    if let dictionary {
      out.hasDictionary = true
      appendPage(cells.values.plain(dictionary: dictionary), kind: .dictionary(dictionary.distinct.count), to: &out)
      out.dictionarySize = out.pages.count
    }
    let rowSize = max(1, cells.values.bytes / max(1, rows))
    let step = max(1, Self.pageSize / rowSize)
    for start in stride(from: 0, to: max(rows, 1), by: step) {
      let part = start..<min(rows, start + step)
      let values = levels.values(of: part)
      var page = levels.bytes(of: part)
      if let dictionary {
        // One bit at least: readers of a width of 0 are rare.
        let width = max(1, HybridRuns.width(below: dictionary.distinct.count))
        page.append(UInt8(width))
        // Runs are worth looking for where values are few.
        page +=
          width > 8
          ? HybridRuns.pack(dictionary.places[values], width: width) : HybridRuns.encode(Array(dictionary.places[values]), width: width)
      } else {
        cells.values.appendPlain(values, to: &page)
      }
      let count = levels.entries(of: part)
      out.valueCount += count
      appendPage(page, kind: .values(count, byDictionary: dictionary != nil), to: &out)
    }
    out.statistics = ColumnBounds(cells, absent: out.valueCount - cells.values.count)
    return out
  }

  private enum PageKind {
    case dictionary(Int)
    case values(Int, byDictionary: Bool)
  }

  /// Header (parquet.thrift, PageHeader) and bytes of one page.
  private func appendPage(_ page: [UInt8], kind: PageKind, to out: inout EncodedColumn) {
    let bytes = compressor.compress(page)
    let checksum = unsafe bytes.withUnsafeBytes { unsafe CRC32.of($0) }
    var thrift = ThriftWriter()
    thrift.structure { header in
      switch kind {
      case .dictionary: header.field(1, Int32(2))
      case .values: header.field(1, Int32(0))
      }
      header.field(2, Int32(page.count))
      header.field(3, Int32(bytes.count))
      header.field(4, Int32(bitPattern: checksum))
      switch kind {
      case .dictionary(let count):
        header.field(7) { dictionary in
          dictionary.field(1, Int32(count))
          dictionary.field(2, Encoding.plain)
        }
      case .values(let count, let byDictionary):
        header.field(5) { values in
          values.field(1, Int32(count))
          values.field(2, byDictionary ? Encoding.dictionary : Encoding.plain)
          values.field(3, Encoding.levels)
          values.field(4, Encoding.levels)
        }
      }
    }
    out.pages += thrift.bytes
    out.pages += bytes
    out.uncompressedSize += thrift.bytes.count + page.count
  }
}

/// Encodings of parquet.thrift.
enum Encoding {
  static let plain: Int32 = 0
  static let levels: Int32 = 3
  static let dictionary: Int32 = 8
}

extension ParquetCells.Values {
  /// [B] As they stand in a plain page.
  var bytes: Int {
    switch self {
    case .booleans(let values): (values.count + 7) / 8
    case .integers(let values): 8 * values.count
    case .floats(let values): 4 * values.count
    case .doubles(let values): 8 * values.count
    case .strings(let values): values.reduce(0) { $0 + 4 + $1.utf8.count }
    }
  }

  /// Nil where values are too many for one. Strings and booleans have none.
  var dictionary: ValueDictionary? {
    switch self {
    case .booleans, .strings: nil
    case .integers(let values): ValueDictionary(count: values.count) { UInt64(bitPattern: values[$0]) }
    case .floats(let values): ValueDictionary(count: values.count) { UInt64(values[$0].bitPattern) }
    case .doubles(let values): ValueDictionary(count: values.count) { values[$0].bitPattern }
    }
  }

  /// The page of the dictionary.
  func plain(dictionary: ValueDictionary) -> [UInt8] {
    var page: [UInt8] = []
    switch self {
    case .floats: page.append(bits: dictionary.distinct.map { UInt32($0) })
    case .integers, .doubles: page.append(bits: dictionary.distinct)
    case .booleans, .strings: preconditionFailure("no dictionary is made of these")
    }
    return page
  }

  /// The values of `range`, one after the other (Encodings.md, PLAIN).
  func appendPlain(_ range: Range<Int>, to page: inout [UInt8]) {
    switch self {
    case .integers(let values): page.append(bits: values[range])
    case .floats(let values): page.append(bits: values[range])
    case .doubles(let values): page.append(bits: values[range])
    case .booleans(let values):
      let start = page.count
      page += [UInt8](repeating: 0, count: (range.count + 7) / 8)
      for (place, index) in range.enumerated() where values[index] { page[start + place / 8] |= 1 << UInt8(place % 8) }
    case .strings(let values):
      for text in values[range] {
        page.append(bits: [UInt32(text.utf8.count)])
        page += text.utf8
      }
    }
  }
}

extension [UInt8] {
  /// The bits of numbers, little-endian as this machine is.
  fileprivate mutating func append<Numbers: Collection>(bits numbers: Numbers) where Numbers.Element: BitwiseCopyable {
    let copied: Void? = numbers.withContiguousStorageIfAvailable { place in
      unsafe append(contentsOf: UnsafeRawBufferPointer(place))
    }
    precondition(copied != nil, "arrays and slices of them are contiguous")
  }
}
