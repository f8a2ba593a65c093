package import ExocapCore

/// How much of the sphere about a shoulder a swing has seen: what decides how well the shoulder is known.
package struct SwingCoverage: Sendable, Equatable {
  /// [-] Under this spread a fit is refused: a cone 110° wide. An error that all places share comes back eight times larger.
  package static let leastSpread = 0.12
  /// [-] More than this spread gains little: a cone 140° wide.
  package static let ampleSpread = 0.2
  /// [%]
  package static let leastPercent = 60
  /// Cells of equal area that the sphere is divided into for `share`.
  private static let bands = 6
  private static let sectors = 12

  /// [-] The standard deviation of the directions from the shoulder to the hand along the axis in which they vary least.
  ///
  /// The least singular value of the fit (but for the root of their number): an error of the distances comes back in the shoulder's place
  /// up to 1 / spread times as large.
  package var spread: Double
  /// [-] A unit vector along that axis, in the device's root frame.
  package var weakest: Vec3
  /// [-] The part of the whole sphere's cells that were seen.
  package var share: Double

  init(directions: [Vec3]) {
    var mean = Vec3.zero
    for direction in directions { mean = mean + direction }
    mean = mean * (1 / Double(max(1, directions.count)))
    let axes = PrincipalAxes(SymmetricMatrix(spreadOf: directions, about: mean))
    spread = Math.sqrt(max(0, axes.least))
    weakest = axes.leastAxis
    var seen: Set<Int> = []
    for direction in directions {
      let band = min(Int((direction.z + 1) / 2 * Double(SwingCoverage.bands)), SwingCoverage.bands - 1)
      let turn = (Math.atan2(direction.y, direction.x) / (2 * Double.pi) + 0.5) * Double(SwingCoverage.sectors)
      seen.insert(max(0, band) * SwingCoverage.sectors + min(max(0, Int(turn)), SwingCoverage.sectors - 1))
    }
    share = Double(seen.count) / Double(SwingCoverage.bands * SwingCoverage.sectors)
  }

  /// [%] Of an ample swing, at most 100.
  package var percent: Int { Int(min(100, spread / SwingCoverage.ampleSpread * 100)) }

  /// How a person sees more of it.
  package var hint: String {
    let (x, y, z) = (weakest.x.magnitude, weakest.y.magnitude, weakest.z.magnitude)
    let way = x >= y && x >= z ? "forwards and backwards" : (y >= z ? "to the side and across the chest" : "up and down")
    return "swing in wider circles, and further \(way)"
  }
}
