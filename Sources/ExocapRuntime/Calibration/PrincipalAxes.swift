internal import ExocapCore

/// A symmetric matrix of three rows.
struct SymmetricMatrix {
  var xx = 0.0
  var yy = 0.0
  var zz = 0.0
  var xy = 0.0
  var xz = 0.0
  var yz = 0.0

  init(xx: Double, yy: Double, zz: Double, xy: Double = 0, xz: Double = 0, yz: Double = 0) {
    (self.xx, self.yy, self.zz, self.xy, self.xz, self.yz) = (xx, yy, zz, xy, xz, yz)
  }

  /// The weighted mean of (v - centre)(v - centre)ᵀ; equal weights where none are given.
  init(spreadOf vectors: [Vec3], about centre: Vec3, weights: [Double]? = nil) {
    var total = 0.0
    for (index, vector) in vectors.enumerated() {
      let weight = weights?[index] ?? 1
      let d = vector - centre
      total += weight
      xx += weight * d.x * d.x
      yy += weight * d.y * d.y
      zz += weight * d.z * d.z
      xy += weight * d.x * d.y
      xz += weight * d.x * d.z
      yz += weight * d.y * d.z
    }
    let share = total > 0 ? 1 / total : 0
    (xx, yy, zz, xy, xz, yz) = (xx * share, yy * share, zz * share, xy * share, xz * share, yz * share)
  }
}

/// The eigenvalues and unit eigenvectors of a symmetric matrix.
struct PrincipalAxes {
  private var values: [Double]
  private var axes: [Vec3]

  /// By Jacobi's rotations, which are exact to the last bits at any condition. Golub and Van Loan, Matrix Computations, §8.5.
  init(_ matrix: SymmetricMatrix) {
    var a = [[matrix.xx, matrix.xy, matrix.xz], [matrix.xy, matrix.yy, matrix.yz], [matrix.xz, matrix.yz, matrix.zz]]
    var v = [[1.0, 0, 0], [0.0, 1, 0], [0.0, 0, 1]]
    // Quadratic from the second sweep on: seven are more than any matrix of three rows needs.
    for _ in 0..<12 {
      for (p, q) in [(0, 1), (0, 2), (1, 2)] where a[p][q] != 0 {
        let theta = (a[q][q] - a[p][p]) / (2 * a[p][q])
        let t = (theta >= 0 ? 1 : -1) / (theta.magnitude + Math.sqrt(theta * theta + 1))
        let c = 1 / Math.sqrt(t * t + 1)
        let s = t * c
        for k in 0..<3 { (a[k][p], a[k][q]) = (c * a[k][p] - s * a[k][q], s * a[k][p] + c * a[k][q]) }
        for k in 0..<3 { (a[p][k], a[q][k]) = (c * a[p][k] - s * a[q][k], s * a[p][k] + c * a[q][k]) }
        for k in 0..<3 { (v[k][p], v[k][q]) = (c * v[k][p] - s * v[k][q], s * v[k][p] + c * v[k][q]) }
      }
    }
    values = (0..<3).map { a[$0][$0] }
    axes = (0..<3).map { Vec3(v[0][$0], v[1][$0], v[2][$0]) }
  }

  private var leastIndex: Int { values.indices.min { values[$0] < values[$1] } ?? 0 }
  var least: Double { values[leastIndex] }
  var leastAxis: Vec3 { axes[leastIndex] }
  var greatest: Double { values.max() ?? 0 }

  /// The x of matrix · x = `right`; nil where the matrix is singular to a part in 10¹².
  func solve(_ right: Vec3) -> Vec3? {
    guard least > 1e-12 * greatest, greatest > 0 else { return nil }
    var x = Vec3.zero
    for index in 0..<3 { x = x + axes[index] * (axes[index].dot(right) / values[index]) }
    return x
  }
}
