internal import ArgumentParser
internal import ExocapCore

/// A moment of a take: `2:1.5` is 1.5 s after the first movement of the second take, `1.5` the same of the first.
struct TakeMoment: Sendable, Equatable {
  /// From 0.
  var take: Int
  /// Since the first movement.
  var time: Interval

  /// Reads what stands after the `@`; nil where it is no such thing.
  init?(_ text: some StringProtocol) {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), let seconds = Double(parts[parts.count - 1]), seconds >= 0, seconds < 1e6 else { return nil }
    guard let number = parts.count == 2 ? Int(parts[0]) : 1, number >= 1 else { return nil }
    take = number - 1
    time = .seconds(rounding: seconds)
  }
}

/// `--unplug left_arm@2:1.5`: a device that goes away in the middle of a take.
struct ScriptedUnplug: ExpressibleByArgument, Sendable {
  /// How long it is away.
  static var absence: Interval { .milliseconds(1500) }

  /// Which device.
  var role: String
  /// When it goes.
  var moment: TakeMoment

  init?(argument: String) {
    let parts = argument.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[0].isEmpty, let moment = TakeMoment(parts[1]) else { return nil }
    role = String(parts[0])
    self.moment = moment
  }
}

/// `--glitch right_arm.elbow@1:3`: an encoder that reads a jump of 24 rad/s for a moment.
struct ScriptedGlitch: ExpressibleByArgument, Sendable {
  /// [rad/s] The speed of the jumps in recorded human motions (ExocapSimulation, `Glitch`).
  static var speed: Double { 24 }
  /// How long the value runs away, and as long it runs back: over two samples of the slowest arm, gone again before 50 ms make a
  /// joint stale.
  static var rise: Interval { .milliseconds(16) }

  /// Which device.
  var role: String
  /// Which of its values.
  var value: String
  /// When it begins.
  var moment: TakeMoment

  init?(argument: String) {
    let parts = argument.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, let moment = TakeMoment(parts[1]) else { return nil }
    let names = parts[0].split(separator: ".", omittingEmptySubsequences: false)
    guard names.count == 2, !names[0].isEmpty, !names[1].isEmpty else { return nil }
    role = String(names[0])
    value = String(names[1])
    self.moment = moment
  }

  /// [rad] How far the value is off, `time` after the first movement of its take.
  func offset(at time: Interval) -> Double {
    let gone = time - moment.time
    let left = moment.time + ScriptedGlitch.rise * 2 - time
    guard gone > .zero, left > .zero else { return 0 }
    return ScriptedGlitch.speed * min(gone, left, ScriptedGlitch.rise).seconds
  }
}
