internal import ExocapCore
internal import ExocapRuntime
internal import LinuxIO

/// Collects a report, part by part. What cannot be had is noted and is no error; only a report that cannot be written is one.
struct ReportCollection: ~Copyable {
  let rig: ReportedRig
  /// When it is made, in UTC.
  let at: String
  /// How much of the devices' bytes it shall hold.
  let wanted: Interval
  var folder: ReportFolder
  /// [s] Of the devices' bytes.
  var seconds = 0.0
  /// What the daemon wrote for it and keeps.
  var snapshot: String?
  /// What it holds of people.
  var personal: [String] = []

  /// [-] Newest lines of the unit's journal.
  private static var journalLines: Int { 500 }

  init(_ rig: ReportedRig, name: String, at: String, seconds: Interval) throws {
    (self.rig, self.at, wanted) = (rig, at, seconds)
    folder = try ReportFolder(name)
  }

  // MARK: What needs no device

  /// The machine, and the rig's files.
  mutating func addFiles() throws {
    let machine = MachineFacts(recordings: rig.recordings)
    try folder.put(machine.text, at: "machine.txt", "kernel, processors, limits, memory, disk; 'missing' could not be read")
    try folder.put(rig.check, at: "rig-check.txt", "what 'exocap rig check' says of the rig")
    folder.explain("profiles/", "the rig's files, for --profiles: rig, profiles, calibrations and in history/ older ones")
    for file in rig.files { try folder.put(file.bytes, at: "profiles/" + file.path) }
    for gap in rig.gaps { folder.miss(gap) }
    if rig.files.contains(where: { $0.path.hasPrefix("calibrations/") }) {
      personal.append("who made and who wears a calibration (profiles/calibrations, 'by' and 'wearer')")
    }
  }

  /// What `exocap devices` says.
  mutating func addDevices(_ profiles: ProfileOptions) throws {
    var known = rig.devices.map(\.profile)
    attempt("devices.txt: profiles that the rig does not name") { _ in
      known = try profiles.loadDeviceProfiles() + known.filter { $0.usbMatches.isEmpty }
    }
    let sightings = DeviceSightings(profiles: known, rig: rig.worn)
    let all = Enumeration.all()
    let seen = sightings.look(at: all)
    let missing = sightings.missing(from: all).map { "\($0.role) (\($0.profile.name)) is not plugged in" }
    let lines = DeviceLines.table(seen) + (missing.isEmpty ? [] : [""] + missing)
    try folder.put(lines.map { $0 + "\n" }.joined(), at: "devices.txt", "what 'exocap devices --rig' says")
    try folder.put(seen.map { DeviceLines.json($0).line + "\n" }.joined(), at: "devices.json", "the same, an object a line")
  }

  /// The newest lines of the daemon's unit, also of a daemon that has died.
  mutating func addJournal() throws {
    let unit = "exocapd@\(rig.name)"
    let path = try folder.room(for: "journal.txt")
    let count = ReportCollection.journalLines
    let words = ["journalctl", "--unit", unit, "--lines", "\(count)", "--no-pager", "--output", "short-iso-precise"]
    attempt("journal.txt") { report in
      let status = try ProgramRun.run(words, output: path)
      let text = String(decoding: try Files.contents(of: path, atMost: 16 << 20), as: UTF8.self)
      guard status == 0, text.contains("exocapd") else { throw ToolFailure(.negative, "nothing of \(unit) is in it: \(text)") }
      report.folder.explain("journal.txt", "the last \(count) lines of \(unit)")
      report.personal.append("what the daemon told of takes (journal.txt)")
    }
    if !folder.explains("journal.txt") { try Files.remove(path) }
  }

  /// Does a part; where it fails, says so in the report.
  mutating func attempt(_ what: String, _ body: (inout ReportCollection) throws -> Void) {
    do {
      try body(&self)
    } catch let failure as ToolFailure {
      folder.miss(ReportGap(what, failure.message))
    } catch {
      folder.miss(ReportGap(what, "\(error)"))
    }
  }

  // MARK: The end

  /// Writes what the report holds, and packs it.
  consuming func pack(into path: String) throws -> ReportOutcome {
    let head = [
      "A report of the rig \(rig.name), made \(at) by exocap \(Version.text).", "",
      "It holds \(seconds.text(1)) s of the devices' bytes.",
    ]
    if personal.isEmpty { personal.append("nothing that exocap knows of") }
    let tail = ["Of people it holds \(personal.joined(separator: "; "))."]
    try folder.finish(head: head, tail: tail)
    try folder.pack(into: path)
    return ReportOutcome(
      path: path, size: FileStatus(of: path)?.size ?? 0, seconds: seconds, gaps: folder.gaps, personal: personal, snapshot: snapshot)
  }
}
