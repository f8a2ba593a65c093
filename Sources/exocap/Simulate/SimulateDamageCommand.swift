internal import ArgumentParser
internal import ExocapCore
internal import ExocapRuntime
internal import ExocapSimulation
internal import LinuxIO

/// `exocap simulate damage`.
struct SimulateDamageCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "damage",
    abstract: "Gives damaged recordings to the readers and to the repair, and looks what they make of them.",
    discussion: """
      Bits are flipped, files cut, tails zeroed, lengths forged, stretches copied or replaced by garbage, and the contents of chunks \
      changed together with their checksums. Nothing may crash; what is repaired must be whole, and must hold everything that stood \
      before the damage; a second repair must change nothing. The same seed is the same trial.

        exocap simulate damage --seconds 600 recordings/2026-11-23/8f0c....mcap
      """)
  @Argument(help: "Whole recordings to damage; without any, small ones that it makes.")
  var files: [String] = []
  @Option(help: "For how long.")
  var seconds = 10.0
  @Option(help: "What the damage is drawn from.")
  var seed: UInt64 = 1
  @OptionGroup var format: FormatOptions

  /// [B] A longer file would be one round a second.
  private static let longestFile = 16 << 20

  func run() throws {
    // Told first: what crashes tells nothing later.
    if format.format == .text { Screen.standard.put("seed \(seed)") }
    var originals: [[UInt8]] = []
    do throws(IOError) {
      for file in files { originals.append(try Files.contents(of: file, atMost: SimulateDamageCommand.longestFile)) }
    } catch {
      throw ToolFailure(error, status: .badFile)
    }
    var trial: DamageTrial<Drawn>
    do throws(DamageTrialError) {
      trial = try DamageTrial(originals, random: Drawn(random: SeededRandom(seed: seed)))
    } catch {
      throw ToolFailure(.badFile, "a file to damage is no whole recording", advice: ["exocap repair FILE"])
    }
    let end = MonotonicClock.now() + .seconds(rounding: seconds)
    var findings: [DamageTrial<Drawn>.Finding] = []
    while MonotonicClock.now() < end, findings.count < 10 { if let finding = trial.turn() { findings.append(finding) } }
    tell(rounds: trial.rounds, findings.map { $0.description })
    if !findings.isEmpty { throw ExitStatus.negative }
  }

  private func tell(rounds: Int, _ findings: [String]) {
    guard format.format == .json else {
      Screen.standard.put("\(rounds.grouped) damaged files, \(findings.count) findings")
      for finding in findings { Screen.standard.put(finding) }
      return
    }
    let members: [(String, JSON)] = [
      ("seed", .integer(Int64(clamping: seed))), ("files", .integer(Int64(rounds))), ("findings", .array(findings.map { .string($0) })),
    ]
    Screen.standard.put(JSON.members(members).line)
  }
}

/// The generator of all trials, for the standard library's draws.
private struct Drawn: RandomNumberGenerator {
  var random: SeededRandom

  mutating func next() -> UInt64 { random.next() }
}
