import ExocapCore
import ExocapRuntime
import ExocapTestSupport
import Glibc
import LinuxIO
import Testing

/// examples/camera.py, a process of its own, beside the real daemon.
@Suite(.serialized) struct CameraExampleTests {
  @Test func aProcessAddsItsImagesToAnEpisode() throws {
    let python = Requirement.repositoryRoot + "/.build/venv/bin/python"
    guard unsafe access(python, X_OK) == 0 else { return Requirement.skip("no Python with readers in .build/venv") }
    let rig = try TestRig()
    let world = try SimulatedRig(rig.loaded.rig, folder: rig.folder, robot: rig.takeRobot(), pose: DaemonTests.pose)
    defer { world.stop() }
    let daemon = try DaemonProcess(rig)
    var control = try ControlConnection.whenThere(rig.socketPath)
    _ = try control.ask("subscribe")
    // 50 images a second, every 20th is left out.
    guard var camera = Program([python, Requirement.repositoryRoot + "/examples/camera.py", rig.socketPath, "front", "50", "20"]) else {
      Issue.record("the camera does not start")
      return
    }
    let greeting = camera.line()
    #expect(greeting == "ready")
    let begun = try control.ask("record", [("action", "start"), ("task", "film"), ("consent", "form-2"), ("objects", ["cup"])])
    #expect(begun["ok"] == true, "\(begun.line)")
    #expect(try eventually { try control.ask("status")["status"]?["recording"]?["seconds"]?.double.map { $0 > 2.5 } ?? false })
    let ended = try control.ask("record", [("action", "stop")])
    let path = ended["path"]?.text ?? ""
    let told = (camera.line() ?? "").split(separator: " ").map(String.init)
    #expect(told.count == 3 && told.first == beside(path), "\(told)")
    try expectEvents(&control, episode: ended["episode"]?.text ?? "", folder: Files.folder(of: path))

    let id = try #require(EpisodeID(checking: ended["episode"]?.text ?? ""))
    let facts = EpisodeFacts(try EpisodeFiles(id, in: Files.folder(of: path)))
    #expect(facts.consent == "form-2" && facts.objects == ["cup"])
    let seen = try #require(facts.cameras.first)
    let file = try #require(seen.file)
    #expect(facts.cameras.count == 1 && seen.name == "front" && seen.problems.isEmpty, "\(seen.problems)")
    // What it says that it wrote, and one gap for each image that it left out between two others.
    let frames = Int(told.last ?? "") ?? 0
    #expect(frames > 100 && file.expected == frames && file.images == Int(told.dropLast().last ?? ""))
    #expect(file.missing == frames / 20 && file.gaps == (frames - 1) / 20 && abs(file.longestGap - 0.04) < 1e-6)
    // One machine, so the same clocks; two readings of them by Python are some microseconds apart, on a busy machine more.
    #expect(file.clockPairs.count >= 2)
    let residual = try #require(seen.residual)
    #expect(residual.median < 2e-3, "\(residual.median) s")

    // Its file goes where its episode goes.
    _ = try control.ask("record", [("action", "discard"), ("reason", "out of focus")])
    let aside = path.replacing("/out/", with: "/out/discarded/")
    #expect(!Files.exists(told[0]) && Files.exists(beside(aside)))
    let undone = try control.ask("record", [("action", "undo")])
    #expect(undone["decision"]?.text == "undecided" && undone["path"]?.text == path, "\(undone.line)")
    #expect(Files.exists(told[0]) && Files.exists(path))
    daemon.signal(SIGTERM)
    #expect(daemon.end() == 0, "\(daemon.log)")
    let status = camera.status()
    #expect(status == 0)
  }

  /// Where the camera "front" writes.
  private func beside(_ recording: String) -> String { String(recording.dropLast(".mcap".count)) + ".front.mcap" }

  /// What a camera's process needs is in the events.
  private func expectEvents(_ control: inout ControlConnection, episode: String, folder: String) throws {
    let started = try control.hears {
      $0["event"] == "recording_started" && $0["episode"]?.text == episode && $0["folder"]?.text == folder && $0["task"] == "film"
        && ($0["clock_offset_ns"]?.integer ?? 0) > 0
    }
    #expect(started)
    #expect(try control.hears { $0["event"] == "recording_stopped" && $0["episode"]?.text == episode })
    let clock = try control.hears {
      guard $0["event"] == "clock", let monotonic = $0["monotonic_ns"]?.integer, let realtime = $0["realtime_ns"]?.integer else {
        return false
      }
      return $0["episode"]?.text == episode && monotonic > 0 && realtime > monotonic
    }
    #expect(clock)
  }
}
