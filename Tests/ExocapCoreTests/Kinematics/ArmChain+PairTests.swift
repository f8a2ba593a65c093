import ExocapTestSupport
import Testing

@testable import ExocapCore

@Suite struct ArmChainPairTests {
  private func expectEqual(_ a: borrowing ArmChain, _ b: borrowing ArmChain) {
    #expect(a.tool == b.tool && a.elbow == b.elbow)
    for joint in 0..<a.jointCount {
      #expect(a.column(joint).linear == b.column(joint).linear && a.column(joint).angular == b.column(joint).angular)
      #expect(a.body(joint) == b.body(joint) && a.elbowColumn(joint) == b.elbowColumn(joint))
    }
  }

  /// `update` alone is held to Pinocchio's vectors by ArmChainTests.
  @Test func twoArmsAtOnceAreEachAsAlone() throws {
    guard let bench = try ArmBench() else { return Requirement.skip("no shared robot models") }
    var random = SeededGenerator.printed()
    var (left, right) = ([Double](), [Double]())
    var a = try ArmChain(bench.model, bench.cut("left"))
    var b = try ArmChain(bench.model, bench.cut("right"))
    var aloneA = try ArmChain(bench.model, bench.cut("left"))
    var aloneB = try ArmChain(bench.model, bench.cut("right"))
    let isAlike = a.likeness == b.likeness && a.likeness != 0
    #expect(isAlike)
    for _ in 0..<200 {
      left = (0..<7).map { _ in .random(in: -4...4, using: &random) }
      right = (0..<7).map { _ in .random(in: -4...4, using: &random) }
      for joint in 0..<7 {
        a.setPosition(left[joint], joint: joint)
        b.setPosition(right[joint], joint: joint)
        aloneA.setPosition(left[joint], joint: joint)
        aloneB.setPosition(right[joint], joint: joint)
      }
      ArmChain.update(&a, &b)
      aloneA.update()
      aloneB.update()
      expectEqual(a, aloneA)
      expectEqual(b, aloneB)
    }
  }

  @Test func unlikeArmsAreComputedOneByOne() throws {
    guard let bench = try ArmBench() else { return Requirement.skip("no shared robot models") }
    var long = try ArmChain(bench.model, bench.cut("left", hasWaist: true))
    var short = try ArmChain(bench.model, bench.cut("right"))
    var aloneLong = try ArmChain(bench.model, bench.cut("left", hasWaist: true))
    var aloneShort = try ArmChain(bench.model, bench.cut("right"))
    let isAlike = long.likeness == short.likeness
    #expect(!isAlike)
    for joint in 0..<10 {
      long.setPosition(0.1 * Double(joint), joint: joint)
      aloneLong.setPosition(0.1 * Double(joint), joint: joint)
    }
    ArmChain.update(&long, &short)
    aloneLong.update()
    aloneShort.update()
    expectEqual(long, aloneLong)
    expectEqual(short, aloneShort)
  }
}
