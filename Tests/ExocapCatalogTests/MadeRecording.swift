import ExocapRuntime
import LinuxIO
import MCAP

/// A recording with metadata and nothing else, of a day and a length that the test chooses.
struct MadeRecording {
  var id = EpisodeID.random()
  var day = "2026-11-23"
  /// [s]
  var seconds: Int64 = 60
  var engaged: Int64 = 40
  var facts: [String: String] = ["operator": "kim", "task": "door", "rig": "demo", "exocap": "0.1.0", "consent": "form-2"]
  var objects: [String] = []
  var robot = "unitree-g1"
  var verdict: [String: String] = [:]

  /// [ns] 2026-11-23 00:00:00 UTC (date -u -d 2026-11-23 +%s).
  static let midnight: Int64 = 1_795_392_000_000_000_000
  /// [ns] Each recording begins so long after midnight.
  var beginsAfter: Int64 = 3_600_000_000_000

  init() {}

  /// As the recorder lays it out: what is known at the start, an attachment, what it came to.
  func write(into root: String, part: Bool = false) throws {
    var writer = MCAPWriter(MemorySink(), header: Header(profile: "ros2", library: "test"))
    var opening = facts
    opening["format"] = "1"
    opening["episode"] = id.description
    opening["began_monotonic_ns"] = "5"
    opening["clock_offset_ns"] = "\(Self.midnight + beginsAfter - 5)"
    opening["objects"] = JSONValue.array(objects.map { .string($0) }).line
    writer.write(Metadata(name: "exocap", entries: opening))
    writer.write(Attachment(logTime: 1, createTime: 0, name: "robots/\(robot).yaml", mediaType: "application/yaml", content: []))
    let began = Self.midnight + beginsAfter
    let closing = [
      "began_ns": "\(began)", "ended_ns": "\(began + seconds * 1_000_000_000)", "engaged_ns": "\(engaged * 1_000_000_000)",
      "ticks": "30000",
      "lost_records": "2",
    ]
    if !verdict.isEmpty { writer.write(Metadata(name: "exocap_verdict", entries: verdict)) }
    writer.write(Metadata(name: "exocap_episode", entries: closing))
    writer.finish()
    try Files.makeFolders("\(root)/\(day)")
    let bytes = writer.sink.bytes
    try Files.writeAtomically(bytes.span, to: "\(root)/\(day)/\(id).mcap" + (part ? ".part" : ""))
  }

  /// The sidecar with these fields.
  func decide(_ fields: [JSONMember], in root: String) throws {
    var sidecar = EpisodeSidecar(episode: id)
    sidecar.change(fields, at: 1_795_400_000_000_000_000)
    try sidecar.write(to: "\(root)/\(day)/\(id).decision.json")
  }
}
