import ExocapTestSupport
import Testing

/// Whole rigs of the product, engaged from random poses; thousands of rounds of it stand in docs/retargeting.md.
@Suite struct SimulateEngagementsTests {
  @Test(arguments: ["demo", "demo-task-space", "ace-g1"])
  func noStepIsOverABoundAndEveryTableIsRight(rig: String) throws {
    let run = try ToolRun(["simulate", "engagements", "--rig", rig, "--rounds", "4", "--format", "json"])
    #expect(run.status == 0)
    let said = run.output.joined()
    #expect(said.contains(#""violations":0"#) && said.contains(#""wrong_tables":0"#))
    #expect(said.contains(#""wrong_answers":0"#) && !said.contains(#""engaged":0"#))
  }
}
