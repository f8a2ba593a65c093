import ExocapTestSupport
import Glibc
@testable import LinuxIO
import Testing

extension OneAtATime {
  @Suite struct DeviceNodeTests {
    @Test func aNodeIsOursAlone() throws {
      let terminal = try PseudoTerminal()
      let first = try DeviceNode.open(terminal.path, .readWrite, kind: .hidraw)
      let failure = error { () throws(IOError) in _ = try DeviceNode.open(terminal.path, .readWrite, kind: .hidraw) }
      guard case .held(let holders)? = failure?.cause else {
        Issue.record("a held node was opened")
        return
      }
      #expect(holders.map(\.process).contains(getpid()))
      _ = consume first
      _ = try DeviceNode.open(terminal.path, .readWrite, kind: .hidraw)
    }
  }
}
