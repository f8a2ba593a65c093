// Parquet/ lays out Parquet files: pure bytes, by the format's own specification (apache/parquet-format 2.10). It knows no recording,
// no data set, and opens no file.

/// The bytes of one Parquet file, row group by row group; whoever has the file writes them.
package struct ParquetEncoder: ~Copyable {
  package let columns: [ParquetColumn]
  private let encoder: ColumnEncoder

  /// For files of these columns.
  package init(_ columns: [ParquetColumn], compression: PageCompression) {
    self.columns = columns
    encoder = ColumnEncoder(compression)
  }

  /// What a file begins and ends with.
  package static let magic = Array("PAR1".utf8)

  /// Encodes one row group; `cells` in the order of the columns.
  package func rowGroup(_ cells: [ParquetCells], rows: Int) -> ParquetRowGroup {
    precondition(cells.count == columns.count, "cells for each column")
    return ParquetRowGroup(
      rows: rows, compression: encoder.compression,
      columns: zip(columns, cells).map { column, cells in (column, encoder.encode(cells, of: column, rows: rows)) })
  }

  /// What stands behind the last row group (parquet.thrift, FileMetaData). `rowGroups` as `ParquetRowGroup.entry` gave them.
  package func footer(rowGroups: [[UInt8]], rows: Int, metadata: [(key: String, value: String)], writer: String) -> [UInt8] {
    var thrift = ThriftWriter()
    let elements = columns.reduce(1) { $0 + $1.schemaElements }
    thrift.structure { file in
      file.field(1, Int32(2))
      // The list's element is written column by column, so the count is given and the elements come from the first call.
      file.field(2, list: .structure, count: elements) { list, index in if index == 0 { writeSchema(to: &list) } }
      file.field(3, Int64(rows))
      file.field(4, list: .structure, count: rowGroups.count) { list, index in list.append(rowGroups[index]) }
      if !metadata.isEmpty {
        file.field(5, list: .structure, count: metadata.count) { list, index in
          list.structure { entry in
            entry.field(1, metadata[index].key)
            entry.field(2, metadata[index].value)
          }
        }
      }
      file.field(6, writer)
      file.field(7, list: .structure, count: columns.count) { list, _ in list.structure { $0.field(1) { _ in } } }
    }
    let length = UInt32(thrift.bytes.count)
    return thrift.bytes + (0..<4).map { UInt8(truncatingIfNeeded: length >> UInt32(8 * $0)) } + Self.magic
  }

  private func writeSchema(to list: inout ThriftWriter) {
    list.structure { root in
      root.field(4, "schema")
      root.field(5, Int32(columns.count))
    }
    for column in columns { column.writeSchema(to: &list) }
  }
}

/// One row group: the bytes of its pages, and its entry in the footer.
package struct ParquetRowGroup {
  package let rows: Int
  let compression: PageCompression
  let columns: [(column: ParquetColumn, pages: EncodedColumn)]

  /// The bytes of its columns, one after the other.
  package var parts: [[UInt8]] { columns.map(\.pages.pages) }

  /// [B]
  package var size: Int { columns.reduce(0) { $0 + $1.pages.pages.count } }

  /// Its entry in the footer where its bytes begin at `offset` of the file (parquet.thrift, RowGroup).
  package func entry(at offset: Int, ordinal: Int) -> [UInt8] {
    var thrift = ThriftWriter()
    thrift.structure { group in
      var place = offset
      group.field(1, list: .structure, count: columns.count) { list, index in
        writeChunk(index, at: place, to: &list)
        place += columns[index].pages.pages.count
      }
      group.field(2, Int64(columns.reduce(0) { $0 + $1.pages.uncompressedSize }))
      group.field(3, Int64(rows))
      group.field(5, Int64(offset))
      group.field(6, Int64(size))
      // The field is an int16; a file of more groups does not number them.
      if let number = Int16(exactly: ordinal) { group.field(7, number) }
    }
    return thrift.bytes
  }

  /// ColumnChunk and ColumnMetaData.
  private func writeChunk(_ index: Int, at offset: Int, to list: inout ThriftWriter) {
    let (column, pages) = columns[index]
    list.structure { chunk in
      chunk.field(2, Int64(0))
      chunk.field(3) { meta in
        meta.field(1, column.kind.rawValue)
        let encodings = (pages.hasDictionary ? [Encoding.plain, Encoding.dictionary] : [Encoding.plain]) + [Encoding.levels]
        meta.field(2, list: .i32, count: encodings.count) { $0.integer(encodings[$1]) }
        meta.field(3, list: .binary, count: column.path.count) { $0.binary(Array(column.path[$1].utf8)) }
        meta.field(4, compression.codec)
        meta.field(5, Int64(pages.valueCount))
        meta.field(6, Int64(pages.uncompressedSize))
        meta.field(7, Int64(pages.pages.count))
        meta.field(9, Int64(offset + pages.dictionarySize))
        if pages.hasDictionary { meta.field(11, Int64(offset)) }
        guard let bounds = pages.statistics else { return }
        meta.field(12) { statistics in
          statistics.field(3, Int64(bounds.absent))
          statistics.field(5, bounds.largest)
          statistics.field(6, bounds.smallest)
        }
      }
    }
  }
}
