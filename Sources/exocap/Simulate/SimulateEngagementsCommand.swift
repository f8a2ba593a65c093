internal import ArgumentParser
internal import ExocapCore
internal import ExocapRuntime
internal import ExocapSimulation

/// `exocap simulate engagements`.
struct SimulateEngagementsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "engagements",
    abstract: "Engages a rig from random poses, and holds every step and every shown mismatch against what it may be.",
    discussion: """
      In each round operator and robot are put somewhere: near each other they must engage and follow, too far apart they must refuse \
      and show by how much. The same seed is the same trial.

        exocap simulate engagements --rig demo-task-space --rounds 1000
      """)
  @Option(help: "The rig, by name or path.")
  var rig = "demo"
  @Option(help: "How often.")
  var rounds = 100
  @Option(help: "What the trial is drawn from.")
  var seed: UInt64 = 1
  @OptionGroup var profiles: ProfileOptions
  @OptionGroup var format: FormatOptions

  func run() throws {
    let rig = try profiles.loadRig(rig).rig
    guard !rig.robots.isEmpty else {
      throw ToolFailure(.configuration, "rig '\(rig.name)' drives no robot", advice: ["name a rig with 'robots'"])
    }
    var trial = EngagementTrial(rig: rig, seed: seed)
    let result = trial.run(rounds: rounds)
    if format.format == .json { Screen.standard.put(json(result).line) } else { Screen.standard.put(text(result)) }
    if let first = result.first {
      Screen.standard.put("first: \(first)")
      throw ExitStatus.negative
    }
  }

  private func text(_ result: EngagementTrial.Result) -> String {
    """
    \(result.rounds) rounds: \(result.engaged) engaged, \(result.refused) refused; \(result.wrongTables) wrong tables, \
    \(result.wrongAnswers) wrong answers
    \(result.ticks) ticks: \(result.violations) violations; at most \(percent(result.velocity)) of the velocity, \
    \(percent(result.acceleration)) of the acceleration, \(percent(result.jerk)) of the jerk that the rig allows; seed \(seed)
    """
  }

  private func percent(_ share: Double) -> String { "\(Int((share * 100).rounded())) %" }

  private func json(_ result: EngagementTrial.Result) -> JSON {
    .members([
      ("rounds", .integer(Int64(result.rounds))), ("engaged", .integer(Int64(result.engaged))),
      ("refused", .integer(Int64(result.refused))), ("wrong_tables", .integer(Int64(result.wrongTables))),
      ("wrong_answers", .integer(Int64(result.wrongAnswers))), ("ticks", .integer(Int64(result.ticks))),
      ("violations", .integer(Int64(result.violations))), ("velocity", .number(result.velocity)),
      ("acceleration", .number(result.acceleration)), ("jerk", .number(result.jerk)), ("seed", .integer(Int64(clamping: seed))),
    ])
  }
}
