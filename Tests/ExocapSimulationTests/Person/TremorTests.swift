import ExocapCore
import ExocapSimulation
import Testing

struct TremorTests {
  private func tremor(_ seed: UInt64) -> Tremor {
    var random = SeededRandom(seed: seed)
    return Tremor(random: &random)
  }

  /// The power of `signal`, sampled at 100 Hz, in the bins of whole hertz and their quarters within a band, by Goertzel's method.
  private func power(_ signal: [Double], in band: ClosedRange<Double>) -> Double {
    var total = 0.0
    for bin in stride(from: band.lowerBound, to: band.upperBound, by: 0.1) {
      let turn = 2 * Math.cos(2 * .pi * bin / 100)
      var (a, b) = (0.0, 0.0)
      for value in signal { (a, b) = (value + turn * a - b, a) }
      total += a * a + b * b - turn * a * b
    }
    return total
  }

  @Test(arguments: 1...3)
  func tremblesBetweenEightAndTwelveHertz(seed: Int) {
    let tremor = tremor(UInt64(seed))
    for joint in [ArmJoint.shoulderPitch, .wristYaw] {
      // Ten seconds under a Hann window: bins of 0.1 Hz, and next to nothing spills beyond 0.5 Hz.
      let signal = (0..<1000).map { index in
        tremor.offset(.right, joint, at: .milliseconds(Int64(index) * 10)) * (1 - Math.cos(2 * .pi * Double(index) / 1000))
      }
      let inside = power(signal, in: 7.5...12.5)
      let outside = power(signal, in: 0.1...7.5) + power(signal, in: 12.5...49.9)
      #expect(outside < 0.001 * inside, "seed \(seed)")
    }
  }

  @Test(arguments: 1...5)
  func staysWithinThreeTenthsOfADegree(seed: Int) {
    let tremor = tremor(UInt64(seed))
    let degree = Double.pi / 180
    for side in ArmSide.allCases {
      for joint in ArmJoint.allCases {
        var largest = 0.0
        for step in 0..<10_000 { largest = max(largest, abs(tremor.offset(side, joint, at: .milliseconds(Int64(step))))) }
        #expect(largest <= 0.3 * degree && largest > 0.05 * degree, "seed \(seed) \(joint)")
      }
    }
  }

  @Test func shakesEveryJointAndPressedGripsByTwoPercent() {
    let tremor = tremor(2)
    var pose = OperatorPose()
    pose.right.gripForce = 15
    tremor.shake(&pose, at: .milliseconds(1234))
    for side in ArmSide.allCases {
      for joint in ArmJoint.allCases {
        #expect(pose[side].angles[joint] == tremor.offset(side, joint, at: .milliseconds(1234)) && pose[side].angles[joint] != 0)
      }
    }
    #expect(pose.left.gripForce == 0)
    #expect(pose.right.gripForce != 15 && abs(pose.right.gripForce - 15) <= 0.3)
  }

  @Test func isAnotherForAnotherPerson() {
    #expect(tremor(1).offset(.left, .elbow, at: .zero) != tremor(2).offset(.left, .elbow, at: .zero))
    #expect(tremor(1).offset(.left, .elbow, at: .seconds(9)) == tremor(1).offset(.left, .elbow, at: .seconds(9)))
  }
}
