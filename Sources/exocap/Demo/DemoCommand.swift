internal import ArgumentParser
internal import ExocapCore
internal import ExocapRuntime
internal import Foundation
internal import LinuxIO

/// `exocap demo`.
struct DemoCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demo",
    abstract: "Shows everything at work without hardware: three takes, recorded, replayed, plotted and exported.",
    discussion: """
      Two exoskeleton arms and two grip-force sensors, simulated on real kernel ttys at their real speeds, drive a simulated humanoid \
      through opening a microwave's door. In the first take an encoder jumps at 24 rad/s and is refused; in the second an arm is \
      unplugged in mid-motion: the robot holds and releases, the arm comes back, and the take goes on after the guard. In the third the \
      daemon is killed (kill -9): the robot's gate lets go, another daemon starts and makes a whole file of what the first one left. All \
      are replayed, and every command must come out the same, bit for bit; then they become a data set for training. 'make demo' builds \
      everything and runs this.

        exocap demo
        exocap demo --motion arms.csv     a recorded human motion, no door

      Ends with 0 where all of it was seen, else with 1 and what was missing.
      """)

  @Option(help: "The rig, by name or path: its devices have paths, its robot is on this machine.")
  var rig = "demo"
  @Option(help: ArgumentHelp("A recorded human motion instead of the microwave.", valueName: "file.csv"))
  var motion: String?
  @Option(help: "What the operator's tremor and pace are drawn from.")
  var seed: UInt64 = 1
  @Option(help: ArgumentHelp("The daemon; without it, the one beside this tool.", valueName: "path"))
  var daemon: String?
  @OptionGroup var profiles: ProfileOptions

  func run() throws {
    let loaded = try profiles.loadRig(rig).rig
    guard !loaded.robots.isEmpty, !loaded.devices.isEmpty else {
      throw ToolFailure(.configuration, "rig '\(rig)' has no robot or no devices: nothing to show")
    }
    let tool = Files.resolved("/proc/self/exe") ?? CommandLine.arguments[0]
    let own = daemon ?? Files.folder(of: tool) + "/exocapd"
    guard Files.exists(own) else {
      throw ToolFailure(
        .configuration, "there is no daemon at \(own)", advice: ["'make demo' builds it", "or say where it is with --daemon"])
    }
    let places = DemoPlaces(tool: tool, daemon: own, folder: ".build/demo")
    do throws(IOError) {
      try Files.makeFolders(places.folder)
    } catch {
      throw ToolFailure(error)
    }
    let signals = try SignalDescriptor.forTool()
    let session = DemoSession(
      rig: loaded, script: DemoScript(rigName: rig, motion: motion, seed: seed, profiles: profiles.folders), places: places)
    // Whatever happens, nothing of it is left behind.
    defer { session.end() }
    let began = MonotonicClock.now()
    let takes = try session.play(signals)
    session.end()
    let verdict = try DemoVerdict(session: session, takes: takes)
    verdict.put()
    let data = try DemoDataset(of: takes.map(\.path), in: places.folder + "/datasets")
    Screen.standard.put("\nthe takes as a data set (LeRobot 3.0): \(data.path), \(data.episodes) episodes, \(data.rows.grouped) rows")
    let seconds = (MonotonicClock.now() - began).seconds.text(1)
    guard verdict.missing.isEmpty else {
      throw ToolFailure(.negative, "the demo did not show everything (\(seconds) s)", advice: verdict.missing)
    }
    Screen.standard.put("\nall of it was seen, in \(seconds) s; open a page: \(verdict.pages.first ?? "")")
  }
}

/// Where the demo's programs and files are.
struct DemoPlaces {
  var tool: String
  var daemon: String
  var folder: String

  /// The daemon's socket.
  var socket: String { folder + "/control.sock" }
  /// Where a part's messages go.
  func log(_ name: String) -> String { "\(folder)/\(name).log" }
}

/// What the demo plays.
struct DemoScript {
  /// As on the command line.
  var rigName: String
  var motion: String?
  var seed: UInt64
  /// Folders that go before the usual ones.
  var profiles: [String]

  /// How many takes; the daemon dies in the last one.
  static let takes = 3

  /// The first device with joints of several degrees of freedom that does not lead: unplugging the lead would be another story.
  static func unpluggedArm(of rig: Rig) -> String? {
    let lead = rig.robots.first?.control.lead
    let arms = rig.devices.indices.filter { rig.devices[$0].profile.kind == .arm }
    return (arms.first { DeviceID($0) != lead } ?? arms.first).map { rig.devices[$0].role }
  }

  /// An elbow that the robot follows, of the slowest arm: there the jump stands out most from what jitter of arrivals makes.
  static func glitchedJoint(of rig: Rig) -> String? {
    let arms = rig.devices.filter { $0.profile.kind == .arm }
    let slowest = arms.min { rate(of: $0) < rate(of: $1) }
    let joints = slowest?.profile.streams.first { $0.kind == .joints }?.values ?? []
    return joints.first { $0.name.hasPrefix("elbow") }.flatMap { joint in slowest.map { "\($0.role).\(joint.name)" } }
  }

  private static func rate(of device: RigDevice) -> Double { device.profile.streams.map(\.rate).max() ?? 0 }
}
