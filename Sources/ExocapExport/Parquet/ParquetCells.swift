/// What stands in one column of a row group: its values one after the other, and how many belong to each row.
package struct ParquetCells {
  /// The values without those that are absent.
  package enum Values {
    case booleans([Bool])
    case integers([Int64])
    case floats([Float])
    case doubles([Double])
    case strings([String])

    var count: Int {
      switch self {
      case .booleans(let values): values.count
      case .integers(let values): values.count
      case .floats(let values): values.count
      case .doubles(let values): values.count
      case .strings(let values): values.count
      }
    }
  }

  /// Which values belong to a row.
  package enum Rows: Equatable {
    /// One a row.
    case single
    /// None where it is false.
    case present([Bool])
    /// So many in each.
    case each(Int)
    /// Lists of these lengths.
    case lengths([Int])
  }

  package var values: Values
  package var rows: Rows

  /// `values`, divided into rows.
  package init(values: Values, rows: Rows = .single) {
    self.values = values
    self.rows = rows
  }

  /// Doubles of which NaN stands for absence.
  static func nullable(_ numbers: [Double]) -> ParquetCells {
    ParquetCells(values: .doubles(numbers.filter { !$0.isNaN }), rows: .present(numbers.map { !$0.isNaN }))
  }
}
