internal import ArgumentParser
internal import ExocapCore
internal import ExocapRuntime
internal import LinuxIO

/// `exocap repair`.
struct RepairCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "repair",
    abstract: "Makes whole files of recordings that a crash or a power cut has torn, in place.",
    discussion: """
      What is sound stays where it is; behind it the file gets its end, and says that it was recovered and about how much is missing. \
      A .part file gets its name. A whole file is left alone. The daemon does the same at its start with what it finds in its folder.

        exocap repair recordings/2026-11-23/8f0c....mcap.part
      """)
  @Argument(help: "The recordings.")
  var files: [String]
  @OptionGroup var format: FormatOptions

  func run() throws {
    let repair = RecordingRepair(on: SystemDisk(), version: Version.text, boot: Files.bootID ?? "")
    var hasFailed = false
    for file in files {
      do throws(RepairProblem) {
        tell(try repair.repair(file, now: WallClockReading.take().realtime), file)
      } catch {
        Screen.standard.complain(ToolFailure(error.reason, status: .badFile))
        hasFailed = true
      }
    }
    if hasFailed { throw ExitStatus.badFile }
  }

  private func tell(_ outcome: RecordingRepair.Outcome, _ file: String) {
    switch outcome {
    case .stopped: return
    case .whole(let path): put(path, nil, "\(path): nothing is missing\(path == file ? "" : ", it lacked its name only")")
    case .recovered(let path, let recovery): put(path, recovery, "\(path): \(recovery)")
    }
  }

  private func put(_ path: String, _ recovery: RecordingRecovery?, _ text: String) {
    guard format.format == .json else { return Screen.standard.put(text) }
    let members: [(String, JSON)] = [
      ("path", .string(path)), ("recovered", .bool(recovery != nil)),
      ("lost_tail_ms", .integer((recovery?.lostTail ?? .zero).nanoseconds / 1_000_000)),
      ("tail_bytes_cut", .integer(Int64(recovery?.tailBytesCut ?? 0))), ("damaged_chunks", .integer(Int64(recovery?.damagedChunks ?? 0))),
    ]
    Screen.standard.put(JSON.members(members).line)
  }
}
