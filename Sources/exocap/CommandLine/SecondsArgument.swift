internal import ArgumentParser
internal import ExocapCore

/// A span of time as people write it: `3`, `3s`, `500ms`, `2min`.
struct SecondsArgument: ExpressibleByArgument, Sendable, Equatable {
  /// Not negative.
  var interval: Interval

  init(_ interval: Interval) { self.interval = interval }

  init?(argument: String) {
    let units: [(ending: String, seconds: Double)] = [("ms", 1e-3), ("min", 60), ("s", 1), ("", 1)]
    guard let unit = units.first(where: { argument.hasSuffix($0.ending) }) else { return nil }
    guard let number = Double(argument.dropLast(unit.ending.count)), number >= 0, number < 1e6 else { return nil }
    interval = .seconds(rounding: number * unit.seconds)
  }

  var defaultValueDescription: String { "\(interval.seconds) s" }
}
