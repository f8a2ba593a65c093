internal import ExocapRuntime
internal import ExocapCore
internal import LinuxIO

/// Which recordings go into a data set, in which order, found before anything is written.
package struct ExportPlan {
  /// One recording.
  struct Item {
    var path: String
    var episode: String
    /// [B]
    var size: Int
    /// [ns] UTC since 1970.
    var began: Int64
    var task: String
    var verdict: EpisodeJudgement
    var damage: String?
  }

  let settings: ExportSettings
  let layout: SignalLayout
  /// In the order in which they were recorded.
  let items: [Item]
  /// Recordings that were left out.
  let omissions: [ExportReport.Omission]

  /// Opens every recording that `paths` name, files or folders, and decides.
  package init(_ settings: ExportSettings, paths: [String]) throws(ExportError) {
    self.settings = settings
    var items: [Item] = []
    var omissions: [ExportReport.Omission] = []
    var layout: (path: String, value: SignalLayout)?
    var seen: [String: String] = [:]
    for path in try Self.files(paths) {
      let recording: Recording
      do throws(RecordingError) { recording = try Recording(path: path) } catch {
        // What was named must be one; what lies in a folder need not.
        if paths.contains(path) { throw .recording(error) }
        omissions.append(.init(path: path, reason: "\(error)", isChoice: false))
        continue
      }
      let item = try Self.item(recording, settings)
      // A copy under another name would count twice in every policy that is trained.
      if let first = seen.updateValue(path, forKey: item.episode) {
        omissions.append(.init(path: path, reason: "it is the same episode as \(first)", isChoice: false))
        seen[item.episode] = first
        continue
      }
      guard settings.choice.takes(item.verdict.word, includeBad: settings.includeBad) else {
        omissions.append(.init(path: path, reason: Self.reason(item.verdict), isChoice: true))
        continue
      }
      let own = try Self.layout(recording, settings)
      if let layout, let difference = own.difference(from: layout.value) {
        throw .mixed(path: path, first: layout.path, difference: difference)
      }
      if layout == nil { layout = (path, own) }
      items.append(item)
    }
    guard let layout else { throw .nothingLeft(omissions) }
    self.layout = layout.value
    self.items = items.sorted { ($0.began, $0.path) < ($1.began, $1.path) }
    self.omissions = omissions
  }

  /// How many recordings it will read.
  package var count: Int { items.count }

  /// By which an unfinished export is recognised.
  var fingerprint: JSONValue {
    .object(
      settings.json + [
        JSONMember(
          "recordings",
          .array(
            items.map { ["path": .string($0.path), "episode": .string($0.episode), "bytes": .count($0.size), "task": .string($0.task)] })
        )
      ])
  }

  private static func reason(_ verdict: EpisodeJudgement) -> String {
    let reasons = verdict.reasons.isEmpty ? "" : ": \(verdict.reasons)"
    return "its verdict is \(verdict.word.rawValue)\(reasons)"
  }

  private static func item(_ recording: Recording, _ settings: ExportSettings) throws(ExportError) -> Item {
    let label = recording.facts["label"] ?? ""
    if settings.target.isLeRobot, settings.task == nil, label.isEmpty { throw .noTask(path: recording.path) }
    let start = recording.start == .never ? 0 : recording.start.nanoseconds
    return Item(
      path: recording.path, episode: "\(recording.episode)", size: recording.size, began: start &+ recording.clockOffset,
      task: settings.task ?? label, verdict: EpisodeJudgement(recording), damage: recording.damage?.description)
  }

  private static func layout(_ recording: Recording, _ settings: ExportSettings) throws(ExportError) -> SignalLayout {
    let rig: Rig
    do throws(ProfileErrors) { rig = try recording.loadRig() } catch { throw .rig(path: recording.path, error) }
    let ids = rig.robots.map(\.id)
    guard let index = settings.robot.map({ ids.firstIndex(of: $0) }) ?? (ids.count == 1 ? 0 : nil) else {
      throw .robot(path: recording.path, asked: settings.robot, found: ids)
    }
    return SignalLayout(rig: rig, robot: index)
  }

  /// Files as they are named, and the finished recordings of folders; each once.
  private static func files(_ paths: [String]) throws(ExportError) -> [String] {
    var files: [String] = []
    for path in paths {
      guard Files.isFolder(path) else {
        files.append(path)
        continue
      }
      let found = try recordings(below: path, depth: 0)
      if found.isEmpty { throw .noRecordings(path: path) }
      files += found
    }
    var seen: Set<String> = []
    return files.filter { seen.insert(Files.resolved($0) ?? $0).inserted }
  }

  /// What the daemon moved aside is not looked at, nor what is still written.
  private static func recordings(below folder: String, depth: Int) throws(ExportError) -> [String] {
    // FOLDER/DATE/EPISODE.mcap is two deep; sessions may be grouped above.
    guard depth < 6 else { return [] }
    let names: [String]
    do throws(IOError) { names = try Files.list(folder) } catch { throw .system(error) }
    var found: [String] = []
    for name in names where name != "discarded" && !name.hasPrefix(".") {
      let path = folder.hasSuffix("/") ? folder + name : "\(folder)/\(name)"
      if Files.isFolder(path) {
        found += try recordings(below: path, depth: depth + 1)
      } else if name.hasSuffix(".mcap"), !EpisodeFiles.isAddition(name) {
        found.append(path)
      }
    }
    return found
  }
}
