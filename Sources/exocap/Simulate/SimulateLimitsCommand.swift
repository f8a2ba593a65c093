internal import ArgumentParser
internal import ExocapRuntime
internal import ExocapSimulation

/// `exocap simulate limits`.
struct SimulateLimitsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "limits",
    abstract: "Gives the limiter goals and times that nobody should, and holds all that it sends against its bounds.",
    discussion: """
      Jumps, noise, what is no number, ramps into the stops, late ticks, time that stands or goes back, with other bounds every \
      100,000 ticks. The same seed is the same trial.

        exocap simulate limits --ticks 10000000
      """)
  @Option(help: "How many ticks.")
  var ticks = 1_000_000
  @Option(help: "What the trial is drawn from.")
  var seed: UInt64 = 1
  @OptionGroup var format: FormatOptions

  func run() throws {
    var trial = LimiterTrial(seed: seed)
    let result = trial.run(ticks: ticks)
    if format.format == .json {
      let members: [(String, JSON)] = [
        ("seed", .integer(Int64(clamping: seed))), ("ticks", .integer(Int64(result.ticks))),
        ("violations", .integer(Int64(result.violations))),
      ]
      Screen.standard.put(JSON.members(members).line)
    } else {
      Screen.standard.put("\(result.ticks) ticks, \(result.violations) violations, seed \(seed)")
    }
    if let first = result.first {
      Screen.standard.put("first: \(first)")
      throw ExitStatus.negative
    }
  }
}
