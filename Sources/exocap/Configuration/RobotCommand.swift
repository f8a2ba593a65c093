internal import ArgumentParser
internal import ExocapCore
internal import ExocapRuntime
internal import LinuxIO

/// `exocap robot`.
struct RobotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "robot", abstract: "Makes robot profiles.", subcommands: [Import.self])

  /// `exocap robot import`.
  struct Import: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "import",
      abstract: "Makes a robot profile of a URDF.",
      discussion: """
        Limits, velocities, efforts, kinematics and inertias are the URDF's own; joint groups are guessed from names; gains and grippers \
        a URDF does not have. Read what came out before a robot moves by it.

          exocap robot import g1.urdf --source "unitree_ros 5d1b9a2, BSD-3-Clause" -o hw-profiles/robots/my-g1.yaml
        """)
    @Argument(help: "The URDF.")
    var urdf: String
    @Option(name: .shortAndLong, help: "Where the profile is written; without it, to standard output.")
    var output: String?
    @Option(help: "The profile's name; without it, the URDF's.")
    var name: String?
    @Option(help: "Where the URDF comes from: file, revision, licence.")
    var source: String?

    func run() throws {
      let diagnostics = Diagnostics()
      guard let text = SourceText.read(path: urdf, diagnostics: diagnostics),
        let robot = URDFReader.read(text, diagnostics: diagnostics), diagnostics.isClean
      else {
        var failure = ToolFailure(.badFile, diagnostics.text)
        failure.isReport = true
        throw failure
      }
      for warning in diagnostics.sorted { Screen.standard.say(warning.text) }
      var plan = RobotImport(source: source ?? Files.name(of: urdf))
      plan.name = name
      plan.header = [
        "Made of \(Files.name(of: urdf)). To review: joint groups, gains (none in a URDF), grippers (none), order."
      ]
      let profile = plan.profile(of: robot)
      let yaml = plan.text(of: robot)
      guard let output else { return Screen.standard.put(String(yaml.last == "\n" ? yaml.dropLast() : yaml[...])) }
      do throws(IOError) {
        try Files.writeAtomically(yaml, to: output)
      } catch {
        throw ToolFailure(error)
      }
      Screen.standard.say(
        "\(output): \(profile.joints.count) joints\(guessed(profile)); now review it, and 'exocap profile check \(output)'")
    }

    /// How many joints stand in a group that their names do not tell.
    private func guessed(_ profile: RobotProfile) -> String {
      let count = profile.joints.count { RobotImport.group(of: $0.name) == nil }
      return count == 0 ? "" : ", \(count) of them without a group in their names (marked CHECK)"
    }
  }
}

/// `exocap udev-rules`.
struct UdevRulesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "udev-rules",
    abstract: "Prints the udev rules that make the devices of all profiles usable.",
    discussion: """
      The rules give the group exocap access, make stable names, and set the latency timer of FTDI adapters to 1 ms.

        exocap udev-rules | sudo tee /etc/udev/rules.d/60-exocap.rules && sudo udevadm control --reload
        exocap udev-rules --check udev/60-exocap.rules
      """)
  @Option(help: ArgumentHelp("Prints nothing, but ends with 1 where this file is not what would be printed.", valueName: "file"))
  var check: String?
  @OptionGroup var profiles: ProfileOptions

  func run() throws {
    let rules = UdevRules.text(for: try profiles.loadDeviceProfiles())
    guard let check else { return Screen.standard.put(String(rules.last == "\n" ? rules.dropLast() : rules[...])) }
    do throws(IOError) {
      let found = try Files.contents(of: check, atMost: 1 << 20)
      if found == Array(rules.utf8) { return }
    } catch {
      throw ToolFailure(error, status: .badFile)
    }
    throw ToolFailure(
      .negative, "\(check) is not what the profiles give", advice: ["exocap udev-rules > \(check)"])
  }
}
