internal import ExocapCore
internal import ExocapRuntime
internal import LinuxIO

extension ReportCollection {
  /// What a daemon has of every device; where none answers, what is read here.
  mutating func addBytes(socket: String, _ signals: borrowing SignalDescriptor) throws {
    var daemon: DaemonConnection
    do {
      daemon = try DaemonConnection(path: socket)
    } catch let failure as ToolFailure {
      // Where one runs and does not listen to us, it has the ports, and each says so.
      folder.miss(ReportGap("status.json, events.txt, recording.mcap", failure.message))
      return try addWires(signals)
    }
    addStatus(&daemon)
    addRecording(&daemon)
  }

  // MARK: Of a daemon

  private mutating func addStatus(_ daemon: inout DaemonConnection) {
    attempt("status.json") { report in
      guard let status = try daemon.ask("status")["status"] else { throw ToolFailure(.negative, "the daemon's answer has none") }
      try report.folder.put(
        status.clearing(["task", "operator", "label"], of: "recording").line + "\n", at: "status.json",
        "the daemon's figures since its start; who demonstrates what is taken out")
      for device in status["devices"]?.elements ?? [] where device["open"]?.bool != true {
        let reason = device["problem"]?["error"]?.text ?? "it is not there"
        report.folder.miss(ReportGap("the newest bytes of \(device["device"]?.text ?? "?")", reason))
      }
      let limits = try Files.contents(of: "/proc/\(status["pid"]?.integer ?? 0)/limits", atMost: 65_536)
      try report.folder.put(limits, at: "daemon-limits.txt", "what the system allows the daemon")
    }
  }

  /// The black box is asked for: that starts and ends no episode, and what runs goes on.
  private mutating func addRecording(_ daemon: inout DaemonConnection) {
    attempt("recording.mcap, events.txt") { report in
      Screen.standard.say("the daemon writes its black box")
      let reply = try daemon.ask("record", [("action", .string("snapshot"))], patience: .seconds(40))
      let path = reply["path"]?.text ?? ""
      report.snapshot = path
      let recording = try Recording.open(path)
      let trace = RecordingTrace(recording, rig: try recording.ownRig())
      let events = trace.events.map { "\($0.time.text(3)) s  \($0.source)  \($0.kind)  \($0.text)\n" }
      try report.folder.put(
        events.joined(), at: "events.txt",
        "faults, changes of state and refused values of the last minute; times since the black box begins")
      try report.addCut(of: recording, length: trace.duration)
      report.folder.explain(
        "recording.mcap",
        "the last \(report.seconds.text(1)) s of all that the daemon read, computed and sent: exocap replay recording.mcap --check")
      report.personal.append("how the operator moved, and labels of a take that ran (recording.mcap, events.txt)")
    }
  }

  private mutating func addCut(of recording: Recording, length: Double) throws {
    let from = max(.zero, .seconds(rounding: length) - wanted)
    let place = try folder.room(for: "recording.mcap")
    do throws(CutError) {
      let cut = try RecordingCut.cut(recording, from: from, to: nil, into: place, version: Version.text)
      seconds = cut.ends - cut.begins
    } catch {
      // A rig without robots has no ticks that it could be cut at. A black box holds 256 MiB at most, compressed.
      guard case .nothing = error else { throw error }
      try folder.put(try Files.contents(of: recording.path, atMost: 1 << 30), at: "recording.mcap")
      seconds = length
    }
    if from == .zero {
      folder.miss(ReportGap("the rest of \(wanted.seconds.text(1)) s", "the black box holds \(seconds.text(1)) s"))
    }
  }

  // MARK: Of ports that are opened here

  private mutating func addWires(_ signals: borrowing SignalDescriptor) throws {
    let recorder = WireRecorder(rig.devices, source: "rig \(rig.name), exocap report \(Version.text), \(at)")
    for gap in recorder.gaps { folder.miss(gap) }
    let opened = recorder.gaps.count
    if recorder.wires.isEmpty { return }
    let count = recorder.wires.count
    Screen.standard.say("\(count) device\(count == 1 ? " is" : "s are") read for \(wanted.seconds.text(0)) s; Ctrl-C ends it early")
    var shown = 0
    let isWhole = recorder.record(for: wanted, wokenBy: signals.pollDescriptor) {
      let lines = recorder.wires.map(ReportCollection.line)
      Screen.standard.redraw(lines, over: shown)
      shown = lines.count
    }
    seconds = recorder.length.seconds
    if !isWhole {
      _ = signals.take()
      folder.miss(ReportGap("the rest of \(wanted.seconds.text(1)) s", "Ctrl-C ended it after \(seconds.text(1)) s"))
    }
    for gap in recorder.gaps[opened...] { folder.miss(gap) }
    folder.explain(
      "raw/ROLE.capture",
      "\(seconds.text(1)) s of what went over each device's wire, both ways; the format is that of Tests/Captures/README.md")
    folder.explain("raw/ROLE.json", "what its driver counted meanwhile, and who the device says it is")
    for wire in recorder.wires {
      if wire.counters.packets == 0 {
        let seen = "\(wire.capture.bytesRead.grouped) bytes came, and none of them is a packet"
        folder.miss(ReportGap("packets of \(wire.device.role)", seen))
      }
      try folder.put(wire.capture.text, at: "raw/\(wire.device.role).capture")
      try folder.put(wire.json.line + "\n", at: "raw/\(wire.device.role).json")
    }
    personal.append("how the operator moved (raw)")
  }

  private static func line(_ wire: WireRecorder.Wire) -> String {
    let counters = wire.counters
    return "\(wire.device.role): \(wire.capture.bytesRead.byteText), \(counters.packets.grouped) packets"
      + (counters.damaged > 0 ? ", \(counters.damaged.grouped) damaged" : "")
      + (counters.timeouts > 0 ? ", \(counters.timeouts.grouped) without an answer" : "") + (wire.gone == nil ? "" : ", gone")
  }
}

extension JSONValue {
  /// The object, with null for these members of its member `name`.
  fileprivate func clearing(_ keys: [String], of name: String) -> JSONValue {
    guard case .object(let members) = self else { return self }
    return .object(
      members.map { member in
        guard member.name == name, case .object(let inner) = member.value else { return member }
        return JSONMember(name, .object(inner.map { keys.contains($0.name) ? JSONMember($0.name, .null) : $0 }))
      })
  }
}
