internal import ExocapCore

extension RecordingBook {
  /// The key `recording` of the status document.
  func document(now: Timestamp) -> JSONValue {
    let snapshot = status.snapshot
    let entry = current.flatMap { self.entry(of: $0) }
    let seconds = current == nil ? JSONValue.null : JSONValue.age(since: began, at: now)
    let bytes = current == nil ? JSONValue.null : JSONValue.count(snapshot.bytes)
    let problem = problem.map(\.value) ?? JSONValue.null
    let purged = keeper.purged
    return [
      "state": .string(stateName), "folder": .string(folder), "episode": .text(entry?.id.description),
      "path": .text(snapshot.path), "seconds": seconds, "bytes": bytes, "queued_bytes": .count(queue.queuedBytes),
      "clock_offset_ns": entry.map { .integer($0.clockOffset) } ?? .null, "task": .text(entry?.plan.label),
      "operator": .text(entry?.plan.operatorName), "label": .text(entry?.sidecar.text("label")), "problem": problem, "black_box": blackBox,
      "longest_write_s": .seconds(snapshot.longestWrite), "longest_sync_s": .seconds(snapshot.longestSync),
      "purged": ["episodes": .count(purged.episodes), "bytes": .count(purged.bytes)], "last": last,
    ]
  }

  private var stateName: String {
    if current == nil { return "idle" }
    switch desk.report.state {
    // The recorder is done; the file is not.
    case .idle, .ending: return "ending"
    case .starting: return "starting"
    case .running: return "running"
    }
  }

  private var last: JSONValue {
    guard let entry = entries.last(where: { ended[$0.id] != nil }) else { return .null }
    return .object(
      members(of: entry) + [
        JSONMember("decision", .string(entry.sidecar.verdict.rawValue)), JSONMember("task", .string(entry.plan.label)),
        JSONMember("label", .string(entry.sidecar.text("label"))),
      ])
  }

  /// What an episode that ended came to.
  func members(of entry: BookEntry) -> [JSONMember] {
    var members = [JSONMember("episode", .string(entry.id.description)), JSONMember("path", .string(entry.path))]
    guard let ended = ended[entry.id] else { return members }
    members += [
      JSONMember("bytes", .count(ended.bytes)), JSONMember("seconds", .seconds(ended.summary.ended - ended.summary.began)),
      JSONMember("ticks", .count(ended.summary.ticks)), JSONMember("lost_records", .count(ended.summary.lostRecords)),
      JSONMember("ended_ns", .integer(ended.summary.ended.nanoseconds)), JSONMember("quality", ended.summary.quality?.document ?? .null),
    ]
    return members
  }
}
