import ExocapCore
import ExocapRuntime
import ExocapTestSupport
import Glibc
import LinuxIO
import Testing

/// Tests that start processes and move bytes in real time: one after the other, for the machine's sake.
@Suite(.serialized) struct DaemonTests {
  /// Where the mapping puts the robot while the arm rests: 10 deg and 5 deg, the fingers open.
  static let pose = [0.1745, 0.0873, 0.02, 0]
  static let arm = 0
  static let grip = 1

  @Test func aSessionFromStartToEnd() throws {
    let rig = try TestRig()
    let world = try SimulatedRig(rig.loaded.rig, folder: rig.folder, robot: rig.takeRobot(), pose: Self.pose)
    defer { world.stop() }
    let daemon = try DaemonProcess(rig, watchdog: 2_000_000)
    #expect(eventually { daemon.hasTold("READY=1\nSTATUS=rig \(rig.name):") }, "\(daemon.log)")
    var control = try ControlConnection.whenThere(rig.socketPath)
    #expect(try control.ask("subscribe")["subscribed"] == true)

    try expectRates(&control, log: daemon.log)
    #expect(eventually { daemon.hasTold("WATCHDOG=1") })

    // Arming waits for the button at the arm.
    let armed = try control.ask("engage", [("groups", ["left_arm"])])
    #expect(armed["ok"] == true)
    #expect(armed["armed_s"] == 10)
    #expect(try eventually { try Self.group(&control, "left_arm")["obstacle"]?.text == "awaiting_act" })
    #expect(try Self.group(&control, "left_arm")["state"]?.text == "aligning")
    world.wear([1], device: Self.arm, stream: 1)
    #expect(try eventually { try Self.group(&control, "left_arm")["state"]?.text == "engaged" }, "\(daemon.log)")
    world.wear([0], device: Self.arm, stream: 1)
    let acted = try control.hears { $0["to"]?.text == "blending" && $0["reason"]?.text == "physical_act" }
    #expect(acted)

    // The robot goes where the arm goes: 10 deg less twice 0.1 rad.
    world.wear([0.1, 0], device: Self.arm, stream: 0)
    #expect(eventually { world.pose.first.map { abs($0 - (0.1745 - 0.2)) < 0.03 } ?? false }, "\(world.pose) \(daemon.log)")

    #expect(try control.ask("estop")["ok"] == true)
    #expect(try eventually { try Self.group(&control, "left_arm")["state"]?.text == "faulted" })
    #expect(try control.ask("status")["status"]?["state"]?.text == "faulted")
    let hears = try control.hears {
      $0["event"]?.text == "engagement" && $0["to"]?.text == "faulted" && $0["reason"]?.text == "emergency_stop"
    }
    #expect(hears)
    #expect(try control.ask("reset")["ok"] == true)
    #expect(try eventually { try Self.group(&control, "left_arm")["state"]?.text == "disarmed" })

    daemon.signal(SIGTERM)
    #expect(eventually { daemon.hasTold("STOPPING=1") })
    #expect(daemon.end() == 0, "\(daemon.log)")
    // The weights came down before the end: nobody is followed, and the lease is back.
    #expect(eventually { world.gateState == .free })
    #expect(!Files.exists("/dev/shm/exocap-\(rig.name)"))
    #expect(!Files.exists(rig.socketPath))
  }

  @Test func anUnpluggedArmIsHeldThenReleasedAndComesBack() throws {
    let rig = try TestRig()
    let world = try SimulatedRig(rig.loaded.rig, folder: rig.folder, robot: rig.takeRobot(), pose: Self.pose)
    defer { world.stop() }
    let daemon = try DaemonProcess(rig)
    #expect(eventually { daemon.hasTold("READY=1") })
    var control = try ControlConnection.whenThere(rig.socketPath)
    _ = try control.ask("subscribe")
    try Self.engage(&control, world)
    let begun = try control.ask("record", [("action", "start"), ("task", "pull the plug")])
    #expect(begun["ok"] == true, "\(begun.line)")

    world.unplug(Self.arm)
    let holds = try control.hears { $0["to"]?.text == "holding" && $0["reason"]?.text == "stream_stale" }
    #expect(holds, "\(daemon.log)")
    let releases = try control.hears { $0["to"]?.text == "releasing" && $0["reason"]?.text == "not_back_in_time" }
    #expect(releases)
    #expect(try control.hears { $0["event"]?.text == "closed" && $0["source"]?.text == "arm" })
    let status = try control.ask("status")["status"]
    #expect(status?["state"]?.text == "degraded")
    #expect(status?.first("devices", "device", "arm")?["open"] == false)

    let plugged = MonotonicClock.now()
    world.plug(Self.arm)
    #expect(
      try eventually { try control.ask("status")["status"]?.first("devices", "device", "arm")?["age_s"]?.double.map { $0 < 0.05 } ?? false }
    )
    // The back-off is a second at most.
    let back = MonotonicClock.now() - plugged
    #expect(back < .seconds(3), "\(back.seconds) s")
    #expect(try eventually { try Self.group(&control, "left_arm")["state"]?.text == "disarmed" })
    try Self.engage(&control, world)

    let ended = try control.ask("record", [("action", "stop")])
    #expect(ended["ok"] == true, "\(ended.line)")
    #expect(ended["lost_records"] == 0)
    #expect((ended["ticks"]?.integer ?? 0) > 100)
    try Self.expectReplay(ended["path"]?.text ?? "")
    try expectHealth(&control, path: ended["path"]?.text ?? "")
    try expectDecisions(&control, path: ended["path"]?.text ?? "")
    daemon.signal(SIGINT)
    #expect(daemon.end() == 0, "\(daemon.log)")
  }

  @Test func whatWasKilledStartsAgain() throws {
    let rig = try TestRig()
    let world = try SimulatedRig(rig.loaded.rig, folder: rig.folder, robot: rig.takeRobot(), pose: Self.pose)
    defer { world.stop() }
    let first = try DaemonProcess(rig)
    #expect(eventually { first.hasTold("READY=1") })

    // A second one is told who has the socket.
    let second = try DaemonProcess.run(
      ["--rig", rig.rigFile, "--socket", rig.socketPath, "--no-realtime"], folder: rig.folder)
    #expect(second.status == 69)
    #expect(second.text.contains("(pid \(first.process))"), "\(second.text)")

    // With a socket of its own it is told who has the port.
    let third = try DaemonProcess.run(
      ["--rig", rig.rigFile, "--socket", rig.folder + "/other.sock", "--no-realtime"], folder: rig.folder)
    #expect(third.status == 69)
    #expect(third.text.contains("arm") && third.text.contains("(pid \(first.process))"), "\(third.text)")

    first.signal(SIGKILL)
    #expect(first.end() == -1)
    let again = try DaemonProcess(rig, number: 1)
    #expect(eventually { again.hasTold("READY=1") }, "\(again.log)")
    var control = try ControlConnection.whenThere(rig.socketPath)
    try Self.engage(&control, world)
    again.signal(SIGTERM)
    #expect(again.end() == 0, "\(again.log)")
  }

  @Test func aSecondInterruptHurries() throws {
    let rig = try TestRig()
    let world = try SimulatedRig(rig.loaded.rig, folder: rig.folder, robot: rig.takeRobot(), pose: Self.pose)
    defer { world.stop() }
    let daemon = try DaemonProcess(rig)
    var control = try ControlConnection.whenThere(rig.socketPath)
    try Self.engage(&control, world)
    daemon.signal(SIGHUP)
    #expect(eventually { daemon.log.contains("SIGHUP") })
    daemon.signal(SIGINT)
    #expect(try eventually { try control.ask("status")["status"]?["state"]?.text == "stopping" })
    daemon.signal(SIGINT)
    let began = MonotonicClock.now()
    #expect(daemon.end() == 0)
    #expect(MonotonicClock.now() - began < .seconds(2))
    #expect(daemon.log.contains("in a hurry"))
    // The gate brings the robot to rest by itself: the commands' time to live is over.
    #expect(eventually { world.gateState != .following })
  }

  @Test func aRecordingThatRunsAtTheEndIsClosedAndReplaysBitForBit() throws {
    // Ticks on the arm's arrivals, in its own thread.
    let rig = try TestRig { $0.rig = TestRig.replace($0.rig, ["control: {rate: 250Hz}": "control: {lead: arm}"]) }
    let world = try SimulatedRig(rig.loaded.rig, folder: rig.folder, robot: rig.takeRobot(), pose: Self.pose)
    defer { world.stop() }
    let daemon = try DaemonProcess(rig, arguments: ["--recordings", rig.folder + "/takes"])
    var control = try ControlConnection.whenThere(rig.socketPath)
    try Self.engage(&control, world)
    let begun = try control.ask("record", [("action", "start")])
    let path = begun["path"]?.text ?? ""
    #expect(path.hasPrefix(rig.folder + "/takes/"), "\(begun.line)")
    #expect(try control.ask("record", [("action", "start")])["error"]?.text?.contains("not closed yet") == true)
    #expect(try control.ask("record", [("action", "label"), ("text", "half way")])["label"] == "half way")
    world.wear([0.1, 0], device: Self.arm, stream: 0)
    #expect(try eventually { try control.ask("status")["status"]?["recording"]?["seconds"]?.double.map { $0 > 1.5 } ?? false })
    // The samples and commands of this moment are in shared memory.
    let memory = try SharedMemory(opening: "/exocap-\(rig.name)", isWritable: false)
    // SAFETY: the memory outlives the reader.
    var reader = try unsafe TelemetryReader(memory: memory.base, count: memory.count)
    var record = TelemetryRecord(.sample, source: 0, count: 0, columns: 3)
    var kinds: Set<TelemetryKind> = []
    #expect(
      eventually {
        while reader.read(into: &record) { if let kind = record.kind { kinds.insert(kind) } }
        return kinds.isSuperset(of: [.sample, .command, .status])
      })
    let datagram = reader.latestCommand(of: RobotID(0))?.datagram.count ?? 0
    #expect(datagram > 64)
    daemon.signal(SIGTERM)
    #expect(daemon.end() == 0, "\(daemon.log)")
    let hasEnded = reader.hasEnded
    #expect(hasEnded)
    _ = consume memory
    try Self.expectReplay(path)
  }

  @Test func badInputIsToldBeforeAnythingStarts() throws {
    let rig = try TestRig()
    let text = String(decoding: try Files.contents(of: rig.rigFile, atMost: 1 << 20), as: UTF8.self)
    let bad = "\(rig.folder)/profiles/rigs/bad.yaml"
    try Files.writeAtomically(TestRig.replace(text, ["blend:": "blnd:"]), to: bad)
    let typo = try DaemonProcess.run(["--rig", bad], folder: rig.folder)
    #expect(typo.status == 78)
    #expect(typo.text.contains("bad.yaml:22:7: error:"), "\(typo.text)")
    #expect(typo.text.contains("did you mean 'blend'?"))

    try Files.writeAtomically(TestRig.replace(text, ["host: 127.0.0.1": "host: no.such.robot.invalid"]), to: bad)
    let host = try DaemonProcess.run(["--rig", bad, "--socket", rig.socketPath], folder: rig.folder)
    #expect(host.status == 69)
    #expect(host.text.contains("no.such.robot.invalid"))

    #expect(
      try DaemonProcess.run(["--rig", rig.rigFile, "--chek-config"], folder: rig.folder).text.contains("did you mean --check-config?"))
    #expect(try DaemonProcess.run(["--rig"], folder: rig.folder).status == 64)
    #expect(try DaemonProcess.run(["--rig", rig.rigFile, "--check-config"], folder: rig.folder).status == 0)
  }

  // MARK: Steps

  /// Both devices stream at their rates, the robot is there and the loop ticks.
  func expectRates(_ control: inout ControlConnection, log: String) throws {
    var status: JSONValue?
    let streams = try eventually {
      status = try control.ask("status")["status"]
      let arm = status?.first("devices", "device", "arm")?["streams"]?.elements?.first?["rate_hz"]?.double ?? 0
      let grip = status?.first("devices", "device", "grip")?["streams"]?.elements?.first?["rate_hz"]?.double ?? 0
      let ticks = status?["robots"]?.elements?.first?["rate_hz"]?.double ?? 0
      // 200, 100 and 250 a second; a busy machine delays the test's own simulated devices, but makes nothing faster.
      let isRight = arm > 100 && arm < 240 && grip > 50 && grip < 120 && ticks > 125 && ticks < 300
      return isRight && status?["state"]?.text == "ok"
    }
    #expect(streams, "\(status?.line ?? "")")
    let robot = status?["robots"]?.elements?.first
    #expect(robot?["lease"]?["granted"] == true)
    #expect((robot?["latency"]?["step"]?["count"]?.integer ?? 0) > 0)
    #expect((robot?["latency"]?["command_to_accepted"]?["count"]?.integer ?? 0) > 0)
  }

  /// What a person decides moves the file and stands beside it.
  private func expectDecisions(_ control: inout ControlConnection, path: String) throws {
    #expect(Files.exists(path))
    let discarded = try control.ask("record", [("action", "discard"), ("reason", "only a test")])
    let aside = discarded["path"]?.text ?? ""
    #expect(discarded["decision"]?.text == "discarded")
    #expect(!Files.exists(path) && Files.exists(aside))
    let sidecar = aside.split(separator: ".mcap").joined() + ".decision.json"
    let document = try JSONParser.parse(try Files.contents(of: sidecar, atMost: 65_536))
    #expect(document["reason"]?.text == "only a test")
    #expect(document["task"]?.text == "pull the plug")
    let kept = try control.ask("record", [("action", "keep")])
    #expect(kept["path"]?.text == path)
    #expect(Files.exists(path) && !Files.exists(aside) && !Files.exists(sidecar))
  }

  /// A file of the daemon replays with nothing else at hand, every call and every datagram.
  static func expectReplay(_ path: String) throws {
    let recording = try Recording(path: path)
    let outcome = ReplayFile.check(recording, rig: try recording.loadRig())
    #expect(outcome.report.isIdentical, "\(outcome.text)")
    #expect(outcome.report.ticks > 100)
  }

  /// The file says how each device was: the arm came back, counts no more than the status says now, and ticks found its samples young.
  private func expectHealth(_ control: inout ControlConnection, path: String) throws {
    let recording = try Recording(path: path)
    let rig = try recording.loadRig()
    let health = recording.health()
    #expect(health.count == rig.sampleSources.count)
    let arm = try #require(health[DeviceID(Self.arm)])
    #expect(arm.first?.openings == 1 && arm.last?.openings == 2 && arm.contains { !$0.isOpen } && arm.last?.isOpen == true)
    let ages = arm.first?.streams.first?.tickAge
    #expect(ages.map { $0.p50 >= 0 && $0.p50 <= $0.p99 && $0.p99 < 1 } ?? false, "\(String(describing: ages))")
    let status = try control.ask("status")["status"]?.first("devices", "device", "arm")
    for (name, count) in [("packets", arm.last?.counters.packets), ("resyncs", arm.last?.resyncs)] {
      let now = try #require(status?["counters"]?[name]?.integer)
      #expect((count ?? .max) <= UInt64(now), "\(name)")
    }
    #expect((arm.last?.counters.packets ?? 0) > (arm.first?.counters.packets ?? .max))
    #expect(status?["streams"]?.elements?.first?["tick_age_p99_s"]?.double.map { $0 > 0 } ?? false)
    #expect(try RecordingCheck.check(path).findings.filter { $0.kind == "health" } == [])
  }

  static func group(_ control: inout ControlConnection, _ name: String) throws -> JSONValue {
    try control.ask("status")["status"]?["robots"]?.elements?.first?.first("groups", "group", name) ?? .null
  }

  /// Arms the left arm, presses the button and waits.
  static func engage(_ control: inout ControlConnection, _ world: SimulatedRig) throws {
    #expect(try eventually { try group(&control, "left_arm")["weight"]?.double == 1 })
    #expect(try control.ask("engage", [("groups", ["left_arm"])])["ok"] == true)
    #expect(try eventually { try group(&control, "left_arm")["obstacle"]?.text == "awaiting_act" })
    world.wear([1], device: arm, stream: 1)
    #expect(try eventually { try group(&control, "left_arm")["state"]?.text == "engaged" })
    world.wear([0], device: arm, stream: 1)
  }
}
