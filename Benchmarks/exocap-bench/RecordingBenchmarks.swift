internal import Glibc

/// The subcommands that need a recorder.
enum RecordingBenchmarks {
  /// Runs the subcommand that `words` name; false where they name none.
  ///
  /// record FOLDER SECONDS            a recording of the demo's rig, out of the simulated world; prints its path
  /// stream FOLDER SECONDS ROUNDS     CPU time of recording the full stream, as a Markdown table
  /// mcap RECORDING TOPIC|all         the writer's half of Benchmarks/mcap_writers.py
  /// pace RECORDING FILE SECONDS      the writer's part of Benchmarks/mcap_tails.py
  /// hour RECORDING HOURS FOLDER      how long an hour's file takes to be closed and repaired, as a Markdown table
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
      default: return false
      }
    } catch {
      print("exocap-bench: \(error)")
      exit(1)
    }
    return true
  }
}
