internal import ExocapCore
internal import ExocapRuntime

/// Where each joint is and has been, as it is drawn ten times a second.
struct SweepTable {
  private enum Content {
    case sweep([TravelSweep.Row])
    case stillness(HeldPose, [SweptValue])
  }

  private let content: Content

  /// While joints are moved over their travel.
  init(_ rows: [TravelSweep.Row]) { content = .sweep(rows) }

  /// While a pose is held.
  init(stillness pose: HeldPose, of swept: [SweptValue]) { content = .stillness(pose, swept) }

  /// For people.
  var lines: [String] {
    switch content {
    case .sweep(let rows):
      var table = Table(["", "value", "counts", "min", "pos", "max"], [.left, .left, .right, .right, .right, .right])
      for row in rows {
        let text = ValueText(row.isLength)
        let numbers = [row.lower, row.position, row.upper].map { $0.isFinite ? text.short($0) : "-" }
        table.add([row.isDone ? "✓" : "·", row.name, row.counts.text(0)] + numbers)
      }
      return table.lines
    case .stillness(let pose, let swept):
      guard let worst = pose.restless else { return ["hold still …"] }
      return ["hold still: '\(swept[worst].value.name)' moves by \(ValueText(swept[worst].value.isLength).short(pose.spreads[worst]))"]
    }
  }

  /// For programs.
  var members: [(String, JSON)] {
    switch content {
    case .sweep(let rows):
      let objects = rows.map { row in
        JSON.members([
          ("value", .string(row.name)), ("counts", .number(row.counts)), ("min", .number(row.lower)), ("pos", .number(row.position)),
          ("max", .number(row.upper)), ("done", .bool(row.isDone)),
        ])
      }
      return [("event", .string("sweep")), ("values", .array(objects))]
    case .stillness(let pose, let swept):
      let worst = pose.restless.map { swept[$0].value.name }
      return [("event", .string("still")), ("restless", .text(worst))]
    }
  }
}
