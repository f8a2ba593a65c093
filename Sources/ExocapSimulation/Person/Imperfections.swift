package import ExocapCore

/// How far worn hardware is from perfect: a zero that is off at each joint for good, and noise on each reading.
package struct Imperfections: Sendable {
  /// [rad] Standard deviation of the noise on each angle.
  private let noise: Double
  /// [rad] By device, stream and value; what is not in it has no error.
  private var zeros: [Int: Double] = [:]
  private var random: SeededRandom

  /// Perfect hardware: nothing is drawn.
  package init() {
    noise = 0
    random = SeededRandom(seed: 0)
  }

  /// Zeros drawn evenly from -`zeroError` … `zeroError` for every joint of the rig's devices.
  ///
  /// - Parameters:
  ///   - rig: whose devices it is.
  ///   - zeroError: [rad] the largest error of a calibration's zero.
  ///   - noise: [rad] standard deviation of each reading of an angle.
  ///   - random: the same generator gives the same hardware.
  package init(rig: Rig, zeroError: Double, noise: Double, random given: inout SeededRandom) {
    precondition(zeroError >= 0 && noise >= 0, "an error's size is not negative")
    self.noise = noise
    var draws = given.split()
    for (device, worn) in rig.devices.enumerated() {
      for (stream, profile) in worn.profile.streams.enumerated() where profile.kind == .joints {
        for value in profile.values.indices {
          let source = ValueReference(device: DeviceID(device), stream: StreamIndex(stream), value: value)
          zeros[Imperfections.key(source)] = draws.uniform(in: -1...1) * zeroError
        }
      }
    }
    random = given.split()
  }

  /// [rad] How far a value's zero is off.
  package func zero(of source: ValueReference) -> Double { zeros[Imperfections.key(source)] ?? 0 }

  /// [rad] How far the next reading of a value is off.
  mutating func error(of source: ValueReference) -> Double {
    zero(of: source) + (noise > 0 ? noise * random.normal() : 0)
  }

  private static func key(_ source: ValueReference) -> Int {
    (Int(source.device.index) * StreamIndex.capacity + Int(source.stream.index)) * 64 + source.value
  }
}
