import ExocapRuntime
import ExocapSimulation
import ExocapTestSupport
import LinuxIO
import Testing

@testable import exocap

/// `exocap quality` as a process, on files of the daemon's recorder.
struct QualityCommandTests {
  @Test func oneRecordingIsJudgedAsItsDaemonDid() throws {
    let folder = try TestFolder()
    let stuck = try RecordedTake.make(in: folder.path, seed: 3, defect: .stuckEncoder)
    let run = try ToolRun(["quality", stuck])
    #expect(run.status == 1)
    #expect(run.output.first == "\(stuck): BAD by default 2")
    #expect(
      run.output.contains { $0.contains("BAD  right_arm.joints.elbow: longest time") && $0.hasSuffix("(stuck, rig)") }, "\(run.output)")
    #expect(!run.output.contains { $0.contains("its daemon said") })

    let json = try #require(JSON(parsing: try ToolRun(["quality", stuck, "--format", "json"]).output.joined().utf8))
    #expect(json["quality"]?["first"]?.text == "stuck" && json["recorded"]?.text == "BAD" && json["task"]?.text == "door")
    #expect((json["figures"]?.elements?.count ?? 0) > 100)
    let info = try ToolRun(["info", stuck])
    #expect(info.output.contains { $0.hasPrefix("verdict by default 2: BAD: right_arm.joints.elbow") }, "\(info.output)")
  }

  @Test func aFolderIsCountedByRigTaskAndDay() throws {
    let folder = try TestFolder()
    var paths: [String] = []
    for (seed, defect) in [(UInt64(1), nil), (2, nil), (3, TakeDefect.idleHead), (4, .stuckEncoder), (1, nil)] as [(UInt64, TakeDefect?)] {
      paths.append(try RecordedTake.make(in: folder.path, seed: seed, defect: defect))
    }
    try Files.writeAtomically("not a recording", to: folder.path + "/broken.mcap")
    let outcome = #"{"outcome":"failure","cause":"the door stayed shut"}"#
    try Files.writeAtomically(outcome, to: String(paths[1].dropLast(5)) + ".decision.json")
    let run = try ToolRun(["quality", folder.path, "--format", "json"])
    #expect(run.status == 1)
    let json = try #require(JSON(parsing: run.output.joined().utf8))
    let group = try #require(json["acceptance"]?.elements?.first)
    #expect(json["acceptance"]?.elements?.count == 1)
    #expect(group["rig"]?.text == "demo" && group["task"]?.text == "door" && group["takes"] == 5 && group["failure"] == 1)
    // The fifth is the first once more. Files are in the order of their beginnings, which are the same in virtual time: one of the two.
    #expect(group["bad"] == 3, "\(run.output)")
    #expect(group["first_reasons"]?["operator"] == 1 && group["first_reasons"]?["rig"] == 2)
    // Two are accepted; the operator answers for these, for the idle one, and for the others where they are BAD by the operator, too.
    #expect(group["operator_acceptance"]?.double.map { $0 <= 2.0 / 3 + 1e-9 && $0 >= 2.0 / 5 - 1e-9 } ?? false)
    #expect(json["unreadable"]?.elements?.count == 1)
    let text = try ToolRun(["quality", folder.path])
    #expect(text.output.contains { $0.contains("demo") && $0.contains("door") && $0.contains("40.0 %") }, "\(text.output)")
  }

  /// The daemon did not see it: it counts from when it is there.
  @Test func aCamerasFileCountsWhenItIsThereAndIsNoRecording() throws {
    let folder = try TestFolder()
    let path = try RecordedTake.make(in: folder.path, seed: 1)
    #expect(try ToolRun(["quality", path]).status == 0)
    #expect(try ToolRun(["verify", path]).status == 0)
    try Files.writeAtomically("no images", to: String(path.dropLast(5)) + ".front.mcap")
    let run = try ToolRun(["quality", path])
    #expect(run.status == 1)
    #expect(
      run.output.contains {
        $0.contains("BAD  camera.front: part of a camera's images that are missing: 1, under 0.1 wanted (camera_images, rig)")
      },
      "\(run.output)")
    #expect(run.output.contains { $0.contains("its daemon said") })
    let all = try #require(JSON(parsing: try ToolRun(["quality", folder.path, "--format", "json"]).output.joined().utf8))
    #expect(all["recordings"]?.elements?.count == 1 && all["unreadable"]?.elements?.count == 0)
    let verify = try ToolRun(["verify", path])
    #expect(verify.status == 1 && verify.output.contains { $0.hasPrefix("\(path): error: camera front: ") }, "\(verify.output)")
    let json = try #require(JSON(parsing: try ToolRun(["verify", path, "--format", "json"]).output.joined().utf8))
    #expect(json["cameras"]?.elements?.first?["camera"]?.text == "front" && json["ok"] == false)
  }

  @Test func whatIsNotThereIsTold() throws {
    let folder = try TestFolder()
    #expect(try ToolRun(["quality", folder.path]).status == 65)
    #expect(try ToolRun(["quality", folder.path + "/none.mcap"]).status == 65)
    #expect(try ToolRun(["quality", folder.path, "--thresholds", "defualt"]).messages.contains { $0.contains("did you mean 'default'?") })
  }
}
