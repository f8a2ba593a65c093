// Configuration/ checks, lists and makes the files of a rig. It knows no daemon and no device.
internal import ArgumentParser
internal import ExocapCore
internal import ExocapRuntime
internal import LinuxIO

/// `exocap profile`.
struct ProfileCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "profile", abstract: "Checks, lists and begins device profiles; checks and lists robots, rigs and calibrations.",
    subcommands: [Check.self, List.self, Sniff.self, New.self])

  /// `exocap profile check`.
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Says everything that is wrong with files of exocap, with line and column.",
      discussion: """
        Any of exocap's files: device profiles, robots, rigs, calibrations. Ends with 1 where one has an error.

          exocap profile check hw-profiles/devices/*.yaml
          exocap profile check my-rig.yaml --format json
        """)
    @Argument(help: "The files.")
    var files: [String]
    @OptionGroup var profiles: ProfileOptions
    @OptionGroup var format: FormatOptions

    func run() throws {
      var isClean = true
      var objects: [String] = []
      for file in files {
        let found = Profiles.check(path: file, searchPath: profiles.searchPath)
        isClean = isClean && found.isClean
        if format.format == .json {
          objects.append("{\"file\":\(JSON.string(file).line),\"ok\":\(found.isClean),\"reports\":\(found.json)}")
        } else if found.sorted.isEmpty {
          Screen.standard.put("\(file): ok")
        } else {
          Screen.standard.put(found.text)
        }
      }
      if format.format == .json { Screen.standard.put("[" + objects.joined(separator: ",\n") + "]") }
      if !isClean { throw ExitStatus.negative }
    }
  }

  /// `exocap profile list`.
  struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "list", abstract: "Lists every device profile, robot, rig and calibration that can be named.")
    @OptionGroup var profiles: ProfileOptions
    @OptionGroup var format: FormatOptions

    func run() throws {
      let catalog = ProfileCatalog(searchPath: profiles.searchPath)
      let kinds = ProfileFile.allCases.map { ($0.folder, catalog.names(of: $0)) }
      if format.format == .json {
        Screen.standard.put(JSON.members(kinds.map { ($0, .array($1.map { .string($0) })) }).line)
        return
      }
      for (folder, names) in kinds { Screen.standard.put("\(folder): " + (names.isEmpty ? "none" : names.joined(separator: ", "))) }
    }
  }
}

/// `exocap rig`.
struct RigCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "rig", abstract: "Checks a rig with everything it names.", subcommands: [Check.self])

  /// `exocap rig check`.
  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "check",
      abstract: "Loads a rig as the daemon would, and says what it is made of.",
      discussion: """
        Profiles, calibrations, joint maps, limits and bus budgets are checked; ports are not opened. Ends with 78 where the daemon \
        would refuse the rig.

          exocap rig check demo
          exocap rig check ./rigs/lab.yaml
        """)
    @Argument(help: "The rig, by name or path.")
    var rig: String
    @OptionGroup var profiles: ProfileOptions
    @OptionGroup var format: FormatOptions

    func run() throws {
      let loaded = try profiles.loadRig(rig)
      if format.format == .json { return Screen.standard.put(RigReport(loaded).json.line) }
      for line in RigReport(loaded).lines { Screen.standard.put(line) }
    }
  }
}

/// What a rig is made of.
private struct RigReport {
  private let loaded: LoadedRig
  private var rig: Rig { loaded.rig }

  init(_ loaded: LoadedRig) { self.loaded = loaded }

  /// For people.
  var lines: [String] {
    var lines = ["rig \(rig.name): ok, \(loaded.files.count) files"]
    var devices = Table(["device", "profile", "port", "rate", "line carries"], [.left, .left, .left, .right, .right])
    for device in rig.devices {
      let rate = device.profile.streams.map(\.rate).max() ?? 0
      let most = BusBudget.highestRate(device.profile.wire, baud: device.profile.line.baud)
      devices.add([device.role, device.profile.name, portText(device), rate.text(0) + " Hz", most.map { $0.text(0) + " Hz" } ?? ""])
    }
    lines += devices.lines
    for robot in rig.robots {
      let mapped = robot.map.count { if case .joint = $0 { true } else { false } }
      lines.append(
        "robot \(robot.id): \(robot.profile.name) at \(robot.link.host):\(robot.link.port), \(mapped) of \(robot.map.count) joints follow "
          + "the operator, \(Int((1 / robot.control.period.seconds).rounded())) ticks/s"
          + (robot.control.lead.map { " on arrivals of \(rig.role(of: $0))" } ?? " by a timer"))
      lines.append("  joint map 0x\(String(robot.profile.jointMapHash, radix: 16)): what its gate must expect")
    }
    for control in rig.controls { lines.append("control \(control.sentence)") }
    lines.append("recordings: \(rig.recording.folder), \(rig.recording.compression.rawValue)")
    return lines
  }

  /// For programs.
  var json: JSON {
    .members([
      ("rig", .string(rig.name)), ("ok", .bool(true)), ("files", .array(loaded.files.map { .string($0.path) })),
      (
        "devices",
        .array(
          rig.devices.map { device in
            .members([
              ("device", .string(device.role)), ("profile", .string(device.profile.name)), ("port", .string(portText(device))),
              ("rate_hz", .number(device.profile.streams.map(\.rate).max() ?? 0)),
            ])
          })
      ),
      (
        "robots",
        .array(
          rig.robots.map { robot in
            .members([
              ("robot", .string(robot.id)), ("profile", .string(robot.profile.name)), ("host", .string(robot.link.host)),
              ("port", .integer(Int64(robot.link.port))),
              ("joint_map_hash", .integer(Int64(robot.profile.jointMapHash))), ("period_s", .number(robot.control.period.seconds)),
            ])
          })
      ),
    ])
  }

  private func portText(_ device: RigDevice) -> String {
    switch device.port {
    case .path(let path): path
    case .usbSerial(let serial): "USB serial \(serial)"
    }
  }
}
