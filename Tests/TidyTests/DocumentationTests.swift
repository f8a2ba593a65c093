import Testing

@Suite struct DocumentationTests {
  @Test func everyNameOfThePackageSaysWhatItIs() { report(Tree.sources.flatMap(DocumentationRules.undocumented)) }

  @Test func bareNumbersSayTheirUnit() { report(Tree.sources.flatMap(DocumentationRules.unitless)) }

  static let file = SourceFile(
    path: "Sources/ExocapCore/Values/X.swift",
    text: """
      package struct A {
        /// [rad] Shaft angle.
        package var angle: Double
        /// Without a unit.
        package private(set) var speed: InlineArray<7, Double> = 0
        package var count: Int
        /// [N] Lowest and highest.
        package var lower: Double
        package var upper: Double
        /// Does.
        @inlinable @inline(__always)
        package mutating func act(_ x: Double) {}
        package init() {}
        package static func + (l: A, r: A) -> A { l }
        var inner: Double
      }
      package enum B { case a }
      /// A pair [counts].
      package struct C {
        package var sine: Double
      }
      """)

  @Test func aNameWithoutASentenceIsFound() { #expect(DocumentationRules.undocumented(in: Self.file).map(\.line) == [1, 17]) }

  @Test func aNumberWithoutAUnitIsFound() { #expect(DocumentationRules.unitless(in: Self.file).map(\.line) == [5]) }
}
