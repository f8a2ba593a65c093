import ExocapCore
import ExocapRuntime
import ExocapTestCaptures
import ExocapTestSupport
import Glibc
import LinuxIO
import Testing

/// `exocap report` as a process where no daemon runs, with a simulated chain on a pty.
@Suite(.serialized) struct ReportCommandTests {
  private let degree = Double.pi / 180

  private static func run(_ bench: CalibrationBench, _ words: [String] = []) throws -> ToolRun {
    let out = ["--out", bench.folder.path + "/report.tar.gz", "--socket", bench.folder.path + "/socket"]
    let places = try bench.folder.write("", to: "tmp/.keep")
    return try ToolRun(["report", bench.rigFile] + out + words, environment: ["TMPDIR=" + Files.folder(of: places)])
  }

  private static func archive(_ bench: CalibrationBench) -> String { bench.folder.path + "/report.tar.gz" }

  /// The pose is what the chain wears; a count of a servo is the most that it may be off.
  @Test func aCaptureRunsThroughTheDriverAgainAndGivesThePoseThatWasWorn() throws {
    let bench = try CalibrationBench()
    let chain = try bench.wornChain()
    let pose = [30 * degree, 70 * degree, -20 * degree]
    for (joint, angle) in pose.enumerated() { chain.move(joint, to: angle) }
    let run = try Self.run(bench, ["--seconds", "1"])
    #expect(run.status == 0, "\(run.messages)")
    let report = try UnpackedReport(Self.archive(bench))
    let file = try #require(TextFile(path: report.root + "/raw/left_arm.capture"))
    let capture = try #require(Capture(name: "left_arm", file))
    #expect(capture.device == "three" && capture.source.hasPrefix("left_arm of rig bench"))

    var numbers = bench.truth
    // Read about its zero, no travel of the bench meets the place where an encoder begins anew.
    for (name, value) in bench.truth.values { numbers.values[name]?.centre = value.zero }
    var player = CapturePlayer(bench.profile, numbers)
    for event in capture.events { player.play(event) }
    // Every request is made again, byte for byte, at its time.
    #expect(player.differences.isEmpty, "\(player.differences.prefix(3))")
    let counted = try report.json("raw/left_arm.json")
    #expect(counted["raw_samples"]?.integer == Int64(player.samples.count))
    // 100 a second; a machine under load loses some.
    #expect(player.samples.count > 30)
    for sample in player.samples where (0..<3).allSatisfy({ sample.isValid($0) }) {
      for (joint, angle) in pose.enumerated() { #expect(abs(sample.values[joint] - angle) <= CalibrationBench.count) }
    }
    let valid = player.samples.count { $0.isValid(0) && $0.isValid(1) && $0.isValid(2) }
    #expect(valid > 30, "\(counted.line)")
    let read = capture.events.filter { $0.verb == .rx }.map(\.bytes.count).reduce(0, +)
    #expect(counted["bytes_read"]?.integer == Int64(read))
    extendLifetime(chain)
  }

  @Test func theArchiveHoldsMachineDevicesAndRig() throws {
    let bench = try CalibrationBench()
    let chain = try bench.wornChain()
    let run = try Self.run(bench, ["--seconds", "1", "--format", "json"])
    let made = try JSONParser.parse(Array(run.output.joined().utf8))
    #expect(made["path"]?.text == Self.archive(bench))
    #expect(made["bytes"]?.integer == FileStatus(of: Self.archive(bench)).map { Int64($0.size) })
    let report = try UnpackedReport(Self.archive(bench))
    for path in ["README.txt", "devices.json", "devices.txt", "machine.txt", "missing.txt", "profiles/devices/three.yaml", "rig-check.txt"]
    {
      #expect(report.files.contains(path), "\(path): \(report.files)")
    }
    #expect(report.text("profiles/rigs/bench.yaml") == TextFile(path: bench.rigFile)?.text)
    let release = try #require(TextFile(path: "/proc/version")?.text.split(separator: " ").dropFirst(2).first)
    #expect(report.text("machine.txt").contains("\nkernel: \(release)\n"))
    // Each file is explained, and each gap has its reason: the bench has no calibration and no daemon.
    let readme = report.text("README.txt")
    for path in report.files where path != "README.txt" {
      let entry = path.hasPrefix("raw/") ? "raw/ROLE." : path.hasPrefix("profiles/") ? "profiles/" : path
      #expect(readme.contains("\n" + entry), "\(path)")
    }
    let missing = report.text("missing.txt")
    #expect(missing.contains("calibrations/lab/left.yaml\n    there is no calibration 'lab/left'"), "\(missing)")
    #expect(missing.contains("no daemon answers at \(bench.folder.path)/socket"))
    #expect(missing.contains("the rig as a whole\n    exocap would refuse it"))
    #expect(try Files.list(bench.folder.path + "/tmp") == [".keep"])
    extendLifetime(chain)
  }

  @Test func whatIsBrokenIsReportedAllTheSame() throws {
    let bench = try CalibrationBench()
    _ = try bench.folder.write("rig: 1\nname: [bench\n", to: "tree/rigs/bench.yaml")
    let run = try Self.run(bench)
    #expect(run.status == 0, "\(run.messages)")
    let report = try UnpackedReport(Self.archive(bench))
    #expect(report.text("profiles/rigs/bench.yaml") == "rig: 1\nname: [bench\n")
    #expect(report.text("rig-check.txt").contains("bench.yaml:"))
    #expect(report.files.contains("machine.txt") && !report.files.contains { $0.hasPrefix("raw/") })
  }

  @Test func whoHoldsAPortAndWhatIsNotPluggedIsSaid() throws {
    let bench = try CalibrationBench()
    let absent = try Self.run(bench)
    #expect(absent.status == 0)
    #expect(absent.output.contains { $0.hasPrefix("  raw/left_arm.capture: cannot open \(bench.folder.path)/arm") }, "\(absent.output)")
    let chain = try bench.wornChain()
    let holder = try SerialPort(.path(bench.folder.path + "/arm"), speed: 1_000_000)
    unsafe unlink(Self.archive(bench))
    let held = try Self.run(bench)
    #expect(held.status == 0)
    #expect(held.output.contains { $0.hasPrefix("  raw/left_arm.capture: ") && $0.contains("(pid \(getpid()))") }, "\(held.output)")
    extendLifetime(holder)
    extendLifetime(chain)
  }

  @Test func aSilentDeviceIsCapturedAndNamed() throws {
    let bench = try CalibrationBench()
    let terminal = try PseudoTerminal(link: bench.folder.path + "/arm")
    let run = try Self.run(bench, ["--seconds", "1"])
    #expect(run.output.contains("  packets of left_arm: 0 bytes came, and none of them is a packet"), "\(run.output)")
    // What was asked in vain is in it.
    #expect(try UnpackedReport(Self.archive(bench)).text("raw/left_arm.capture").contains(" tx "))
    extendLifetime(terminal)
  }

  @Test func noFileIsWrittenOverAndARigThatIsNotThereIsNoReport() throws {
    let bench = try CalibrationBench()
    _ = try bench.folder.write("old", to: "report.tar.gz")
    #expect(try Self.run(bench).status == 1)
    #expect(TextFile(path: Self.archive(bench))?.text == "old")
    #expect(try ToolRun(["report", "no-such-rig"]).status == 78)
    #expect(try ToolRun(["report", "demo", "--seconds", "0"]).status == 64)
  }

  /// The reading would take a minute; a program of a test is waited for half of that.
  @Test func controlCEndsTheReadingAndStillPacks() throws {
    let bench = try CalibrationBench()
    let chain = try bench.wornChain()
    _ = try bench.folder.write("", to: "tmp/.keep")
    let words = ["report", bench.rigFile, "--seconds", "60", "--out", Self.archive(bench), "--socket", bench.folder.path + "/socket"]
    let script = "export TMPDIR=\"$1\"; shift; echo $$; exec \"$@\" 2>&1"
    guard var tool = Program(["sh", "-c", script, "sh", bench.folder.path + "/tmp", ToolRun.tool] + words) else {
      throw TestFailure("cannot start sh")
    }
    let process = try #require(tool.line().flatMap { pid_t($0) })
    #expect(tool.line() == "1 device is read for 60 s; Ctrl-C ends it early")
    kill(process, SIGINT)
    let output = tool.rest()
    #expect(tool.status() == 0)
    #expect(output.first?.hasPrefix(Self.archive(bench) + ": ") == true, "\(output)")
    let report = try UnpackedReport(Self.archive(bench))
    #expect(report.files.contains("raw/left_arm.capture"))
    #expect(report.text("missing.txt").contains("the rest of 60.0 s\n    Ctrl-C ended it after "))
    #expect(try Files.list(bench.folder.path + "/tmp") == [".keep"])
    extendLifetime(chain)
  }
}
