/// One column of a Parquet file.
package struct ParquetColumn: Equatable {
  /// What a cell holds, at most once or as a list.
  package enum Shape: Equatable {
    /// One value a row.
    case required
    /// One value or none a row.
    case optional
    /// Any number of values a row.
    case list
  }

  /// Physical types, with the logical one where it says more.
  package enum Kind: Int32 {
    case boolean = 0
    case int64 = 2
    case float = 4
    case double = 5
    /// UTF-8.
    case string = 6
  }

  package var name: String
  package var kind: Kind
  package var shape: Shape

  /// A column of that name.
  package init(name: String, kind: Kind, shape: Shape = .required) {
    self.name = name
    self.kind = kind
    self.shape = shape
  }

  /// The elements of the schema that make this column (parquet.thrift, SchemaElement; LogicalTypes.md, Lists).
  func writeSchema(to thrift: inout ThriftWriter) {
    guard shape == .list else { return writeLeaf(name, isOptional: shape == .optional, to: &thrift) }
    thrift.structure { group in
      group.field(3, ParquetColumn.required)
      group.field(4, name)
      group.field(5, Int32(1))
      group.field(6, Int32(3))
      group.field(10) { $0.field(3) { _ in } }
    }
    thrift.structure { group in
      group.field(3, Int32(2))
      group.field(4, "list")
      group.field(5, Int32(1))
    }
    writeLeaf("element", isOptional: false, to: &thrift)
  }

  /// How many elements of the schema `writeSchema` writes.
  var schemaElements: Int { shape == .list ? 3 : 1 }

  /// The way from the root to the values.
  var path: [String] { shape == .list ? [name, "list", "element"] : [name] }

  private static let required: Int32 = 0

  private func writeLeaf(_ name: String, isOptional: Bool, to thrift: inout ThriftWriter) {
    thrift.structure { leaf in
      leaf.field(1, kind.rawValue)
      leaf.field(3, isOptional ? 1 : ParquetColumn.required)
      leaf.field(4, name)
      guard kind == .string else { return }
      leaf.field(6, Int32(0))
      leaf.field(10) { $0.field(1) { _ in } }
    }
  }
}
