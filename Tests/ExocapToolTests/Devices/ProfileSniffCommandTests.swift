import ExocapCore
import ExocapRuntime
import ExocapTestSupport
import Testing

/// `exocap profile sniff` and `new` as processes, on ptys.
@Suite(.serialized) struct ProfileSniffCommandTests {
  /// Three numbers a line, a hundred times a second.
  @Test func findsLinesAndBeginsAProfileOfThem() throws {
    let rig = try SwingRig()
    try rig.swing()
    let port = rig.folder.path + "/arm"
    let sniffed = try ToolRun(["profile", "sniff", port, "--seconds", "1"])
    #expect(sniffed.status == 0, "\(sniffed.messages)")
    #expect(sniffed.output.first?.hasPrefix("\(port): 3 columns of text, ") == true, "\(sniffed.output)")
    #expect(sniffed.output.last?.contains("exocap profile new NAME --port \(port) --baud 115200") == true)
    let begun = try ToolRun(["profile", "new", "slides-2", "--port", port, "--baud", "115200"])
    #expect(begun.status == 0, "\(begun.messages)")
    let file = try rig.folder.write(begun.output.joined(separator: "\n") + "\n", to: "slides-2.yaml")
    let checked = try ToolRun(["profile", "check", file])
    #expect(checked.status == 0, "\(checked.output)")
    #expect(begun.output.contains { $0.hasPrefix("  columns: 3") })
  }

  /// A chain that says nothing by itself is asked who is there.
  @Test func asksServosWhereNothingComes() throws {
    let bench = try CalibrationBench()
    let chain = try bench.wornChain()
    defer { withExtendedLifetime(chain) {} }
    let baud = "\(bench.profile.line.baud)"
    let run = try ToolRun(
      ["profile", "sniff", bench.folder.path + "/arm", "--baud", baud, "--seconds", "0.2", "--format", "json"])
    #expect(run.status == 0, "\(run.messages)")
    #expect(run.output.first?.contains(#""guess":"servos","protocol":"dynamixel2","ids":[1,2,3]"#) == true, "\(run.output)")
  }

  @Test func saysWhatIsWrongWithAPort() throws {
    let folder = try TestFolder()
    let run = try ToolRun(["profile", "sniff", folder.path + "/none"])
    #expect(run.status == 2)
    #expect(run.messages.first?.contains("\(folder.path)/none") == true, "\(run.messages)")
    #expect(try ToolRun(["profile", "new", "Not A Name"]).status == 64)
  }
}
