import ExocapTestSupport
import Glibc
import LinuxIO
import Testing

/// Real processes: the daemon, devices on ptys, a robot on loopback. The whole demo is `make demo`; a debug build is too slow for it.
@Suite(.serialized) struct DemoTests {
  @Test func ctrlCLeavesNoProcessAndAClosedRecording() throws {
    let rig = try OwnRig()
    let words = [ToolRun.tool, "demo", "--rig", rig.name, "--profiles", rig.tree, "--daemon", ToolRun.daemon]
    guard var demo = Program(["sh", "-c", "cd \"$1\" && shift && exec \"$@\"", "sh", rig.folder.path] + words) else {
      throw TestFailure("cannot start the demo")
    }
    let line = demo.line()
    let first = try #require(line)
    let numbers = first.split(whereSeparator: { !$0.isNumber }).compactMap { pid_t($0) }
    try #require(numbers.count == 3, "\(first)")
    let parent = try #require(DemoTests.parent(of: numbers[0]))
    while let line = demo.line() { if line.contains("blending") || line.contains("engaged") { break } }
    #expect(kill(parent, SIGINT) == 0)
    let status = demo.status()
    #expect(status == 130)
    for number in numbers { #expect(kill(number, 0) != 0 && errno == ESRCH, "process \(number) is still there") }
    let files = recordings(rig.folder.path + "/recordings")
    #expect(files.contains { $0.hasSuffix(".mcap") })
    #expect(!files.contains { $0.hasSuffix(".part") })
    // What was interrupted opens, and can be looked at.
    let file = try #require(files.first { $0.hasSuffix(".mcap") })
    #expect(try ToolRun(["info", file]).status == 0)
    // The demo's rig filters nothing.
    let latency = try ToolRun(["latency", file]).output
    #expect(latency.contains { $0.hasPrefix("filter left_arm none: 0.0 ms constant") } as Bool)
    // And replays, on a processor without AVX2 and FMA too: nothing hangs on what the C library chooses.
    #expect(try ToolRun(["replay", file, "--check"]).output.first?.hasPrefix("replay: ") == true)
    let command = ["env", "GLIBC_TUNABLES=glibc.cpu.hwcaps=-AVX2,-FMA", ToolRun.tool, "replay", file, "--check"]
    guard var plain = Program(command) else { throw TestFailure("cannot start env") }
    let verdict = plain.status()
    #expect(verdict == 0)
    let page = rig.folder.path + "/page.html"
    #expect(try ToolRun(["plot", file, "-o", page]).status == 0)
    let html = try #require(TextFile(path: page)).text
    #expect(html.hasPrefix("<!doctype html>"))
    #expect(html.utf8.count < 3_000_000)
    #expect(!html.contains("http"))
    #expect(!html.contains("/*CONTENT*/"))
  }

  @Test func withoutADaemonItSaysSo() throws {
    let rig = try OwnRig()
    let run = try ToolRun(["demo", "--rig", rig.name, "--profiles", rig.tree, "--daemon", "/none/exocapd"])
    #expect(run.status == 78)
    #expect(run.messages.first == "exocap: there is no daemon at /none/exocapd")
  }

  private static func parent(of process: pid_t) -> pid_t? {
    let status = TextFile(path: "/proc/\(process)/stat")?.text
    // pid (name) state ppid: the name has no blank here.
    return status.flatMap { $0.split(separator: " ").dropFirst(3).first }.flatMap { pid_t($0) }
  }

  private func recordings(_ folder: String) -> [String] {
    guard var find = Program(["find", folder, "-type", "f"]) else { return [] }
    return find.rest()
  }
}
