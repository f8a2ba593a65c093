internal import ArgumentParser
internal import ExocapCore
internal import ExocapRuntime
internal import ExocapSimulation
internal import Foundation
internal import LinuxIO

/// `exocap simulate robot`.
struct SimulateRobotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "robot",
    abstract: "Plays a humanoid behind its gate, on a UDP port, in real time.",
    discussion: """
      Joint servos with torque limits, friction and gravity, grippers with contact, and a door to open; the gate before them takes \
      commands of the native link (docs/link.md), follows one owner at a time, and lets go where commands stop. What the gate does is \
      printed. The robot answers whoever spoke to it last, 500 times a second.

        exocap simulate robot --profile unitree-g1-dex1 --door
        exocap simulate robot --motion arms.csv     starts in that motion's pose

      A line 'close' on standard input closes the door again.
      """)

  @Option(help: "The robot, by the name of its profile.")
  var profile = "unitree-g1-dex1"
  @OptionGroup var profiles: ProfileOptions
  @Option(help: "The address to listen at.")
  var host = "127.0.0.1"
  @Option(help: "The UDP port to listen at.")
  var port: UInt16 = 7411
  @Option(help: "The robot's number on the link.")
  var robot: UInt32 = 1
  @Flag(help: "Puts a microwave's door before the robot.")
  var door = false
  @Option(help: ArgumentHelp("A recorded human motion in whose first pose the robot starts.", valueName: "file.csv"))
  var motion: String?
  @Flag(help: "Ends where standard input ends.")
  var untilInputEnds = false
  @OptionGroup var format: FormatOptions

  func run() throws {
    let profile = try loadProfile()
    let robot = try makeRobot(profile)
    let signals = try SignalDescriptor.forTool()
    let server: RobotServer
    do throws(IOError) {
      server = try RobotServer(address: try SocketAddress(host: host, port: port), robot: robot)
    } catch {
      throw ToolFailure(error)
    }
    let isOver = EndSign()
    let thread: ThreadJoin
    do throws(IOError) {
      let settings = ThreadSettings(name: "play-robot", policy: .fifo(priority: 65), stackSize: 1 << 20)
      thread = ThreadJoin(try RealtimeThread(settings) { server.run(until: isOver) })
    } catch {
      throw ToolFailure(error)
    }
    defer {
      isOver.raise()
      thread.join()
    }
    put(
      .members([("event", .string("listening")), ("address", .string("\(host):\(port)"))]),
      "\(profile.name) listens at \(host):\(port)\(door ? ", before a closed door" : "")")
    watch(server, signals)
  }

  private func watch(_ server: RobotServer, _ signals: borrowing SignalDescriptor) {
    var input = LineInput()
    var polls = PollSet()
    let signal = polls.add(signals.pollDescriptor)
    let keyboard = polls.add(PollDescriptor(number: 0))
    let start = MonotonicClock.now()
    while true {
      for event in server.takeEvents() { tell(event, since: start) }
      polls.wait(until: MonotonicClock.now() + .milliseconds(50))
      if polls.readiness(of: signal) != .none, signals.take() != nil { return }
      guard polls.readiness(of: keyboard) != .none else { continue }
      guard let lines = input.read() else {
        if untilInputEnds { return }
        // Without a keyboard, as in the background, only a signal ends it.
        polls.replace(keyboard, with: .none)
        continue
      }
      for line in lines {
        if line == "close" { server.closeDoor() } else { Screen.standard.say("exocap: 'close' is all that can be said here") }
      }
    }
  }

  private func tell(_ event: GateEvent, since start: Timestamp) {
    let json = JSON.members([
      ("event", .string("gate")), ("time_s", .number((event.at - start).seconds)), ("input", .string("\(event.input)")),
      ("action", .string("\(event.action)")), ("before", .string(event.before.name)), ("after", .string(event.after.name)),
      ("epoch", .integer(Int64(event.epoch))),
    ])
    let cause = event.causeRun == 0 ? "by time" : "by run \(String(event.causeRun, radix: 16))"
    put(
      json,
      "\((event.at - start).seconds.text(3)) s  gate \(event.before.name) → \(event.after.name): "
        + "\(event.input), \(event.action), \(cause), epoch \(event.epoch)")
  }

  private func put(_ json: JSON, _ text: String) { Screen.standard.put(format.format == .json ? json.line : text) }

  private func loadProfile() throws -> RobotProfile {
    let diagnostics = Diagnostics()
    let source = ProfileCatalog(searchPath: profiles.searchPath).source(of: .robot, named: profile, diagnostics: diagnostics) {
      diagnostics.error($0, file: profile, notes: $1)
    }
    guard let source, let read = RobotProfileReader.read(source, diagnostics: diagnostics), diagnostics.isClean else {
      var failure = ToolFailure(.configuration, diagnostics.text)
      failure.isReport = true
      throw failure
    }
    return read
  }

  private func makeRobot(_ profile: RobotProfile) throws -> SimulatedRobot {
    let plan = door || motion == nil ? try? MicrowavePlan.solved(for: profile) : nil
    if door && plan == nil { throw ToolFailure(.configuration, "'\(profile.name)' has no arm that reaches the door") }
    let pose = try startPose(profile, plan)
    do {
      // A gate that restarts must not issue an epoch again; it keeps nothing, so it counts from the seconds since 1970.
      return try SimulatedRobot(
        profile: profile, robot: robot, run: UInt64.random(in: 1 ... .max), lastEpoch: UInt32(truncatingIfNeeded: time(nil)),
        pose: pose, door: door ? plan?.scene.door : nil)
    } catch {
      throw ToolFailure(.configuration, "'\(profile.name)' cannot be simulated: \(error)")
    }
  }

  /// [rad | m] Arms as the operator's at the start of a take, grippers open, everything else at zero.
  private func startPose(_ profile: RobotProfile, _ plan: MicrowavePlan?) throws -> [Double] {
    let arms: (ArmAngles, ArmAngles)
    if let motion {
      let pose = try RecordedMotion.load(motion).pose(at: .zero)
      arms = (pose.left.angles, pose.right.angles)
    } else {
      arms = (plan?.leftRest ?? ArmAngles(), plan?.rightRest ?? ArmAngles())
    }
    return profile.joints.map { joint in
      if let gripper = profile.grippers.first(where: { $0.joint == joint.name }) { return gripper.open }
      for part in ArmJoint.allCases {
        if part.robotName(.left) == joint.name { return arms.0[part] }
        if part.robotName(.right) == joint.name { return arms.1[part] }
      }
      return 0
    }
  }
}
