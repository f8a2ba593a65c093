package import ExocapCore

/// The trembling of outstretched arms: three sine waves a joint, within 8–12 Hz, that never come to rest.
///
/// Band: Marshall and Walsh, Physiological Tremor, J. Neurol. Neurosurg. Psychiatry 19, 1956; McAuley and Marsden,
/// Physiological and Pathological Tremors and Rhythmic Central Motor Control, Brain 123, 2000. The amplitudes, 0.1–0.3° at
/// most by joint, are our choice: the upper end of a healthy arm's, as under an exoskeleton's load.
package struct Tremor: Sendable {
  private struct Wave: Sendable {
    /// [rad] At its crest.
    var amplitude: Double
    /// [rad/s] Angular.
    var frequency: Double
    /// [rad] At time zero.
    var phase: Double
  }

  /// [Hz] Where its waves are.
  package static var band: ClosedRange<Double> { 8...12 }
  /// [rad] The bounds of what a joint leaves its way by, at most.
  package static var amplitudes: ClosedRange<Double> { (0.1 * .pi / 180)...(0.3 * .pi / 180) }
  /// How many waves a joint has: enough to beat as a person's does.
  static var waveCount: Int { 3 }
  /// [-] Part of a grip force that trembles.
  package static var forcePart: Double { 0.02 }

  /// By side, joint and wave; the last joint of each side is the grip.
  private let waves: [Wave]

  /// The tremor of one person.
  package init(random: inout SeededRandom) {
    var waves: [Wave] = []
    for _ in 0..<(2 * (ArmJoint.count + 1)) {
      let amplitude = random.uniform(in: Tremor.amplitudes) / Double(Tremor.waveCount)
      for _ in 0..<Tremor.waveCount {
        let frequency = 2 * .pi * random.uniform(in: Tremor.band)
        waves.append(Wave(amplitude: amplitude, frequency: frequency, phase: random.uniform(in: -.pi ... .pi)))
      }
    }
    self.waves = waves
  }

  /// [rad] What a joint leaves its way by.
  package func offset(_ side: ArmSide, _ joint: ArmJoint, at time: Interval) -> Double {
    sum(side, joint.rawValue, at: time)
  }

  /// What a grip force is multiplied by; 1 ± 2 %.
  package func gripFactor(_ side: ArmSide, at time: Interval) -> Double {
    1 + Tremor.forcePart * sum(side, ArmJoint.count, at: time) / Tremor.amplitudes.upperBound
  }

  /// Adds the tremor to a pose.
  package func shake(_ pose: inout OperatorPose, at time: Interval) {
    for side in ArmSide.allCases {
      for joint in ArmJoint.allCases { pose[side].angles[joint] += offset(side, joint, at: time) }
      pose[side].gripForce *= gripFactor(side, at: time)
    }
  }

  private func sum(_ side: ArmSide, _ row: Int, at time: Interval) -> Double {
    let first = ((side == .left ? 0 : ArmJoint.count + 1) + row) * Tremor.waveCount
    var total = 0.0
    for index in first..<(first + Tremor.waveCount) {
      let wave = waves[index]
      total += wave.amplitude * Math.sin(wave.frequency * time.seconds + wave.phase)
    }
    return total
  }
}
