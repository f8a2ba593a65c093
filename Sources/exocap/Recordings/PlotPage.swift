internal import ExocapCore
internal import ExocapRuntime
internal import Foundation

/// A recording as one self-contained page: curves in base64, drawn by a script of its own. No network, no library.
struct PlotPage {
  /// Points of a curve at most; more are drawn together as the least and the greatest of each stretch. At 500 ticks a second a take of
  /// 16 s is whole.
  static let pointLimit = 8_000

  /// A curve that is no part of a recording.
  struct Curve {
    var name: String
    /// [s] Since the start.
    var times: [Double]
    var values: [Double]
  }

  private let title: String
  private let facts: [(String, String)]
  private let trace: RecordingTrace
  private let showsForces: Bool
  /// Panels that stand before those of the trace.
  private var leading = 0
  private var bases: [JSON] = []
  private var panels: [JSON] = []

  /// `notes` are shown beside the recording's own facts, such as the verdict of a replay.
  init(_ recording: Recording, _ trace: RecordingTrace, notes: [(String, String)] = []) {
    let label = recording.facts["label"] ?? ""
    let title = label.isEmpty ? "Episode \(recording.episode.description.prefix(8))" : label
    self.init(title: title, facts: PlotPage.facts(of: recording, trace) + notes, trace)
  }

  /// A page of any trace.
  ///
  /// - Parameters:
  ///   - operators: a curve more for these joints of the first robot.
  ///   - showsForces: whether grip forces are seen without being chosen.
  init(
    title: String, facts: [(String, String)], _ trace: RecordingTrace, operators: [Int: Curve] = [:], showsForces: Bool = true
  ) {
    self.title = title
    self.facts = facts
    self.trace = trace
    self.showsForces = showsForces
    for index in trace.robots.indices { addRobot(index, index == 0 ? operators : [:]) }
  }

  /// Adds a panel before those of the trace, behind those that were added so.
  mutating func add(_ name: String, kind: String, group: String, unit: String, _ curves: [Curve]) {
    let drawn = curves.map { curve($0.name, $0.values, add(base: $0.times), count: $0.times.count) }
    panels.insert(panel(name, kind: kind, group: group, unit: unit, curves: drawn, isShown: true), at: leading)
    leading += 1
  }

  /// The page.
  var html: String {
    PlotTemplate.page.replacingOccurrences(of: "/*STYLE*/", with: PlotTemplate.style)
      .replacingOccurrences(of: "/*DRAWING*/", with: PlotTemplate.drawing)
      .replacingOccurrences(of: "/*CONTROLS*/", with: PlotTemplate.controls)
      // A '<' inside of a script could end it.
      .replacingOccurrences(of: "/*CONTENT*/", with: content.line.replacingOccurrences(of: "<", with: "\\u003c"))
      .replacingOccurrences(of: "/*TITLE*/", with: escaped(title))
  }

  private var content: JSON {
    .members([
      ("title", .string(title)), ("duration", .number(trace.duration)),
      ("facts", .array(facts.map { .array([.string($0), .string($1)]) })),
      ("bases", .array(bases)), ("panels", .array(panels)), ("bands", .array(bands)),
      (
        "events",
        .array(
          trace.events.map { event in
            .array([
              .number(event.time.rounded(6)), .bool(event.isWarning), .string(event.source), .string(event.kind), .string(event.text),
            ])
          })
      ),
    ])
  }

  private static func facts(of recording: Recording, _ trace: RecordingTrace) -> [(String, String)] {
    let ticks = trace.robots.reduce(0) { $0 + $1.times.count }
    var facts = [
      ("rig", recording.rigName), ("length", trace.duration.text(1) + " s"), ("ticks", ticks.grouped),
      ("file", recording.path.split(separator: "/").last.map(String.init) ?? ""), ("size", recording.size.byteText),
    ]
    for robot in trace.robots {
      guard let summary = robot.latency.summary(of: .arrivalToSent) else { continue }
      facts.append(("arrival → sent", "p50 \((summary.p50 * 1e6).text(0)) µs, p99 \((summary.p99 * 1e6).text(0)) µs"))
    }
    if trace.lostRecords > 0 { facts.append(("lost records", trace.lostRecords.grouped)) }
    return facts
  }

  // MARK: Panels

  private mutating func addRobot(_ index: Int, _ operators: [Int: Curve]) {
    let robot = trace.robots[index]
    let state = trace.devices.count > trace.rig.devices.count + index ? trace.devices[trace.rig.devices.count + index] : nil
    let ticks = add(base: robot.times)
    let measured = state?.streams.first { $0.kind == .joints }
    let measuredBase = measured.map { add(base: $0.times) }
    let errors = TracedRobot(trace, robot.id)?.followingErrors ?? robot.joints.map { _ in .nan }
    let ofInterest = robot.joints.indices.filter { robot.isOfInterest($0) }
    let shown = Set(PlotPage.worst(4, of: ofInterest, by: errors) ?? robot.liveliest(4))
    for joint in robot.joints.indices where robot.isOfInterest(joint) {
      var curves = [
        curve("wanted", robot.wanted[joint], ticks, count: robot.times.count),
        curve("limited", robot.limited[joint], ticks, count: robot.times.count),
        curve("sent", robot.sent[joint], ticks, count: robot.times.count),
      ]
      if let measured, let measuredBase, joint < measured.values.count {
        curves.append(curve("measured", measured.values[joint], measuredBase, count: measured.times.count))
      }
      if let asked = operators[joint] {
        curves.insert(curve(asked.name, asked.values, add(base: asked.times), count: asked.times.count), at: 0)
      }
      let isSlide = robot.joints[joint].group == .leftHand || robot.joints[joint].group == .rightHand
      panels.append(
        panel(
          robot.joints[joint].name, kind: "joint", group: robot.joints[joint].group.name, unit: isSlide ? "" : "rad", curves: curves,
          isShown: shown.contains(joint), clips: robot.clips(of: joint), worst: errors[joint]))
    }
    addForces(robot, state, ticks)
    addExtra(state)
    addAges(robot, ticks)
    if robot.sendTimes.isEmpty { return }
    let sends = add(base: robot.sendTimes)
    let delays = curve("arrival → sent", robot.sendDelays.map { $0 * 1e6 }, sends, count: robot.sendTimes.count)
    panels.append(panel("latency", kind: "latency", group: "timing", unit: "µs", curves: [delays], isShown: true))
  }

  /// The joints with the largest errors; nil where no error is known.
  private static func worst(_ count: Int, of joints: [Int], by errors: [Double]) -> [Int]? {
    let known = joints.filter { errors[$0].isFinite }
    return known.isEmpty ? nil : Array(known.sorted { errors[$0] > errors[$1] }.prefix(count))
  }

  /// How old what the operator did, and what the robot told, was at each tick.
  private mutating func addAges(_ robot: RecordingTrace.Robot, _ ticks: Int) {
    let curves = trace.devices.compactMap { device -> JSON? in
      guard let stream = device.streams.first(where: { $0.kind != .lease && !$0.times.isEmpty }) else { return nil }
      return curve(device.role, stream.ages(at: robot.times).map { $0 * 1e3 }, ticks, count: robot.times.count)
    }
    guard !curves.isEmpty else { return }
    panels.append(panel("age of samples", kind: "age", group: "timing", unit: "ms", curves: curves, isShown: true))
  }

  private mutating func addForces(_ robot: RecordingTrace.Robot, _ state: RecordingTrace.Device?, _ ticks: Int) {
    let felt = state?.streams.first { $0.kind == .forces }
    let feltBase = felt.map { add(base: $0.times) }
    for group in [JointGroup.leftHand, .rightHand] {
      let place = Int(group.rawValue)
      guard robot.forces[place].contains(where: \.isFinite) else { continue }
      var curves = [
        curve("wanted", robot.wantedForces[place], ticks, count: robot.times.count),
        curve("sent", robot.forces[place], ticks, count: robot.times.count),
      ]
      if let felt, let feltBase, place < felt.values.count {
        curves.append(curve("measured", felt.values[place], feltBase, count: felt.times.count))
      }
      panels.append(
        panel(
          "\(group == .leftHand ? "left" : "right") grip force", kind: "force", group: "grip", unit: "N", curves: curves,
          isShown: showsForces))
    }
  }

  private mutating func addExtra(_ state: RecordingTrace.Device?) {
    guard let extra = state?.streams.first(where: { $0.name == "extra" }), let angle = extra.values.first,
      angle.contains(where: \.isFinite)
    else { return }
    let degrees = angle.map { $0 * 180 / .pi }
    let base = add(base: extra.times)
    panels.append(
      panel(
        "door", kind: "door", group: "world", unit: "°", curves: [curve("measured", degrees, base, count: extra.times.count)],
        isShown: true
      ))
  }

  private func panel(
    _ name: String, kind: String, group: String, unit: String, curves: [JSON], isShown: Bool, clips: [JSON] = [], worst: Double = .nan
  ) -> JSON {
    .members([
      ("name", .string(name)), ("kind", .string(kind)), ("group", .string(group)), ("unit", .string(unit)), ("shown", .bool(isShown)),
      ("curves", .array(curves)), ("clips", .array(clips)), ("worst", worst.isFinite ? .number(worst.rounded(5)) : .null),
    ])
  }

  private var bands: [JSON] {
    trace.robots.flatMap { robot -> [JSON] in
      JointGroup.allCases.compactMap { group in
        let states = robot.states[Int(group.rawValue)]
        guard states.contains(where: { $0 != EngagementState.disarmed.rawValue }) else { return nil }
        var parts: [JSON] = []
        var start = 0
        for index in states.indices where index + 1 == states.count || states[index + 1] != states[index] {
          let name = EngagementState(rawValue: states[index])?.name ?? "?"
          let end = index + 1 < states.count ? robot.times[index + 1] : robot.times[index]
          parts.append(.array([.number(robot.times[start].rounded(4)), .number(end.rounded(4)), .string(name)]))
          start = index + 1
        }
        return .members([("name", .string(group.name)), ("parts", .array(parts))])
      }
    }
  }

  // MARK: Numbers as base64

  /// Stores a time base [s]; returns its place.
  private mutating func add(base times: [Double]) -> Int {
    let kept = Decimation.places(count: times.count, limit: PlotPage.pointLimit).map { times[$0] }
    var bytes: [UInt8] = []
    for time in kept { withBytes(UInt32(max(0, min(time * 1e6, 4e9)))) { bytes += $0 } }
    bases.append(.string(Data(bytes).base64EncodedString()))
    return bases.count - 1
  }

  /// A curve as 16-bit steps between its least and its greatest value: finer than a pixel at any zoom that shows it whole.
  private func curve(_ name: String, _ values: [Double], _ base: Int, count: Int) -> JSON {
    let kept = Decimation.extremes(values, limit: PlotPage.pointLimit)
    let known = kept.filter(\.isFinite)
    let (low, high) = (known.min() ?? 0, known.max() ?? 0)
    let step = high > low ? (high - low) / 65_000 : 1
    var bytes: [UInt8] = []
    for value in kept {
      let place = value.isFinite ? Int16(((value - low) / step).rounded() - 32_500) : Int16.min
      withBytes(UInt16(bitPattern: place)) { bytes += $0 }
    }
    return .members([
      ("name", .string(name)), ("base", .integer(Int64(base))), ("low", .number(low)), ("step", .number(step)),
      ("values", .string(Data(bytes).base64EncodedString())),
    ])
  }

  private func withBytes<Value: FixedWidthInteger>(_ value: Value, _ body: ([UInt8]) -> Void) {
    body((0..<(Value.bitWidth / 8)).map { UInt8(truncatingIfNeeded: value >> Value(8 * $0)) })
  }

  private func escaped(_ text: String) -> String {
    text.replacingOccurrences(of: "&", with: "&amp;").replacingOccurrences(of: "<", with: "&lt;")
  }
}

/// Fewer points that look the same: of each stretch the least and the greatest, in their order.
enum Decimation {
  /// Points of one stretch; 1 where all are kept.
  static func stretch(count: Int, limit: Int) -> Int { count <= limit ? 1 : (2 * count + limit - 1) / limit }

  /// The places whose times stand for the points that `extremes` keeps.
  static func places(count: Int, limit: Int) -> [Int] {
    let stretch = stretch(count: count, limit: limit)
    if stretch == 1 { return Array(0..<count) }
    return Swift.stride(from: 0, to: count, by: stretch).flatMap { [$0, min($0 + stretch / 2, count - 1)] }
  }

  /// The values, or two for each stretch; NaN where none of a stretch is a number.
  static func extremes(_ values: [Double], limit: Int) -> [Double] {
    let stretch = stretch(count: values.count, limit: limit)
    if stretch == 1 { return values }
    return Swift.stride(from: 0, to: values.count, by: stretch).flatMap { start -> [Double] in
      var (least, greatest): (Int?, Int?) = (nil, nil)
      for index in start..<min(start + stretch, values.count) where values[index].isFinite {
        if least.map({ values[index] < values[$0] }) ?? true { least = index }
        if greatest.map({ values[index] > values[$0] }) ?? true { greatest = index }
      }
      guard let least, let greatest else { return [.nan, .nan] }
      return [values[min(least, greatest)], values[max(least, greatest)]]
    }
  }
}

extension RecordingTrace.Robot {
  /// Whether a joint has anything to show: its group was used, and it was sent about.
  func isOfInterest(_ joint: Int) -> Bool {
    let states = states[Int(joints[joint].group.rawValue)]
    return span(joint) > 0.002 && states.contains { $0 != EngagementState.disarmed.rawValue }
  }

  /// The joints that were sent farthest about, in profile order.
  func liveliest(_ count: Int) -> [Int] {
    let arms = joints.indices.filter { joints[$0].group == .leftArm || joints[$0].group == .rightArm }
    return arms.sorted { span($0) > span($1) }.prefix(count).sorted()
  }

  /// [[s, s]] Stretches in which the limiter changed a joint; pauses under 20 ms are not told.
  func clips(of joint: Int) -> [JSON] {
    var parts: [(Double, Double)] = []
    for index in clipping[joint].indices where clipping[joint][index] != 0 {
      if let last = parts.last, times[index] - last.1 < 0.02 {
        parts[parts.count - 1].1 = times[index]
      } else {
        parts.append((times[index], times[index]))
      }
    }
    return parts.map { .array([.number($0.0.rounded(3)), .number($0.1.rounded(3))]) }
  }

  private func span(_ joint: Int) -> Double {
    let known = wanted[joint].filter(\.isFinite) + sent[joint].filter(\.isFinite)
    return (known.max() ?? 0) - (known.min() ?? 0)
  }
}

extension Double {
  /// With so many decimals at most, for a file that need not say more.
  fileprivate func rounded(_ decimals: Int) -> Double {
    let scale = pow(10, Double(decimals))
    return (self * scale).rounded() / scale
  }
}
