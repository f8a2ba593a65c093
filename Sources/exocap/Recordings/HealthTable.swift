internal import ExocapCore
internal import ExocapRuntime

/// How the devices of an episode were doing: what their counters gained in it, and how old their samples were at ticks.
struct HealthTable {
  private let rows: [Row]

  /// Reads a recording's messages of health; without rows where it has none.
  init(_ recording: Recording, rig: Rig) {
    let health = recording.health()
    rows = rig.sampleSources.enumerated().compactMap { index, profile in
      health[DeviceID(index)].flatMap { Row(role: rig.role(of: DeviceID(index)), profile, $0) }
    }
  }

  /// For people.
  var lines: [String] {
    guard !rows.isEmpty else { return [] }
    var table = Table(
      ["health", "packets", "bad checksums", "malformed", "timeouts", "retries", "resyncs", "jumps", "age at tick p99"],
      [.left] + Array(repeating: .right, count: 8))
    for row in rows {
      let age = row.worstAge.isFinite ? (row.worstAge * 1e3).text(1) + " ms" : "-"
      table.add([row.role] + row.counts.map(\.count.grouped) + [age])
    }
    return table.lines
  }

  /// For programs.
  var json: JSON {
    .array(
      rows.map { row in
        .members(
          [("device", .string(row.role))] + row.counts.map { ($0.name, .integer(Int64(clamping: $0.count))) }
            + [("worst_tick_age_p99_s", row.worstAge.isFinite ? .number(row.worstAge) : .null)])
      })
  }

  /// One device.
  private struct Row {
    let role: String
    /// What was gained between the first message and the last.
    let counts: [(name: String, count: UInt64)]
    /// [s] The worst second of the streams that have a rate; NaN where no tick took from one.
    let worstAge: Double

    init?(role: String, _ profile: DeviceProfile, _ health: [RecordedHealth]) {
      guard let first = health.first, let last = health.last else { return nil }
      self.role = role
      let gained = last.counters.since(first.counters)
      func jumps(_ health: RecordedHealth) -> UInt64 { health.streams.reduce(0) { $0 + $1.jumps } }
      counts = [
        ("packets", gained.packets), ("bad_checksums", gained.badChecksums), ("malformed", gained.malformed),
        ("timeouts", gained.timeouts), ("retries", gained.retries), ("resyncs", last.resyncs &- first.resyncs),
        ("jumps", jumps(last) &- jumps(first)),
      ]
      let rated = profile.streams.filter { $0.rate > 0 }.map(\.name)
      // What the first message says of ages is of the second before the episode.
      let ages = health.dropFirst().flatMap(\.streams).filter { rated.contains($0.name) }.map(\.tickAge.p99)
      worstAge = ages.filter(\.isFinite).max() ?? .nan
    }
  }
}
