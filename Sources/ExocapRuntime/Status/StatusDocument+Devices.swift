internal import ExocapCore
internal import LinuxIO

extension StatusDocument {
  /// Every worn device.
  var devices: JSONValue {
    .array(
      session.rig.devices.indices.map { index in
        let device = session.rig.devices[index]
        var members = [
          JSONMember("device", .string(device.role)), JSONMember("profile", .string(device.profile.name)),
          JSONMember("kind", .string(device.profile.kind.rawValue)), JSONMember("port", .string(device.port.text)),
        ]
        members += source(DeviceID(index))
        let warning = index < session.poseWarnings.count ? session.poseWarnings[index] : nil
        members.append(JSONMember("pose_warning", .text(warning)))
        return .object(members)
      })
  }

  /// What every source of samples has, a robot's link too.
  func source(_ device: DeviceID) -> [JSONMember] {
    let status = session.status(of: device) ?? DeviceStatus()
    let problem =
      (session.problem(of: device).map { ControlRefusal($0.sentence, remedy: $0.repair) } ?? session.disbelief(of: device))?
      .value ?? .null
    let profile = session.rig.sampleSources[Int(device.index)]
    let now = now
    let (streams, lostRecords) = board.read { state -> ([JSONValue], UInt64) in
      let index = Int(device.index)
      let streams = profile.streams.indices.map { stream in
        let rate = state.devices[index].rate(of: stream, at: now)
        return StatusDocument.stream(profile.streams[stream], state.devices[index].streams[stream], rate: rate, now: now)
      }
      return (streams, state.devices[index].lostRecords)
    }
    return [
      JSONMember("open", .bool(status.isOpen)), JSONMember("since_s", .age(since: status.since, at: now)),
      JSONMember("openings", .count(status.openings)), JSONMember("problem", problem),
      JSONMember("age_s", .age(since: status.lastArrival, at: now)), JSONMember("samples", .count(status.samples)),
      JSONMember("lost_samples", .count(status.lostSamples)), JSONMember("lost_records", .count(lostRecords)),
      JSONMember("streams", .array(streams)), JSONMember("counters", StatusDocument.counters(status.counters, resyncs: status.resyncs)),
      JSONMember("line", StatusDocument.line(profile, status)),
      JSONMember("nodes", StatusDocument.nodes(profile, status)),
      JSONMember("clock", StatusDocument.clock(profile, status.clock)),
      JSONMember("error_frames", .count(status.errorFrames)),
    ]
  }

  private static func stream(_ profile: StreamProfile, _ figures: StreamFigures, rate: Double, now: Timestamp) -> JSONValue {
    [
      "stream": .string(profile.name), "kind": .string("\(profile.kind)"), "rate_hz": .rounded(rate),
      "nominal_hz": .rounded(profile.rate), "age_s": .age(since: figures.lastArrival, at: now), "stale": .bool(figures.isStale),
      "stale_after_s": .seconds(profile.staleAfter), "samples": .count(figures.samples), "gaps": .count(figures.gaps),
      "longest_gap_s": .seconds(figures.longestGap), "invalid": .count(figures.invalid), "saturated": .count(figures.saturated),
      "saturations": .count(figures.saturations), "jumps": .count(figures.jumps), "tick_age_p50_s": .measuredSeconds(figures.tickAge.p50),
      "tick_age_p99_s": .measuredSeconds(figures.tickAge.p99),
    ]
  }

  /// How busy a line is, beside what the profile asks of it. Null where there is no serial line, or no second yet.
  private static func line(_ profile: DeviceProfile, _ status: DeviceStatus) -> JSONValue {
    let second = status.lastSecond
    let occupancy = status.occupancy(baud: profile.serialBaud)
    guard occupancy.isFinite, let highest = BusBudget.highestRate(profile.wire, baud: profile.line.baud) else { return .null }
    return [
      "baud": .count(profile.line.baud), "read_bytes_per_s": .rounded(Double(second.bytesRead) / second.length.seconds),
      "written_bytes_per_s": .rounded(Double(second.bytesWritten) / second.length.seconds),
      "occupancy": .rounded(occupancy), "carries_hz": .rounded(highest),
    ]
  }

  /// How the device's clock stands to ours; null where it has none.
  private static func clock(_ profile: DeviceProfile, _ clock: ClockState) -> JSONValue {
    guard profile.clock != nil else { return .null }
    return [
      "settled": .bool(clock.isSettled), "two_way": .bool(clock.isTwoWay), "drift_ppm": .rounded(clock.drift * 1e6),
      "shortest_way_s": .seconds(clock.bias), "residual_s": .measuredSeconds(clock.residual),
    ]
  }

  /// What each servo, motor or slave of a bus did.
  private static func nodes(_ profile: DeviceProfile, _ status: DeviceStatus) -> JSONValue {
    let nodes = profile.wire.nodes
    return .array(
      nodes.ids.indices.prefix(DeviceDriver.nodeCapacity).map { index in
        let node = status.nodes[index]
        return [
          "node": .string("\(nodes.word) \(nodes.ids[index])"), "state": .string(status.state(ofNode: index).name),
          "replies": .count(node.replies), "retries": .count(node.retries), "timeouts": .count(node.timeouts),
          "errors": .count(node.errors), "alerts": .count(node.alerts),
        ]
      })
  }

  /// What was seen on the wire. `resyncs` is the daemon's own count; null where a tool reads.
  static func counters(_ counters: DriverCounters, resyncs: UInt64? = nil) -> JSONValue {
    [
      "packets": .count(counters.packets), "skipped_bytes": .count(counters.skippedBytes),
      "resyncs": resyncs.map { .count($0) } ?? .null,
      "bad_checksums": .count(counters.badChecksums), "truncated": .count(counters.truncated), "overlong": .count(counters.overlong),
      "malformed": .count(counters.malformed), "timeouts": .count(counters.timeouts), "retries": .count(counters.retries),
      "device_errors": .count(counters.deviceErrors), "hardware_alerts": .count(counters.hardwareAlerts),
      "write_failures": .count(counters.writeFailures), "sequence_gaps": .count(counters.sequenceGaps),
    ]
  }

  /// What is wrong with a device; nothing where it streams.
  func deviceProblems(_ device: DeviceID) -> [ControlRefusal] {
    let role = session.rig.role(of: device)
    if let problem = session.problem(of: device) { return [ControlRefusal("\(role): \(problem.sentence)", remedy: problem.repair)] }
    guard session.status(of: device)?.isOpen == true else { return [ControlRefusal("\(role) is not there", remedy: "plug it in")] }
    if let problem = session.disbelief(of: device) { return [problem] }
    let found = session.status(of: device).map {
      DeviceDiagnosis(role: role, profile: session.rig.sampleSources[Int(device.index)], port: portText(device), status: $0, now: now)
        .problems
    }
    if let found, !found.isEmpty { return found }
    let stale = board.read { state in state.devices[Int(device.index)].streams.map(\.isStale) }
    let names = session.rig.sampleSources[Int(device.index)].streams.enumerated().filter { stale[$0.offset] }.map(\.element.name)
    guard !names.isEmpty else { return [] }
    return [
      ControlRefusal("\(role) is silent: \(names.joined(separator: ", "))", remedy: "is it powered, and is the profile the right one?")
    ]
  }
}

extension StatusDocument {
  /// Where a device is plugged, for people.
  private func portText(_ device: DeviceID) -> String {
    let index = Int(device.index)
    return index < session.rig.devices.count ? session.rig.devices[index].port.text : "its link"
  }
}

extension IOError {
  /// What to do about a port; also where only a hand can help.
  var repair: String? {
    if let remedy { return remedy }
    switch cause {
    case .notFound: return "plug it in, or correct its port in the rig"
    case .ambiguous: return "name one of them in the rig"
    case .system, .held, .notAccepted, .malformed: return nil
    }
  }
}
