import ExocapTestSupport
import Glibc
import LinuxIO
import Testing

extension OneAtATime {
  @Suite struct SerialPortTests {
    @Test func everyByteValuePassesUnchangedBothWays() throws {
      let terminal = try PseudoTerminal()
      let port = try SerialPort(.path(terminal.path), speed: 1_000_000)
      let all = (0...255).map { UInt8($0) }
      _ = terminal.write(all.span)
      #expect(receive(256, waitingOn: port.pollDescriptor) { port.read(into: &$0) } == Received(bytes: all))
      _ = port.write(all.span)
      #expect(receive(256, waitingOn: terminal.pollDescriptor) { terminal.read(into: &$0) } == Received(bytes: all))
    }

    @Test(arguments: [19_200, 57_600, 115_200, 250_000, 1_000_000, 3_000_000, 4_500_000] as [UInt32])
    func anySpeedArrivesAtTheOtherEnd(speed: UInt32) throws {
      let terminal = try PseudoTerminal()
      let port = try SerialPort(.path(terminal.path), speed: speed)
      #expect(port.speed == speed)
      #expect(terminal.speed == speed)
      let line = try terminal.readLine()
      #expect(line == TerminalLine(inputSpeed: speed, outputSpeed: speed, isRaw: true))
      #expect(try port.readLine() == line)
    }

    @Test func aHeldPortNamesItsHolder() throws {
      let terminal = try PseudoTerminal()
      let child = try ChildProcess(shell: "exec 3<>\"$1\"; flock 3; echo ready; read line", [terminal.path])
      let failure = error { () throws(IOError) in _ = try SerialPort(.path(terminal.path), speed: 115_200) }
      guard case .held(let holders) = failure?.cause else {
        Issue.record("not held: \(String(describing: failure))")
        return
      }
      #expect(holders.map(\.process) == [child.process])
      #expect(failure?.remedy == "kill \(child.process)")
      #expect(failure?.description.contains("it is held by sh -c") == true)
    }

    @Test func aSecondOpenInThisProcessIsRefusedToo() throws {
      let terminal = try PseudoTerminal()
      let port = try SerialPort(.path(terminal.path), speed: 115_200)
      let failure = error { () throws(IOError) in _ = try SerialPort(.path(terminal.path), speed: 115_200) }
      #expect(failure?.cause == .held(by: [Holder(process: getpid())]))
      #expect(failure?.remedy == nil)
      _ = consume port
      _ = try SerialPort(.path(terminal.path), speed: 115_200)
    }

    @Test func thoseWhoDoNotLockAreNamedAndNotInTheWay() throws {
      let terminal = try PseudoTerminal()
      let child = try ChildProcess(shell: "exec 3<>\"$1\"; echo ready; read line", [terminal.path])
      let port = try SerialPort(.path(terminal.path), speed: 115_200)
      #expect(port.otherHolders().map(\.process) == [child.process])
    }

    @Test func bytesFromBeforeTheOpenAreDropped() throws {
      let terminal = try PseudoTerminal()
      _ = terminal.write([1, 2, 3].span)
      let port = try SerialPort(.path(terminal.path), speed: 115_200)
      _ = terminal.write([4].span)
      #expect(receive(1, waitingOn: port.pollDescriptor) { port.read(into: &$0) } == Received(bytes: [4]))
    }

    @Test func anEmptyPortDoesNotBlock() throws {
      let terminal = try PseudoTerminal()
      let port = try SerialPort(.path(terminal.path), speed: 115_200)
      var block = [UInt8](repeating: 0, count: 8)
      var span = block.mutableSpan
      #expect(port.read(into: &span) == .wouldBlock)
    }

    @Test func anUnpluggedDeviceReadsAsTheEnd() throws {
      let terminal = try PseudoTerminal()
      let port = try SerialPort(.path(terminal.path), speed: 115_200)
      terminal.unplug()
      #expect(port.pollDescriptor.wait(for: .readable, until: soon).contains(.hungUp))
      let received = receive(1, waitingOn: port.pollDescriptor) { port.read(into: &$0) }
      #expect(received == Received(end: .endOfFile))
      #expect(port.write([1].span) == .gone(.inputOutput))
    }

    @Test func aPtyHasNoLatencyToLower() throws {
      let terminal = try PseudoTerminal()
      let port = try SerialPort(.path(terminal.path), speed: 115_200)
      #expect(port.lowLatency == .unsupported)
      #expect(port.latencyTimer == nil)
    }

    @Test func aLinkIsFollowed() throws {
      let folder = try TestFolder()
      let terminal = try PseudoTerminal(link: "\(folder.path)/arm")
      let port = try SerialPort(SerialAddress("\(folder.path)/arm"), speed: 115_200)
      #expect(port.path == terminal.path)
    }

    @Test func whatIsNoTerminalIsRefused() {
      let failure = error { () throws(IOError) in _ = try SerialPort(.path("/dev/null"), speed: 115_200) }
      #expect(failure?.description == "cannot open /dev/null: Inappropriate ioctl for device (ENOTTY).")
    }

    @Test func aMissingPortTellsWhatIsHere() throws {
      let folder = try TestFolder()
      let sysfs = try FakeSysfs(in: folder.path)
      let failure = error { () throws(IOError) in
        _ = try SerialPort(.path("/dev/exocap-no-such-port"), speed: 115_200, sysfs: sysfs.path)
      }
      #expect(failure?.cause == .notFound(found: FakeSysfs.descriptions))
    }
  }
}
