import ExocapCore
import Testing

@testable import ExocapSimulation

struct TakeMotionTests {
  private func motion(_ defect: TakeDefect? = nil, seed: UInt64 = 5) -> TakeMotion {
    var random = SeededRandom(seed: seed)
    return TakeMotion(TakeOptions(defect: defect), random: &random)
  }

  @Test func theSameSeedIsTheSameMotionAndADefectSpoilsOnlyItsOwnPart() {
    let (first, second, stuck) = (motion(), motion(), motion(.stuckEncoder))
    for step in 0..<500 {
      let time = Interval.milliseconds(Int64(step) * 20)
      #expect(first.pose(at: time) == second.pose(at: time))
      var spoilt = stuck.pose(at: time)
      if time > TakeOptions.onset {
        #expect(spoilt.right.angles[.elbow] == 0.6)
        spoilt.right.angles[.elbow] = first.pose(at: time).right.angles[.elbow]
      }
      #expect(spoilt == first.pose(at: time))
    }
  }

  @Test func theOperatorConfirmsOnceAndThenMoves() {
    let clean = motion()
    #expect(clean.pose(at: .milliseconds(700)).isConfirming)
    #expect(!clean.pose(at: .seconds(2)).isConfirming)
    #expect(!motion(.neverEngaged).pose(at: .milliseconds(700)).isConfirming)
    let (rest, later) = (clean.pose(at: .seconds(2)), clean.pose(at: .seconds(7)))
    let way = ArmJoint.allCases.map { abs(later.left.angles[$0] - rest.left.angles[$0]) }.max() ?? 0
    #expect(way > 0.1)
    let strongest = (0..<90).map { clean.pose(at: TakeOptions.start + .milliseconds(80 * $0)).left.gripForce }.max() ?? 0
    #expect(strongest > 5 && strongest < 13)
  }

  @Test func whoWaitsStandsStillButForTheTremor() {
    let waiting = motion(.idleHead)
    let start = waiting.pose(at: TakeOptions.start)
    for step in 0..<50 {
      let pose = waiting.pose(at: TakeOptions.start + .milliseconds(Int64(step) * 100))
      for joint in ArmJoint.allCases { #expect(abs(pose.left.angles[joint] - start.left.angles[joint]) < 0.011) }
    }
    let ending = motion(.idleTail)
    let (early, late) = (ending.pose(at: .seconds(5)), ending.pose(at: .seconds(10)))
    for joint in ArmJoint.allCases { #expect(abs(early.right.angles[joint] - late.right.angles[joint]) < 0.011) }
  }

  @Test func onlyAShortTakeIsShort() {
    for defect in TakeDefect.allCases {
      #expect(TakeOptions(defect: defect).duration == (defect == .shortTake ? .milliseconds(3_600) : .seconds(10)))
    }
  }
}
