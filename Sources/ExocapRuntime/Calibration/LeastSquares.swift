/// A small linear least-squares problem: rows are added one by one, and nothing but their products is kept.
///
/// By the normal equations: whoever uses it scales the unknowns to about 1, so that squaring the condition costs no digits that matter.
struct LeastSquares {
  private let unknowns: Int
  private var matrix: [[Double]]
  private var right: [Double]

  init(unknowns: Int) {
    self.unknowns = unknowns
    matrix = Array(repeating: Array(repeating: 0, count: unknowns), count: unknowns)
    right = Array(repeating: 0, count: unknowns)
  }

  /// Adds row · x = value.
  mutating func add(_ row: [Double], _ value: Double) {
    for i in 0..<unknowns {
      right[i] += row[i] * value
      for j in 0..<unknowns { matrix[i][j] += row[i] * row[j] }
    }
  }

  /// The x that leaves the least; nil where the rows leave it open.
  ///
  /// Gauss's elimination with the largest pivot of each column.
  var solution: [Double]? {
    var (a, b) = (matrix, right)
    let largest = (0..<unknowns).map { a[$0][$0] }.max() ?? 0
    for column in 0..<unknowns {
      guard let pivot = (column..<unknowns).max(by: { a[$0][column].magnitude < a[$1][column].magnitude }),
        a[pivot][column].magnitude > 1e-13 * largest
      else { return nil }
      a.swapAt(column, pivot)
      b.swapAt(column, pivot)
      for row in (column + 1)..<max(unknowns, column + 1) {
        let factor = a[row][column] / a[column][column]
        for k in column..<unknowns { a[row][k] -= factor * a[column][k] }
        b[row] -= factor * b[column]
      }
    }
    var x = b
    for row in (0..<unknowns).reversed() {
      for k in (row + 1)..<max(unknowns, row + 1) { x[row] -= a[row][k] * x[k] }
      x[row] /= a[row][row]
    }
    return x
  }
}
