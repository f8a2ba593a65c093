import Glibc
import LinuxIO
import Testing

extension OneAtATime {
  @Suite struct HolderTests {
    @Test func findsTheProcessesThatHaveADeviceOpen() throws {
      let terminal = try PseudoTerminal()
      #expect(Holder.all(ofDeviceAt: terminal.path).isEmpty)
      let child = try ChildProcess(shell: "exec 3<>\"$1\"; echo ready; read line", [terminal.path])
      let holders = Holder.all(ofDeviceAt: terminal.path)
      #expect(holders.map(\.process) == [child.process])
      #expect(holders.first?.command.hasPrefix("sh -c exec 3<>") == true)
    }

    @Test func saysWhenItIsThisProcess() {
      #expect(Holder(process: getpid()).description == "this process (pid \(getpid()))")
    }

    @Test func aFileThatIsNoDeviceHasNoHolders() {
      #expect(Holder.all(ofDeviceAt: "/proc/self/status").isEmpty)
      #expect(Holder.all(ofDeviceAt: "/dev/no-such-port").isEmpty)
    }
  }
}
