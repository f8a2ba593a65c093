internal import ExocapCore
internal import ExocapRuntime

/// How long the stages of ticks took: every value, so that percentiles are exact.
struct StageLatencies {
  /// A stage between two borders that a thread passes.
  enum Stage: String, CaseIterable {
    case arrivalToTick = "arrival_to_tick"
    case step
    case send
    case arrivalToSent = "arrival_to_sent"
    case accepted = "command_to_accepted"

    /// What people call it.
    var title: String {
      switch self {
      case .arrivalToTick: "arrival → tick"
      case .step: "step"
      case .send: "send"
      case .arrivalToSent: "arrival → sent"
      case .accepted: "command → accepted"
      }
    }
  }

  /// What a stage comes to.
  struct Summary {
    var count: Int
    /// [s]
    var p50: Double
    var p99: Double
    var p999: Double
    var max: Double

    init?(_ values: [Double]) {
      guard !values.isEmpty else { return nil }
      let sorted = values.sorted()
      count = sorted.count
      func at(_ part: Double) -> Double { sorted[Swift.min(sorted.count - 1, Int((part * Double(sorted.count)).rounded(.up)) - 1)] }
      p50 = at(0.5)
      p99 = at(0.99)
      p999 = at(0.999)
      max = sorted[sorted.count - 1]
    }

    /// For programs, with the names of the status document.
    var json: JSON {
      .members([
        ("count", .integer(Int64(count))), ("p50_us", .number(p50 * 1e6)), ("p99_us", .number(p99 * 1e6)),
        ("p999_us", .number(p999 * 1e6)), ("max_us", .number(max * 1e6)),
      ])
    }
  }

  private var values: [[Double]] = Stage.allCases.map { _ in [] }

  /// Adds one value [s].
  mutating func add(_ stage: Stage, _ seconds: Double) {
    guard let index = Stage.allCases.firstIndex(of: stage) else { return }
    values[index].append(seconds)
  }

  /// What a stage comes to; nil where it was never measured.
  func summary(of stage: Stage) -> Summary? { Stage.allCases.firstIndex(of: stage).flatMap { Summary(values[$0]) } }

  /// All stages that were measured, by the keys of the status document.
  var json: JSON { .members(Stage.allCases.compactMap { stage in summary(of: stage).map { (stage.rawValue, $0.json) } }) }
}

extension RecordingTrace.Robot {
  /// [s] By how much what is sent lags behind what the operator wants: the shift under which both fit best, over the engaged ticks of
  /// the joint that moves most. Nil where no joint moved enough to tell.
  var filterDelay: Double? {
    guard times.count > 200, let joint = liveliestJoint else { return nil }
    let group = Int(joints[joint].group.rawValue)
    let engaged = times.indices.filter { states[group][$0] == EngagementState.engaged.rawValue }
    guard engaged.count > 200, let first = times.first, let last = times.last else { return nil }
    let period = (last - first) / Double(times.count - 1)
    let errors = (0...Int(0.15 / period)).map { shift in misfit(joint, engaged, shift) }
    guard let best = errors.indices.min(by: { errors[$0] < errors[$1] }) else { return nil }
    guard best > 0, best + 1 < errors.count else { return Double(best) * period }
    // The bottom of the parabola through the three lowest points: finer than a tick.
    let (a, b, c) = (errors[best - 1], errors[best], errors[best + 1])
    let bend = a - 2 * b + c
    return (Double(best) + (bend > 0 ? 0.5 * (a - c) / bend : 0)) * period
  }

  /// [rad²] Mean square of sent minus wanted `shift` ticks earlier.
  private func misfit(_ joint: Int, _ ticks: [Int], _ shift: Int) -> Double {
    var (sum, count) = (0.0, 0)
    for tick in ticks where tick >= shift {
      let error = sent[joint][tick] - wanted[joint][tick - shift]
      guard error.isFinite else { continue }
      sum += error * error
      count += 1
    }
    return count > 0 ? sum / Double(count) : .infinity
  }

  /// The arm joint that was sent farthest about; nil where none went over 0.2 rad.
  private var liveliestJoint: Int? {
    let spans = joints.indices.map { joint -> Double in
      guard joints[joint].group == .leftArm || joints[joint].group == .rightArm else { return 0 }
      let known = sent[joint].filter(\.isFinite)
      return (known.max() ?? 0) - (known.min() ?? 0)
    }
    return spans.indices.max { spans[$0] < spans[$1] }.flatMap { spans[$0] > 0.2 ? $0 : nil }
  }
}
