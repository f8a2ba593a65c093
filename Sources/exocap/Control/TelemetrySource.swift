internal import ExocapCore
internal import ExocapRuntime
internal import LinuxIO

/// The daemon's shared memory, open for reading. One thread.
final class TelemetrySource {
  private let memory: SharedMemory
  private var reader: TelemetryReader
  /// What sources, columns and numbers are called.
  let names: TelemetryNames

  /// Opens the memory `name`, such as `/exocap-demo`.
  init(name: String) throws {
    do {
      memory = try SharedMemory(opening: name, isWritable: false)
      // SAFETY: the memory is mapped as long as this object lives, and so does the reader.
      reader = try unsafe TelemetryReader(memory: memory.base, count: memory.count)
    } catch let error as IOError {
      throw ToolFailure(error.code == .noSuchFile ? .unreachable : .negative, error.description, advice: ["does the daemon run?"])
    } catch {
      throw ToolFailure(.unreachable, "the shared memory \(name) is not what this exocap reads: \(error)")
    }
    names = TelemetryNames(parsing: reader.names)
  }

  /// The next record; nil where none has come.
  func next() -> TelemetryRecord? {
    var record = TelemetryRecord(event: "", source: 0, code: 0, at: .never)
    return reader.read(into: &record) ? record : nil
  }

  /// Records that were overwritten before they were read.
  var lost: UInt64 { reader.lost }
  /// Whether the daemon has said that nothing more comes.
  var hasEnded: Bool { reader.hasEnded }
}
