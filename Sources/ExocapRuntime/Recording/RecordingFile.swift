internal import ExocapCore
internal import LinuxIO
internal import MCAP

/// One recording on its way to the disk: `EPISODE.mcap.part` until it is whole, then `EPISODE.mcap`. Write thread only.
///
/// A chunk is one write with its indexes. Room for the file's end is taken before each chunk, so that a full disk ends the file and does
/// not tear it. What an error left of a chunk is overwritten by the end.
struct RecordingFile: ~Copyable {
  private var writer: MCAPWriter<FileSink>
  let id: EpisodeID
  /// What it is called once it is whole.
  let path: String
  /// Where it lies.
  let folder: String
  private let disk: any Disk
  private let reserve: Int
  private let ballast: Int
  /// [B] The length at which the free space is looked at again.
  private var nextLook: Int
  /// [B] The file has room on the disk up to here; nil: the file system cannot say so.
  private var held: Int?

  private init(_ writer: consuming MCAPWriter<FileSink>, _ opening: EpisodeOpening, disk: any Disk, path: String, held: Int?) {
    nextLook = writer.offset + Self.lookEvery
    self.writer = writer
    self.disk = disk
    self.held = held
    id = opening.id
    folder = opening.folder
    reserve = opening.reserve
    ballast = opening.ballast
    self.path = path
  }

  /// Makes the folders and the file, and writes what stands before the first chunk. Nothing is left where it throws.
  ///
  /// It does not wait until that is on the disk: messages would wait meanwhile, and a crash would take them. The sync thread does.
  static func open(_ opening: EpisodeOpening, on disk: any Disk) throws(RecordingProblem) -> RecordingFile {
    let path = "\(opening.folder)/\(opening.id).mcap"
    do throws(IOError) {
      try disk.makeFolders(opening.folder)
    } catch {
      throw .system(error)
    }
    try lookAtSpace(of: opening.folder, on: disk, reserve: opening.reserve)
    do throws(IOError) {
      let file = try disk.create(path + unfinishedEnding)
      do throws(IOError) {
        return try begin(opening, file, on: disk, path: path)
      } catch {
        try? disk.remove(file.path)
        throw error
      }
    } catch {
      throw .system(error)
    }
  }

  private static func begin(_ opening: EpisodeOpening, _ file: any DiskFile, on disk: any Disk, path: String) throws(IOError)
    -> RecordingFile
  {
    var writer = try MCAPWriter(FileSink(file), header: Header(profile: "ros2", library: opening.library))
    for schema in opening.schemas { try writer.write(schema) }
    for channel in opening.channels { try writer.write(channel) }
    try writer.write(opening.metadata)
    for attachment in opening.attachments { try writer.write(attachment) }
    let end = writer.offset + opening.ballast
    let canHold = try file.reserve(end)
    return RecordingFile(writer, opening, disk: disk, path: path, held: canHold ? end : nil)
  }

  /// [B]
  var count: Int { writer.offset }
  var longestWrite: Interval { writer.sink.longestWrite }
  /// The open file, for the sync thread.
  var file: any DiskFile { writer.sink.file }

  mutating func write(_ chunk: SealedChunk) throws(RecordingProblem) {
    if count >= nextLook {
      nextLook = count + Self.lookEvery
      try Self.lookAtSpace(of: folder, on: disk, reserve: reserve)
    }
    do throws(IOError) {
      try holdRoom(for: chunk.count)
      try writer.write(chunk)
    } catch {
      throw .system(error)
    }
  }

  /// Takes room for `size` more bytes and the file's end behind them, a step ahead where there is one.
  private mutating func holdRoom(for size: Int) throws(IOError) {
    guard let held else { return }
    // The end grows with the file; twice, so that the next step finds room for its own.
    let needed = count + size + max(ballast, 2 * writer.endSize)
    guard needed > held else { return }
    do throws(IOError) {
      guard try file.reserve(needed + Self.lookEvery) else { return self.held = nil }
      self.held = needed + Self.lookEvery
    } catch {
      guard try file.reserve(needed) else { return self.held = nil }
      self.held = needed
    }
  }

  /// Writes metadata and the end, brings all to disk, and gives the file its name.
  mutating func finish(_ metadata: [Metadata]) throws(RecordingProblem) {
    do throws(IOError) {
      for entry in metadata { try writer.write(entry) }
      try writer.finish()
      try file.truncate(to: count)
      try file.synchronize()
      try disk.rename(file.path, to: path)
      try disk.synchronizeFolder(folder)
    } catch {
      throw .system(error)
    }
  }

  private static func lookAtSpace(of folder: String, on disk: any Disk, reserve: Int) throws(RecordingProblem) {
    let free: Int
    do throws(IOError) {
      free = try disk.freeSpace(at: folder)
    } catch {
      throw .system(error)
    }
    guard free >= reserve else { throw .diskFull(folder: folder, free: free, reserve: reserve) }
  }

  /// What a recording's name ends with until it is whole.
  static var unfinishedEnding: String { ".part" }
  /// [B] Others write to the disk too, so the reserve must be larger than this.
  private static var lookEvery: Int { 1 << 20 }
}

/// The end of a file that an `MCAPWriter` writes to.
struct FileSink: ByteSink, ~Copyable {
  let file: any DiskFile
  /// [B] Where the next write goes.
  private var end = 0
  private(set) var longestWrite = Interval.zero

  init(_ file: any DiskFile) { self.file = file }

  mutating func write(_ bytes: RawSpan) throws(IOError) {
    let began = MonotonicClock.now()
    // What an error leaves behind `end` is overwritten by the next write; if there is none, a reader finds the cut itself.
    try file.writeAll(bytes, at: end)
    end += bytes.byteCount
    longestWrite = max(longestWrite, MonotonicClock.now() - began)
  }
}
