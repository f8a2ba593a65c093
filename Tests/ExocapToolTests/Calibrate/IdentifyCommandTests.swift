import ExocapCore
import ExocapRuntime
import ExocapTestSupport
import LinuxIO
import Testing

/// `exocap identify` as a process, with a simulated chain on a pty.
@Suite(.serialized) struct IdentifyCommandTests {
  private let degree = Double.pi / 180

  private func isStep(_ step: String) -> (JSONValue) -> Bool { { $0["step"] == .string(step) } }

  @Test func theJointThatMovesIsNamed() throws {
    let bench = try CalibrationBench()
    let chain = try bench.wornChain()
    var run = try TypedRun(["identify", "left_arm", "--rig", bench.rigFile, "--format", "json"], folder: bench.folder)
    _ = try run.next("step", where: isStep("move"))
    // The elbow begins anew 100 counts, 8.8°, off 0.
    chain.move(1, to: 40 * degree)
    let moved = try run.next("moved")
    #expect(moved["value"] == .string("elbow") && moved["unit"] == .string("rad"))
    let distance = try #require(moved["distance"]?.double)
    #expect((10 * degree...40 * degree).contains(distance.magnitude))
    #expect(run.end().status == 0)
    // They blinked meanwhile, and are dark now.
    #expect(chain.lights.count > 2 && chain.lights.last == 0)
    extendLifetime(chain)
  }

  @Test func everyValueIsNamedInItsOrderWhereTimeIsGiven() throws {
    let bench = try CalibrationBench()
    let chain = try bench.wornChain()
    var run = try TypedRun(["identify", "left_arm", "--rig", bench.rigFile, "--for", "3s", "--format", "json"], folder: bench.folder)
    _ = try run.next("step", where: isStep("move"))
    for (joint, name) in ["shoulder", "elbow", "wrist"].enumerated().reversed() {
      chain.move(joint, to: 20 * degree)
      #expect(try run.next("moved")["value"] == .string(name))
    }
    #expect(run.end().status == 0)
    extendLifetime(chain)
  }

  @Test func anotherDeviceIsNotThisOne() throws {
    let bench = try CalibrationBench()
    let chain = try bench.wornChain()
    let run = try ToolRun(["identify", "left_arm", "--rig", bench.rigFile, "--for", "500ms"])
    #expect(run.status == 1)
    #expect(run.messages.contains { $0.contains("nothing of 'left_arm' moved: \(bench.folder.path)/arm") }, "\(run.messages)")
    #expect(run.output.isEmpty)
    extendLifetime(chain)
  }

  @Test func whatIsMissingIsSaid() throws {
    let bench = try CalibrationBench()
    let words = ["identify", "left_arm", "--rig", bench.rigFile]
    let absent = try ToolRun(words)
    #expect(absent.status == 2)
    #expect(absent.messages.first?.contains("\(bench.folder.path)/arm") == true)
    // Somebody is there, and says nothing.
    let terminal = try PseudoTerminal(link: bench.folder.path + "/arm")
    let silent = try ToolRun(words)
    #expect(silent.status == 3)
    #expect(silent.messages.contains { $0.contains("no whole packet came for 3 s (0 packets") }, "\(silent.messages)")
    extendLifetime(terminal)
  }
}
