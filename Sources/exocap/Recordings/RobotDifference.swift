internal import ExocapCore
internal import ExocapRuntime

/// How one robot was led in two recordings, tick by tick.
struct RobotDifference {
  /// A stage of a command, or what the robot did.
  enum Stage: String, CaseIterable {
    case requested
    case limited
    case sent
    case measured
  }

  /// One number that differs.
  struct First: Equatable {
    var time: Double
    var tick: UInt64
    var stage: String
    var joint: String
    var old: Double
    var new: Double
  }

  /// One joint at one stage.
  struct Distance: Equatable {
    /// [rad | m] The largest difference, and the root mean square over ticks that both know.
    var largest = 0.0
    /// [rad | m]
    var rms = 0.0
    /// [s] When it is largest.
    var time = Double.nan
    /// Ticks where only one of both knows the number.
    var oneSided = 0

    var isNone: Bool { largest == 0 && oneSided == 0 }
  }

  private let id: String
  private var isAlignedByTick = false
  private var pairs = 0
  /// Ticks of either that have no fellow.
  private var alone = (first: 0, second: 0)
  private(set) var first: First?
  /// By joint name; only joints that differ.
  private(set) var joints: [(name: String, distances: [Distance])] = []
  /// Joints that only one of both has.
  private var otherJoints: [String] = []

  /// Of every robot that either has.
  static func all(_ old: Recording, _ oldTrace: RecordingTrace, _ new: Recording, _ newTrace: RecordingTrace) -> [RobotDifference] {
    let ids = oldTrace.robots.map(\.id) + newTrace.robots.map(\.id).filter { id in !oldTrace.robots.contains { $0.id == id } }
    return ids.map { RobotDifference($0, TracedRobot(oldTrace, $0), TracedRobot(newTrace, $0), isOneRun: old.run == new.run) }
  }

  init(_ id: String, _ old: TracedRobot?, _ new: TracedRobot?, isOneRun: Bool) {
    self.id = id
    guard let old, let new else {
      alone = (old?.robot.times.count ?? 0, new?.robot.times.count ?? 0)
      return
    }
    let pairs = align(old.robot, new.robot, isOneRun: isOneRun)
    self.pairs = pairs.count
    alone = (old.robot.times.count - pairs.count, new.robot.times.count - pairs.count)
    let names = old.robot.joints.map(\.name)
    otherJoints = Set(names).symmetricDifference(new.robot.joints.map(\.name)).sorted()
    for (index, name) in names.enumerated() {
      guard let other = new.robot.joints.firstIndex(where: { $0.name == name }) else { continue }
      let distances = Stage.allCases.map { stage in
        compare(name, stage, old.values(stage, joint: index), new.values(stage, joint: other), pairs, old.robot)
      }
      if distances.contains(where: { !$0.isNone }) { joints.append((name, distances)) }
    }
    joints.sort { RobotDifference.worst($0.distances) > RobotDifference.worst($1.distances) }
  }

  private static func worst(_ distances: [Distance]) -> Double { distances.map(\.largest).max() ?? 0 }

  /// Places of ticks that belong together: by number where both are of one run and share numbers, else by time, not more than half a period
  /// apart.
  private mutating func align(_ old: RecordingTrace.Robot, _ new: RecordingTrace.Robot, isOneRun: Bool) -> [(Int, Int)] {
    let places = Dictionary(new.ticks.enumerated().map { ($1, $0) }) { first, _ in first }
    let byTick = isOneRun ? old.ticks.enumerated().compactMap { index, tick in places[tick].map { (index, $0) } } : []
    isAlignedByTick = !byTick.isEmpty
    if isAlignedByTick { return byTick }
    guard let last = old.times.last, let start = old.times.first, old.times.count > 1 else { return [] }
    let reach = (last - start) / Double(old.times.count - 1) / 2
    var place = 0
    return old.times.enumerated().compactMap { index, time in
      while place < new.times.count, new.times[place] < time - reach { place += 1 }
      guard place < new.times.count, new.times[place] <= time + reach else { return nil }
      defer { place += 1 }
      return (index, place)
    }
  }

  private mutating func compare(
    _ name: String, _ stage: Stage, _ old: [Double], _ new: [Double], _ pairs: [(Int, Int)], _ robot: RecordingTrace.Robot
  ) -> Distance {
    var distance = Distance()
    var (sum, count) = (0.0, 0)
    for (place, other) in pairs where place < old.count && other < new.count {
      let (left, right) = (old[place], new[other])
      if left.isNaN && right.isNaN { continue }
      if left != right && (first.map { robot.times[place] < $0.time } ?? true) {
        first = First(
          time: robot.times[place], tick: robot.ticks[place], stage: stage.rawValue, joint: name, old: left, new: right)
      }
      guard left.isFinite, right.isFinite else {
        distance.oneSided += 1
        continue
      }
      let apart = abs(left - right)
      sum += apart * apart
      count += 1
      if apart > distance.largest { (distance.largest, distance.time) = (apart, robot.times[place]) }
    }
    distance.rms = count > 0 ? (sum / Double(count)).squareRoot() : 0
    return distance
  }

  var isNone: Bool { joints.isEmpty && otherJoints.isEmpty && alone == (0, 0) }

  // MARK: Telling

  var lines: [String] {
    if isNone { return ["robot \(id): \(pairs.grouped) ticks, no difference"] }
    let manner = isAlignedByTick ? "by number" : "by time since the beginning"
    let lonely = "\(alone.first.grouped) and \(alone.second.grouped) have no fellow"
    var lines = ["robot \(id): \(pairs.grouped) ticks compared \(manner); \(lonely)"]
    if !otherJoints.isEmpty { lines.append("joints of one only: \(otherJoints.joined(separator: ", "))") }
    if let first {
      lines.append(
        "first difference: t = \(first.time.text(3)) s, tick \(first.tick), \(first.stage), \(first.joint): \(first.old) and \(first.new)")
    }
    guard !joints.isEmpty else { return lines }
    var table = Table(
      ["joint"] + Stage.allCases.flatMap { ["\($0.rawValue) max", "rms"] }, [.left] + Stage.allCases.flatMap { _ in [.right, .right] })
    for (name, distances) in joints { table.add([name] + distances.flatMap { [number($0.largest), number($0.rms)] }) }
    return lines + table.lines
  }

  /// With as many digits as matter: a difference of rounding is one too.
  private func number(_ value: Double) -> String {
    if value == 0 { return "0" }
    if value >= 1e-4 { return value.text(4) }
    let exponent = Int(value.exponent10)
    return (value / exponent.powerOfTen).text(1) + "e\(exponent)"
  }

  var json: JSON {
    .members([
      ("robot", .string(id)), ("ticks", .integer(Int64(pairs))), ("aligned_by", .string(isAlignedByTick ? "tick" : "time")),
      ("alone_first", .integer(Int64(alone.first))), ("alone_second", .integer(Int64(alone.second))),
      ("first", first.map(RobotDifference.document) ?? .null), ("joints_of_one", .array(otherJoints.map { .string($0) })),
      (
        "joints",
        .array(
          joints.map { name, distances in
            .members(
              [("joint", .string(name))]
                + zip(Stage.allCases, distances).map { stage, distance in
                  (
                    stage.rawValue,
                    .members([
                      ("max", .number(distance.largest)), ("rms", .number(distance.rms)),
                      ("at_s", distance.time.isFinite ? .number(distance.time) : .null), ("one_sided", .integer(Int64(distance.oneSided))),
                    ])
                  )
                })
          })
      ),
    ])
  }

  private static func document(_ first: First) -> JSON {
    .members([
      ("time_s", .number(first.time)), ("tick", .integer(Int64(clamping: first.tick))), ("stage", .string(first.stage)),
      ("joint", .string(first.joint)), ("first", first.old.isFinite ? .number(first.old) : .null),
      ("second", first.new.isFinite ? .number(first.new) : .null),
    ])
  }
}

/// One robot of a trace with what it measured, tick by tick.
struct TracedRobot {
  let robot: RecordingTrace.Robot
  private let measured: RecordingTrace.Stream?
  /// By tick: the place of the newest measurement; -1: none yet.
  private let newest: [Int]

  /// Nil where the trace has no such robot.
  init?(_ trace: RecordingTrace, _ id: String) {
    guard let index = trace.robots.firstIndex(where: { $0.id == id }) else { return nil }
    let device = trace.rig.devices.count + index
    let stream = device < trace.devices.count ? trace.devices[device].streams.first { $0.kind == .joints } : nil
    self.init(trace.robots[index], measured: stream)
  }

  init(_ robot: RecordingTrace.Robot, measured: RecordingTrace.Stream?) {
    self.robot = robot
    self.measured = measured
    var place = -1
    newest = robot.times.map { time in
      while let times = measured?.times, place + 1 < times.count, times[place + 1] <= time { place += 1 }
      return place
    }
  }

  /// [rad | m] By tick; NaN where not known.
  func values(_ stage: RobotDifference.Stage, joint: Int) -> [Double] {
    switch stage {
    case .requested: return robot.wanted[joint]
    case .limited: return robot.limited[joint]
    case .sent: return robot.sent[joint]
    case .measured:
      guard let values = measured?.values, joint < values.count else { return robot.times.map { _ in .nan } }
      return newest.map { $0 >= 0 ? values[joint][$0] : .nan }
    }
  }
}

extension Double {
  /// The power of ten that a number's first digit stands at; the number is not 0.
  fileprivate var exponent10: Double {
    var (exponent, rest) = (0.0, magnitude)
    while rest < 1 { (exponent, rest) = (exponent - 1, rest * 10) }
    while rest >= 10 { (exponent, rest) = (exponent + 1, rest / 10) }
    return exponent
  }
}

extension Int {
  /// 10 to this power, for small ones.
  fileprivate var powerOfTen: Double {
    var power = 1.0
    for _ in 0..<magnitude { power *= self < 0 ? 0.1 : 10 }
    return power
  }
}
