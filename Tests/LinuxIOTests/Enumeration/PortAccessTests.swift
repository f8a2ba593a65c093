import ExocapTestSupport
import Glibc
@testable import LinuxIO
import Testing

@Suite struct PortAccessTests {
  @Test func whoIsNotInTheGroupJoinsIt() {
    #expect(PortAccess.remedy(group: "dialout") == "sudo usermod -aG dialout $USER (then log in again)")
  }

  /// Nobody shall join the group root: the rules give the node to another.
  @Test func aNodeOfRootNeedsTheRules() {
    #expect(PortAccess.remedy(group: "root") == PortAccess.rulesCommand)
    #expect(PortAccess.remedy(group: nil) == PortAccess.rulesCommand)
    #expect(PortAccess.rulesCommand.contains("exocap udev-rules"))
  }

  @Test func whatMayBeOpenedIsNotRefused() throws {
    let folder = try TestFolder()
    let file = "\(folder.path)/node"
    try Files.writeAtomically("x", to: file)
    #expect(PortAccess.refusal(of: file) == nil)
    #expect(PortAccess.refusal(of: "\(folder.path)/absent") == nil)
  }

  @Test func aRefusalNamesItsRepair() throws {
    guard getuid() != 0 else {
      // Root may open everything: the words are tested above.
      #expect(PortAccess.refusal(of: "/dev/null") == nil)
      return
    }
    let folder = try TestFolder()
    let file = "\(folder.path)/node"
    try Files.writeAtomically("x", to: file, mode: 0)
    #expect(PortAccess.refusal(of: file)?.code == .accessDenied)
    #expect(PortAccess.refusal(of: file)?.remedy != nil)
  }
}
