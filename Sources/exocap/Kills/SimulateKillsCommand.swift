// Kills/ kills a recording daemon again and again, and holds what it left on the disk against what a witness outside has seen.
// It knows the daemon only through its command line, its control socket, its ports and its recordings.
internal import ArgumentParser
internal import ExocapCore
internal import ExocapRuntime
internal import ExocapSimulation
internal import Foundation
internal import LinuxIO

/// `exocap simulate kills`.
struct SimulateKillsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "kills",
    abstract: "Kills the real daemon while it records, again and again, and looks what is missing.",
    discussion: """
      The demo's rig at full rate: devices on real ttys and a robot behind UDP, whose bytes a witness notes with their times. The \
      daemon is killed (SIGKILL, each tenth time SIGABRT) at a random moment of a recording, of its beginning or of its end. The next \
      daemon repairs the file; then every byte in it is held against the witness, every command against what the robot received, and all \
      of it is replayed. What is missing at the end is measured by the witness's clock.

        exocap simulate kills --count 1000 --workers 2
      """)
  @Option(help: "How many times.")
  var count = 10
  @Option(help: "How many daemons run, and are killed, beside each other.")
  var workers = 1
  @Option(help: "What the moments are drawn from.")
  var seed: UInt64 = 1
  @Option(help: ArgumentHelp("Where the files are left; without it they are deleted.", valueName: "folder"))
  var keep: String?
  @Option(help: ArgumentHelp("The daemon; without it, the one beside this tool.", valueName: "path"))
  var daemon: String?
  @OptionGroup var profiles: ProfileOptions
  @OptionGroup var format: FormatOptions

  func validate() throws {
    guard count >= 1, (1...16).contains(workers) else { throw ValidationError("--count is at least 1, --workers 1 to 16") }
  }

  func run() throws {
    let tool = Files.resolved("/proc/self/exe") ?? CommandLine.arguments[0]
    let program = daemon ?? Files.folder(of: tool) + "/exocapd"
    guard Files.exists(program) else { throw ToolFailure(.configuration, "there is no daemon at \(program)") }
    // A thousand cores help nobody.
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    unsafe _ = setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    let root = keep ?? "/tmp/exocap-kills.\(getpid())"
    defer { if keep == nil { try? FileManager.default.removeItem(atPath: root) } }
    let tally = KillTally(format: format.format, total: count)
    var random = SeededRandom(seed: seed)
    var threads: [ThreadJoin] = []
    for worker in 0..<workers {
      let share = count / workers + (worker < count % workers ? 1 : 0)
      guard share > 0 else { continue }
      // Every way to compress has its worker.
      let compression = [RecordingCompression.zstd, .lz4, .none][worker % 3]
      let rig = try KillRig(folder: "\(root)/\(worker)", program: program, compression: compression, profiles: profiles)
      let run = KillRun(rig: rig, count: share, random: random.split(), tally: tally)
      do throws(IOError) {
        threads.append(ThreadJoin(try RealtimeThread(ThreadSettings(name: "kills", policy: .normal, stackSize: 1 << 21)) { run.run() }))
      } catch {
        throw ToolFailure(error)
      }
    }
    for thread in threads { thread.join() }
    try tally.finish(seed: seed)
  }
}
