internal import ExocapCore
internal import ExocapExport
internal import Glibc
internal import LinuxIO

/// The subcommands that need a recorder.
enum RecordingBenchmarks {
  /// Runs the subcommand that `words` name; false where they name none.
  ///
  /// record FOLDER SECONDS            a recording of the demo's rig, out of the simulated world; prints its path
  /// stream FOLDER SECONDS ROUNDS     CPU time of recording the full stream, as a Markdown table
  /// mcap RECORDING TOPIC|all         the writer's half of Benchmarks/mcap_writers.py
  /// pace RECORDING FILE SECONDS      the writer's part of Benchmarks/mcap_tails.py
  /// hour RECORDING HOURS FOLDER      how long an hour's file takes to be closed and repaired, as a Markdown table
  /// export RAW JOINTS EPISODE FILE   our half of Benchmarks/export.py, once; prints seconds
  static func run(_ words: [String]) -> Bool {
    do {
      switch (words.first, words.count) {
      case ("record", 3):
        guard let seconds = Double(words[2]), let path = try DemoStream(seconds: seconds).record(into: words[1]) else { return false }
        print(path)
      case ("stream", 4):
        guard let seconds = Int(words[2]), let rounds = Int(words[3]) else { return false }
        try StreamBenchmark(folder: words[1]).run(seconds: seconds, rounds: rounds)
      case ("mcap", 3):
        try MCAPBenchmark(words[1], topic: words[2] == "all" ? nil : words[2]).serve()
      case ("pace", 4):
        guard let seconds = Double(words[3]) else { return false }
        try PaceBenchmark(words[1]).run(seconds: seconds, to: words[2])
      case ("hour", 4):
        guard let hours = Double(words[2]) else { return false }
        try HourBenchmark(words[1]).run(hours: hours, folder: words[3])
      case ("export", 5):
        guard let joints = Int(words[2]), let episode = Int(words[3]) else { return false }
        try export(words[1], joints: joints, episode: episode, to: words[4])
      default: return false
      }
    } catch {
      print("exocap-bench: \(error)")
      exit(1)
    }
    return true
  }

  private static func export(_ raw: String, joints: Int, episode: Int, to path: String) throws(IOError) {
    let began = MonotonicClock.now()
    try ExportBenchmark(raw, joints: joints, episode: episode, compression: .zstd).run(to: path)
    print((MonotonicClock.now() - began).seconds)
  }
}
