internal import ExocapCore
internal import Glibc
internal import LinuxIO
internal import MCAP

/// One recording on its way to the disk: `EPISODE.mcap.part` until it is whole, then `EPISODE.mcap`. Write thread only.
///
/// A chunk is one write with its indexes. After an error nothing of what was written before is lost: a half chunk is cut off again.
struct RecordingFile: ~Copyable {
  private var writer: MCAPWriter<FileSink>
  let id: EpisodeID
  /// What it is called once it is whole.
  let path: String
  private let folder: String
  private let reserve: Int
  /// [B] The length at which the free space is looked at again.
  private var nextLook: Int

  private init(_ writer: consuming MCAPWriter<FileSink>, _ opening: EpisodeOpening, path: String) {
    nextLook = writer.offset + Self.lookEvery
    self.writer = writer
    id = opening.id
    folder = opening.folder
    reserve = opening.reserve
    self.path = path
  }

  /// Makes the folders and the file, and brings to disk what stands before the first chunk.
  static func open(_ opening: EpisodeOpening) throws(RecordingProblem) -> RecordingFile {
    let path = "\(opening.folder)/\(opening.id).mcap"
    do throws(IOError) {
      try Files.makeFolders(opening.folder)
    } catch {
      throw .system(error)
    }
    try lookAtSpace(of: opening.folder, reserve: opening.reserve)
    do throws(IOError) {
      return RecordingFile(try begin(opening, path: path + ".part"), opening, path: path)
    } catch {
      throw .system(error)
    }
  }

  private static func begin(_ opening: EpisodeOpening, path: String) throws(IOError) -> MCAPWriter<FileSink> {
    let file = try FileDescriptor.open(path, .writeOnly, options: [.create, .exclusive])
    var writer = try MCAPWriter(FileSink(file, path: path), header: Header(profile: "ros2", library: opening.library))
    for schema in opening.schemas { try writer.write(schema) }
    for channel in opening.channels { try writer.write(channel) }
    try writer.write(opening.metadata)
    for attachment in opening.attachments { try writer.write(attachment) }
    try writer.sink.file.synchronizeBytes(of: path)
    try Files.synchronizeFolder(opening.folder)
    return writer
  }

  /// [B]
  var count: Int { writer.offset }
  var longestWrite: Interval { writer.sink.longestWrite }

  /// Another owner of the open file, for the sync thread.
  borrowing func duplicate() throws(IOError) -> FileDescriptor { try writer.sink.file.duplicate() }

  mutating func write(_ chunk: SealedChunk) throws(RecordingProblem) {
    if count >= nextLook {
      nextLook = count + Self.lookEvery
      try Self.lookAtSpace(of: folder, reserve: reserve)
    }
    do throws(IOError) {
      try writer.write(chunk)
    } catch {
      throw .system(error)
    }
  }

  /// Writes metadata and the end, brings all to disk, and gives the file its name.
  mutating func finish(_ metadata: [Metadata]) throws(RecordingProblem) {
    do throws(IOError) {
      for entry in metadata { try writer.write(entry) }
      try writer.finish()
      try writer.sink.file.synchronizeBytes(of: writer.sink.path)
      // Not Files.rename, which deletes the old file where it fails.
      guard unsafe Glibc.rename(writer.sink.path, path) == 0 else { throw IOError("rename to", path, .system(ErrorCode(rawValue: errno))) }
      try Files.synchronizeFolder(folder)
    } catch {
      throw .system(error)
    }
  }

  private static func lookAtSpace(of folder: String, reserve: Int) throws(RecordingProblem) {
    let free: Int
    do throws(IOError) {
      free = try Files.freeSpace(at: folder)
    } catch {
      throw .system(error)
    }
    guard free >= reserve else { throw .diskFull(folder: folder, free: free, reserve: reserve) }
  }

  /// [B] Others write to the disk too, so the reserve must be larger than this.
  private static var lookEvery: Int { 1 << 20 }
}

/// The end of a file that an `MCAPWriter` writes to.
struct FileSink: ByteSink, ~Copyable {
  let file: FileDescriptor
  let path: String
  /// [B] Where the next write goes.
  private var end = 0
  private(set) var longestWrite = Interval.zero

  init(_ file: consuming FileDescriptor, path: String) {
    self.file = file
    self.path = path
  }

  mutating func write(_ bytes: RawSpan) throws(IOError) {
    let began = MonotonicClock.now()
    do throws(IOError) {
      // SAFETY: bytes need no alignment; the span is used within the call.
      try unsafe bytes.withUnsafeBytes { (source) throws(IOError) in
        try unsafe file.writeAll(Span<UInt8>(_unsafeBytes: source), at: end, to: path)
      }
    } catch {
      // What was written of it is cut off, so that the file ends with a whole record. If even that fails, a reader finds the cut itself.
      _ = ftruncate(file.number, off_t(end))
      throw error
    }
    end += bytes.byteCount
    longestWrite = max(longestWrite, MonotonicClock.now() - began)
  }
}
