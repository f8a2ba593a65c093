internal import ExocapRuntime
internal import LinuxIO

/// What an export has done, one line an episode, each on the disk behind the episode's own bytes.
struct ExportJournal: ~Copyable {
  private let path: String
  private let file: FileDescriptor
  /// [B] Of the whole lines.
  private var length: Int
  /// Episodes that are done.
  private(set) var entries: [EpisodeEntry]

  /// More is no journal of ours: 100,000 episodes with their statistics.
  private static let largest = 1 << 32

  /// Goes on with the journal of `folder` where there is one of the same plan, or begins one.
  static func open(of folder: ExportFolder, fingerprint: JSONValue) throws(ExportError) -> ExportJournal {
    do throws(IOError) {
      return try ExportJournal(folder, head: fingerprint.bytes + [UInt8(ascii: "\n")])
    } catch {
      if case .malformed(Self.mark) = error.cause { throw .otherExport(temporary: folder.temporary, journal: folder.journal) }
      throw .system(error)
    }
  }

  private init(_ folder: ExportFolder, head: [UInt8]) throws(IOError) {
    let path = folder.journal
    let old = Files.exists(path) && Files.isFolder(folder.temporary) ? try Files.contents(of: path, atMost: Self.largest) : []
    // A head that was cut is of an export that had done nothing yet.
    let hasHead = old.contains(UInt8(ascii: "\n"))
    if hasHead, !old.starts(with: head) { throw IOError("go on with", path, .malformed(expected: Self.mark)) }
    try folder.make()
    let file = try FileDescriptor.open(path, .readWrite, options: .create)
    let done = Self.lines(old.dropFirst(hasHead ? head.count : old.count))
    if !hasHead { try file.writeAll(head.span, at: 0, to: path) }
    try file.truncate(to: head.count + done.length, of: path)
    try file.synchronize(of: path)
    try Files.synchronizeFolder(Files.folder(of: path))
    self.path = path
    self.file = file
    (entries, length) = (done.entries, head.count + done.length)
  }

  private static let mark = "of the same recordings and settings"

  /// Whole lines up to the first that is not, and their length [B]; what follows is written again.
  private static func lines(_ bytes: ArraySlice<UInt8>) -> (entries: [EpisodeEntry], length: Int) {
    var entries: [EpisodeEntry] = []
    var rest = bytes
    while let end = rest.firstIndex(of: UInt8(ascii: "\n")) {
      do throws(JSONError) {
        guard let entry = EpisodeEntry(try JSONParser.parse(Array(rest[..<end]))), entry.item == entries.count else { break }
        entries.append(entry)
      } catch {
        break
      }
      rest = rest[(end + 1)...]
    }
    return (entries, rest.startIndex - bytes.startIndex)
  }

  /// Notes that an episode is done.
  mutating func append(_ entry: EpisodeEntry) throws(IOError) {
    let line = entry.json.bytes + [UInt8(ascii: "\n")]
    try file.writeAll(line.span, at: length, to: path)
    try file.synchronizeBytes(of: path)
    length += line.count
    entries.append(entry)
  }
}
