package import LinuxIO

/// The files of one episode, side by side in the folder of its day: the recording, the sidecar, and what cameras and other processes added.
package struct EpisodeFiles: Sendable, Equatable {
  package let id: EpisodeID
  /// Where they lie.
  package let folder: String
  /// `EPISODE.mcap`, or `EPISODE.mcap.part` where it was not closed; nil: there is none.
  package let recording: String?
  /// `EPISODE.NAME.mcap`, by name; unfinished ones are not among them.
  package let others: [String]
  /// Whether there is a sidecar.
  package let hasSidecar: Bool

  /// The folder for discarded episodes, within that of the recordings.
  package static var asideName: String { "discarded" }

  /// Looks for them in one folder.
  package init(_ id: EpisodeID, in folder: String) throws(IOError) { self.init(id, in: folder, names: try Files.list(folder)) }

  /// Picks them out of a folder's names.
  private init(_ id: EpisodeID, in folder: String, names: [String]) {
    self.id = id
    self.folder = folder
    let whole = "\(id).mcap"
    recording = [whole, whole + ".part"].first { names.contains($0) }.map { folder + "/" + $0 }
    hasSidecar = names.contains("\(id).decision.json")
    others = names.filter { $0 != whole && $0.hasPrefix("\(id).") && $0.hasSuffix(".mcap") }.map { folder + "/" + $0 }
  }

  /// `…/EPISODE.decision.json`, whether it is there or not.
  package var sidecarPath: String { "\(folder)/\(id).decision.json" }
  /// The day of its folder, as in `2026-11-23`.
  package var day: String { Files.name(of: folder) }
  /// Whether it lies aside.
  package var isAside: Bool { Files.name(of: Files.folder(of: folder)) == EpisodeFiles.asideName }
  /// The recording and what was added to it.
  package var all: [String] { (recording.map { [$0] } ?? []) + others }

  /// The name that a process gave its file: `front` of `EPISODE.front.mcap`.
  package func name(of other: String) -> String { String(Files.name(of: other).dropFirst("\(id).".count).dropLast(".mcap".count)) }

  /// Whether a file's name is that of something added to an episode: `EPISODE.NAME.mcap`.
  package static func isAddition(_ name: String) -> Bool {
    guard let id = EpisodeID(beginning: name) else { return false }
    return name.hasSuffix(".mcap") && name != "\(id).mcap"
  }

  /// Every episode in the recordings' folder, discarded ones as well, by day. Names that are no UUID are passed over.
  package static func list(_ root: String) throws(IOError) -> [EpisodeFiles] { try listDays(root) + listAside(root) }

  /// The discarded ones.
  package static func listAside(_ root: String) throws(IOError) -> [EpisodeFiles] {
    let aside = root + "/" + asideName
    return Files.isFolder(aside) ? try listDays(aside) : []
  }

  private static func listDays(_ root: String) throws(IOError) -> [EpisodeFiles] {
    var found: [EpisodeFiles] = []
    for day in try Files.list(root) where isDay(day) && Files.isFolder(root + "/" + day) {
      let folder = root + "/" + day
      let names = try Files.list(folder)
      // A name begins with the episode's; the names are sorted, so that those of one episode follow each other.
      var start = names.startIndex
      while start < names.endIndex {
        guard let id = EpisodeID(beginning: names[start]) else {
          start += 1
          continue
        }
        let end = names[start...].firstIndex { !$0.hasPrefix("\(id).") } ?? names.endIndex
        let files = EpisodeFiles(id, in: folder, names: Array(names[start..<end]))
        // What only a camera left is no episode.
        if files.recording != nil || files.hasSidecar { found.append(files) }
        start = max(end, start + 1)
      }
    }
    return found
  }

  /// Finds an episode by its id alone; nil where the folder has none.
  package static func find(_ id: EpisodeID, in root: String) throws(IOError) -> EpisodeFiles? {
    for base in [root, root + "/" + asideName] where Files.isFolder(base) {
      for day in try Files.list(base) where isDay(day) {
        let stem = "\(base)/\(day)/\(id)"
        guard [".mcap", ".mcap.part", ".decision.json"].contains(where: { Files.exists(stem + $0) }) else { continue }
        return try EpisodeFiles(id, in: "\(base)/\(day)")
      }
    }
    return nil
  }

  private static func isDay(_ name: String) -> Bool {
    let bytes = Array(name.utf8)
    return bytes.count == 10 && bytes.indices.allSatisfy { $0 == 4 || $0 == 7 ? bytes[$0] == 0x2D : (0x30...0x39).contains(bytes[$0]) }
  }
}

extension EpisodeID {
  /// An id that a person or a file name gives; nil where it is no UUID.
  package init?(checking text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == EpisodeID.length else { return nil }
    for (index, byte) in bytes.enumerated() {
      let isDash = [8, 13, 18, 23].contains(index)
      guard isDash ? byte == 0x2D : (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte) else { return nil }
    }
    self.init(text)
  }

  /// The id that a file's name begins with, before its first dot.
  init?(beginning name: String) { self.init(checking: String(name.prefix { $0 != "." })) }

  private static var length: Int { 36 }
}
