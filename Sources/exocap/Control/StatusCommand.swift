internal import ArgumentParser
internal import ExocapRuntime

/// `exocap status`.
struct StatusCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "status",
    abstract: "Says on one screen how the rig is.",
    discussion: """
      Exit status: 0 all is well, 2 no daemon answers, 3 something is missing, 4 a fault. A script asks

        exocap status > /dev/null && echo ready
        exocap status --format json | jq .devices
      """)
  @OptionGroup var daemon: DaemonOptions
  @OptionGroup var format: FormatOptions

  func run() throws {
    var client = try daemon.connect()
    guard let status = try client.ask("status")["status"] else { throw ToolFailure(.unreachable, "the daemon gives no status") }
    if format.format == .json {
      Screen.standard.put(status.line)
    } else {
      for line in StatusReport(status).lines { Screen.standard.put(line) }
    }
    switch status["state"]?.text {
    case "degraded": throw ExitStatus.degraded
    case "faulted": throw ExitStatus.fault
    default: break
    }
  }
}

/// The status document as a person reads it.
struct StatusReport {
  private let status: JSON

  init(_ status: JSON) { self.status = status }

  /// The screen, line by line.
  var lines: [String] { head + [""] + devices + [""] + robots + [""] + controls + recording + problems + warnings }

  private func text(_ key: String) -> String { status[key]?.text ?? "" }

  private var head: [String] {
    let state = text("state")
    let style: Screen.Style = state == "ok" ? .green : (state == "faulted" ? .red : .yellow)
    let uptime = Int(status["uptime_s"]?.double ?? 0)
    let memory = (status["memory"]?["resident_bytes"]?.integer ?? 0).byteText
    var lines = [
      "rig \(text("rig")): \(Screen.standard.styled(state, style))   up \(uptime / 60) min \(uptime % 60) s, "
        + "process \(status["pid"]?.integer ?? 0), \(memory), exocap \(text("exocap"))"
    ]
    if let realtime = status["realtime"], realtime["asked"]?.bool == true, realtime["granted"]?.bool != true {
      lines.append("real-time scheduling was refused; see below")
    }
    return lines
  }

  private var devices: [String] {
    var table = Table(
      ["device", "stream", "rate", "of", "age", "at tick p99", "gaps", "longest", "invalid", ""],
      [.left, .left, .right, .right, .right, .right, .right, .right, .right, .left])
    for device in status["devices"]?.elements ?? [] {
      let role = device["device"]?.text ?? "?"
      guard device["open"]?.bool == true else {
        table.add([role, "-", "", "", "", "", "", "", "", device["problem"]?["error"]?.text ?? "not open"])
        continue
      }
      for stream in device["streams"]?.elements ?? [] { table.add([role] + cells(stream)) }
    }
    for robot in status["robots"]?.elements ?? [] {
      for stream in robot["link"]?["streams"]?.elements ?? [] where stream["stream"]?.text == "joints" {
        table.add([robot["robot"]?.text ?? "?"] + cells(stream))
      }
    }
    return table.lines + busyLines
  }

  /// How busy each serial line was in the last second, beside what it can carry.
  private var busyLines: [String] {
    (status["devices"]?.elements ?? []).compactMap { device in
      guard let line = device["line"], let occupancy = line["occupancy"]?.double, let baud = line["baud"]?.integer else { return nil }
      let most = line["carries_hz"]?.double ?? .nan
      return "line of \(device["device"]?.text ?? "?"): \((occupancy * 100).text(1)) % busy at \(baud) baud, carries \(most.text(0)) Hz"
    }
  }

  private func cells(_ stream: JSON) -> [String] {
    let tickAge = stream["tick_age_p99_s"]?.double.map { ($0 * 1e3).text(1) + " ms" } ?? "-"
    return [
      stream["stream"]?.text ?? "", (stream["rate_hz"]?.double ?? .nan).text(1), (stream["nominal_hz"]?.double ?? .nan).text(0) + " Hz",
      ((stream["age_s"]?.double ?? .nan) * 1e3).text(1) + " ms", tickAge, (stream["gaps"]?.integer ?? 0).grouped,
      ((stream["longest_gap_s"]?.double ?? .nan) * 1e3).text(1) + " ms", (stream["invalid"]?.integer ?? 0).grouped,
      stream["stale"]?.bool == true ? Screen.standard.styled("stale", .red) : "",
    ]
  }

  private var robots: [String] {
    var lines: [String] = []
    for robot in status["robots"]?.elements ?? [] {
      let faults = (robot["faults"]?.elements ?? []).compactMap(\.text)
      lines.append(
        "robot \(robot["robot"]?.text ?? "?"): \(robot["state"]?.text ?? "?"), \((robot["rate_hz"]?.double ?? .nan).text(1)) ticks/s, "
          + "lease \(robot["lease"]?["granted"]?.bool == true ? "granted" : "not granted")"
          + (faults.isEmpty ? "" : ", " + Screen.standard.styled(faults.joined(separator: " "), .yellow)))
      var table = Table([], [.left, .left, .left, .left, .left])
      for group in robot["groups"]?.elements ?? [] {
        let obstacle = group["obstacle"]?.text ?? "none"
        let weight = group["weight"]?.double ?? .nan
        table.add([
          "  " + (group["group"]?.text ?? "?"), group["state"]?.text ?? "?", "weight \(weight.text(2))",
          "since \(group["reason"]?.text ?? "?")", obstacle == "none" ? "" : "waits: \(obstacle)",
        ])
      }
      lines += table.lines
      lines += latency(robot)
    }
    return lines
  }

  private func latency(_ robot: JSON) -> [String] { LatencyTable(robot["latency"]).lines.map { "  " + $0 } }

  /// What pedals and buttons do, for who stands before them.
  private var controls: [String] {
    let acts = (status["controls"]?.elements ?? []).map { control in
      let hold = control["hold_s"]?.double ?? 0
      return "\(control["control"]?.text ?? "?")\(hold > 0 ? " held \(hold.text(1)) s" : "") → \(control["act"]?.text ?? "?")"
    }
    return acts.isEmpty ? [] : ["controls: " + acts.joined(separator: ", ")]
  }

  private var recording: [String] {
    guard let recording = status["recording"] else { return [] }
    let state = recording["state"]?.text ?? "off"
    var line = "recording: \(state)"
    if state == "running" {
      line +=
        ", \((recording["seconds"]?.double ?? .nan).text(1)) s, \((recording["bytes"]?.integer ?? 0).byteText)"
        + " at \(recording["path"]?.text ?? "")"
    } else if let last = recording["last"], let path = last["path"]?.text {
      line += ", last \(path) (\(last["decision"]?.text ?? "undecided"))"
    }
    return [line]
  }

  /// Joints that were elsewhere when their device was opened.
  private var warnings: [String] {
    (status["devices"]?.elements ?? []).compactMap { device in
      guard let warning = device["pose_warning"]?.text else { return nil }
      return Screen.standard.styled("look: ", .yellow) + "\(device["device"]?.text ?? ""): \(warning)"
    }
  }

  private var problems: [String] {
    (status["problems"]?.elements ?? []).flatMap { problem -> [String] in
      let first = Screen.standard.styled("problem: ", .yellow) + (problem["error"]?.text ?? "")
      return [first] + (problem["do"]?.text.map { ["  = \($0)"] } ?? [])
    }
  }
}

/// A status's latencies as a table: one line for each stage that was measured.
struct LatencyTable {
  /// The stages in the order in which time passes, with what people call them.
  static let stages = [
    ("arrival_to_tick", "arrival → tick"), ("step", "step"), ("send", "send"), ("arrival_to_sent", "arrival → sent"),
    ("command_to_accepted", "command → accepted"),
  ]

  private let latency: JSON?

  init(_ latency: JSON?) { self.latency = latency }

  /// Head and rows; nothing where nothing was measured.
  var lines: [String] {
    var table = Table(["stage", "count", "p50", "p99", "p99.9", "max"], [.left, .right, .right, .right, .right, .right])
    var isEmpty = true
    for (key, name) in LatencyTable.stages {
      guard let stage = latency?[key], let count = stage["count"]?.integer, count > 0 else { continue }
      isEmpty = false
      table.add([name, count.grouped] + ["p50_us", "p99_us", "p999_us", "max_us"].map { (stage[$0]?.double ?? .nan).text(1) + " µs" })
    }
    return isEmpty ? [] : table.lines
  }
}
