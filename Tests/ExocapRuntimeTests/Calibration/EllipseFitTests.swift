import ExocapCore
import ExocapRuntime
import ExocapTestSupport
import Testing

@Suite struct EllipseFitTests {
  /// Twenty places with noise, and what NumPy's lstsq and eigh make of them: centre, the symmetric root, and its residual.
  @Test func anIndependentProgramFindsTheSame() throws {
    let places = [
      (285, -769), (434, -709), (570, -640), (691, -544), (800, -441), (884, -327), (950, -214), (993, -80), (997, 48), (981, 171),
      (943, 279), (876, 386), (785, 474), (671, 547), (548, 607), (411, 632), (254, 646), (105, 639), (-53, 600), (-198, 548),
    ].map { HallPlace(cosine: Double($0.0), sine: Double($0.1)) }
    let fit = try #require(EllipseFit(places))
    #expect(abs(fit.ellipse.centreCosine - 107.75803624) < 1e-5)
    #expect(abs(fit.ellipse.centreSine + 85.18617282) < 1e-5)
    #expect(abs(fit.ellipse.t00 - 0.0011339390916833354) < 1e-12)
    #expect(abs(fit.ellipse.t01 + 0.00010563333291713399) < 1e-12)
    #expect(fit.ellipse.t10 == fit.ellipse.t01)
    #expect(abs(fit.ellipse.t11 - 0.0013836893671619907) < 1e-12)
    #expect(abs(fit.residual - 0.0035234995350741445) < 1e-10)
  }

  /// The ellipses of the published vectors for the Unitree G1 exoskeleton, in counts of its converter, over 180° of travel: angles agree but
  /// for a constant, which the zero takes up.
  @Test(arguments: [
    HallEllipse(
      centreCosine: 120, centreSine: -80, t00: 0.00104374745871931, t01: 0.0003809975638393904, t10: -0.0004898540106506448,
      t11: 0.0013419610183533985),
    HallEllipse(
      centreCosine: -60, centreSine: 40, t00: 0.001225083222301552, t01: -0.00024833666349382655, t10: 0.00024227967170129417,
      t11: 0.0011952031437088312),
    HallEllipse(
      centreCosine: 10, centreSine: 15, t00: 0.0015307756388892705, t01: 0.000153589871764351, t10: -0.00011092601849647573,
      t11: 0.001105560183642251),
    HallEllipse(
      centreCosine: -200, centreSine: 150, t00: 0.0016506712298193567, t01: 0.0011292849467900708, t10: -0.0007429506228882045,
      t11: 0.0010859679143548399),
  ])
  func theMakersEllipsesComeBack(given: HallEllipse) throws {
    for start in [0.0, 1.3, 2.9] {
      let angles = (0..<200).map { start + Double($0) / 199 * .pi }
      let places = angles.map { Self.place($0, given) }
      let fit = try #require(EllipseFit(places))
      #expect(fit.residual < 0.001)
      let offsets = zip(places, angles).map { Math.wrapAngle(fit.ellipse.angle($0) - $1) }
      let spread = (offsets.max() ?? 0) - (offsets.min() ?? 0)
      #expect(spread < 0.4 * .pi / 180, "\(spread)")
    }
  }

  @Test func whatIsNoEllipseHasNoFit() {
    let line = (0..<100).map { HallPlace(cosine: Double($0), sine: 2 * Double($0)) }
    #expect(EllipseFit(line) == nil)
    let hyperbola = (1..<100).map { HallPlace(cosine: Double($0), sine: 1000 / Double($0)) }
    #expect(EllipseFit(hyperbola) == nil)
    #expect(EllipseFit(Array(repeating: HallPlace(cosine: 1, sine: 1), count: 100)) == nil)
    #expect(EllipseFit([]) == nil)
  }

  /// Whole counts where the ellipse has the angle: centre + T⁻¹ · (cos, sin).
  static func place(_ angle: Double, _ e: HallEllipse) -> HallPlace {
    let determinant = e.t00 * e.t11 - e.t01 * e.t10
    let (c, s) = (Math.cos(angle), Math.sin(angle))
    return HallPlace(
      cosine: (e.centreCosine + (e.t11 * c - e.t01 * s) / determinant).rounded(),
      sine: (e.centreSine + (e.t00 * s - e.t10 * c) / determinant).rounded())
  }
}
