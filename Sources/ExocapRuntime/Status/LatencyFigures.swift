internal import ExocapCore
internal import Histogram

/// What a tick's time is spent on.
enum LatencyStage: Int, Sendable, CaseIterable {
  /// From the read that returned to the tick that it started.
  case arrivalToTick
  /// The step itself.
  case step
  /// The send.
  case send
  /// From the read that returned to the send that returned.
  case arrivalToSent
  /// From the send to the robot's word that it took the command, less the age of that word.
  case commandToAccepted

  /// The key in the status document.
  var name: String {
    switch self {
    case .arrivalToTick: "arrival_to_tick"
    case .step: "step"
    case .send: "send"
    case .arrivalToSent: "arrival_to_sent"
    case .commandToAccepted: "command_to_accepted"
    }
  }
}

/// How long each stage took, as histograms over all ticks since the start or the last reset.
struct LatencyFigures {
  // 64 ns to 10 s at 1 %: nothing that matters is shorter, and longer is a stall that the watchdog tells.
  private static let highest: UInt64 = 10_000_000_000
  private var stages: [Histogram<UInt32>] = LatencyFigures.empty

  private static var empty: [Histogram<UInt32>] {
    LatencyStage.allCases.map { _ in
      Histogram(lowestDiscernibleValue: 64, highestTrackableValue: highest, numberOfSignificantValueDigits: .two)
    }
  }

  mutating func reset() { stages = LatencyFigures.empty }

  /// Notes one tick's time in a stage; nothing where either end is not known.
  mutating func note(_ stage: LatencyStage, from start: Timestamp, to end: Timestamp) {
    if start == .never || end == .never { return }
    note(stage, end - start)
  }

  mutating func note(_ stage: LatencyStage, _ span: Interval) {
    guard span >= .zero else { return }
    _ = stages[stage.rawValue].record(min(UInt64(span.nanoseconds), LatencyFigures.highest))
  }

  /// As the status document has it.
  var document: JSONValue {
    .object(
      LatencyStage.allCases.map { stage in
        let histogram = stages[stage.rawValue]
        let count = histogram.totalCount
        func microseconds(_ value: UInt64) -> JSONValue { count == 0 ? .null : .number(Double(value / 10) / 100) }
        let values: JSONValue = [
          "count": .count(count), "p50_us": microseconds(histogram.valueAtPercentile(50)),
          "p99_us": microseconds(histogram.valueAtPercentile(99)), "p999_us": microseconds(histogram.valueAtPercentile(99.9)),
          "max_us": microseconds(histogram.max),
        ]
        return JSONMember(stage.name, values)
      })
  }
}
