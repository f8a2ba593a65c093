package import ExocapCore
internal import LinuxIO

/// Everything that an episode's files say of it: what a catalogue lists.
package struct EpisodeFacts: Sendable {
  /// How much of the recording there is.
  package enum State: String, Sendable, CaseIterable {
    /// Closed as it should be.
    case whole
    /// Closed before the episode's end: a full disk.
    case stopped
    /// Torn, and repaired since.
    case recovered
    /// Without its end.
    case torn
    /// Discarded, and deleted since; what its sidecar keeps is all there is.
    case purged
    /// It cannot be read.
    case unreadable
  }

  package let id: EpisodeID
  package let files: EpisodeFiles
  package private(set) var state = State.unreadable
  package private(set) var sidecar: EpisodeSidecar
  package private(set) var task = ""
  /// A pseudonym; empty: none given.
  package private(set) var operatorName = ""
  package private(set) var consent = ""
  package private(set) var scene = ""
  package private(set) var objects: [String] = []
  package private(set) var rig = ""
  /// Names of robot profiles.
  package private(set) var robots: [String] = []
  /// Of exocap.
  package private(set) var version = ""
  /// [ns] UTC since 1970; 0: not known.
  package private(set) var began: Int64 = 0
  package private(set) var length = Interval.zero
  /// How long of it some joint group followed the operator.
  package private(set) var engaged = Interval.zero
  package private(set) var ticks = 0
  package private(set) var lostRecords = 0
  /// [B] Of the recording.
  package private(set) var size = 0
  /// What `exocap_verdict` says; empty: nothing.
  package private(set) var verdict: [String: String] = [:]
  package private(set) var cameras: [EpisodeCamera] = []
  /// What is wrong, in a person's words.
  package private(set) var problems: [String] = []

  /// Reads them.
  package init(_ files: EpisodeFiles) {
    self.files = files
    id = files.id
    sidecar = EpisodeSidecar(episode: files.id)
    do throws(IOError) {
      sidecar = try EpisodeSidecar.read(files.sidecarPath) ?? sidecar
    } catch {
      problems.append(error.description)
    }
    guard let path = files.recording else {
      readSidecarAlone()
      return
    }
    do throws(RecordingError) {
      let recording = try Recording(path: path)
      read(recording)
      cameras = EpisodeCamera.list(files, recording: recording)
    } catch {
      problems.append("\(error)")
      task = sidecar.text("task")
      operatorName = sidecar.text("operator")
      cameras = EpisodeCamera.list(files, recording: nil)
    }
  }

  private mutating func read(_ recording: Recording) {
    state = EpisodeFacts.state(of: recording)
    size = recording.size
    takeOpening(recording.facts)
    robots = recording.attachments.compactMap { CatalogFile(path: $0.name, bytes: []) }.filter { $0.kind == .robot }.map(\.name)
    verdict = recording.metadata[RecordingFormat.verdictName] ?? [:]
    if let damage = recording.damage { problems.append("\(damage)") }
    if let stopped = recording.stopped { problems.append("closed before the episode's end: \(stopped)") }
    if recording.episode != id { problems.append("the file says that it is episode \(recording.episode)") }
    if let closing = recording.closing { takeClosing(closing) }
    // A file without an end, or of a build that did not count.
    guard recording.closing?["engaged_ns"] == nil else { return }
    let measured = recording.measureTimes()
    engaged = measured.engaged
    if recording.closing == nil { length = measured.length }
  }

  private static func state(of recording: Recording) -> State {
    if recording.damage != nil { return .torn }
    if recording.stopped != nil { return .stopped }
    return recording.metadata[RecordingFormat.recoveredName] == nil ? .whole : .recovered
  }

  private mutating func takeOpening(_ facts: [String: String]) {
    task = facts["task"] ?? facts["label"] ?? ""
    operatorName = facts["operator"] ?? ""
    consent = facts["consent"] ?? ""
    scene = facts["scene"] ?? ""
    objects = EpisodeFacts.strings(facts["objects"] ?? "")
    rig = facts["rig"] ?? ""
    version = facts["exocap"] ?? ""
    let monotonic = facts["began_monotonic_ns"].flatMap { Int64($0) }
    let offset = facts["clock_offset_ns"].flatMap { Int64($0) }
    if let monotonic, let offset { began = monotonic &+ offset }
  }

  private mutating func takeClosing(_ closing: [String: String]) {
    let first = closing["began_ns"].flatMap { Int64($0) } ?? 0
    let last = closing["ended_ns"].flatMap { Int64($0) } ?? 0
    length = .nanoseconds(max(0, last &- first))
    engaged = .nanoseconds(closing["engaged_ns"].flatMap { Int64($0) } ?? 0)
    ticks = closing["ticks"].flatMap { Int($0) } ?? 0
    lostRecords = closing["lost_records"].flatMap { Int($0) } ?? 0
  }

  /// The elements of a JSON list of strings; none where it is anything else.
  private static func strings(_ text: String) -> [String] {
    guard let value = try? JSONParser.parse(Array(text.utf8)) else { return [] }
    return (value.elements ?? []).compactMap(\.text)
  }
}

extension EpisodeFacts {
  /// What a purge leaves of a recording: its facts, as they stood in it.
  var remains: JSONValue {
    var members = [
      JSONMember("task", .string(task)), JSONMember("operator", .string(operatorName)), JSONMember("consent", .string(consent)),
      JSONMember("scene", .string(scene)), JSONMember("objects", .array(objects.map { .string($0) })), JSONMember("rig", .string(rig)),
      JSONMember("robots", .array(robots.map { .string($0) })), JSONMember("exocap", .string(version)),
      JSONMember("began_utc_ns", .integer(began)), JSONMember("length_ns", .integer(length.nanoseconds)),
      JSONMember("engaged_ns", .integer(engaged.nanoseconds)), JSONMember("ticks", .count(ticks)),
      JSONMember("lost_records", .count(lostRecords)), JSONMember("bytes", .count(size)),
    ]
    if let verdict = verdict["verdict"] { members.append(JSONMember("verdict", .string(verdict))) }
    return .object(members)
  }

  /// What `remains` left in the sidecar of a recording that is gone.
  private mutating func readSidecarAlone() {
    if sidecar.isPurged { state = .purged } else { problems.append("its recording is gone") }
    task = sidecar.text("task")
    operatorName = sidecar.text("operator")
    guard let left = sidecar["recording"] else { return }
    task = left["task"]?.text ?? task
    operatorName = left["operator"]?.text ?? operatorName
    consent = left["consent"]?.text ?? ""
    scene = left["scene"]?.text ?? ""
    objects = (left["objects"]?.elements ?? []).compactMap(\.text)
    rig = left["rig"]?.text ?? ""
    robots = (left["robots"]?.elements ?? []).compactMap(\.text)
    version = left["exocap"]?.text ?? ""
    began = left["began_utc_ns"]?.integer ?? 0
    length = .nanoseconds(left["length_ns"]?.integer ?? 0)
    engaged = .nanoseconds(left["engaged_ns"]?.integer ?? 0)
    ticks = Int(clamping: left["ticks"]?.integer ?? 0)
    lostRecords = Int(clamping: left["lost_records"]?.integer ?? 0)
    size = Int(clamping: left["bytes"]?.integer ?? 0)
    if let text = left["verdict"]?.text { verdict = ["verdict": text] }
  }
}
