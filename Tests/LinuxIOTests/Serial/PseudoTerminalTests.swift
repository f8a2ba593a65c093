import ExocapTestSupport
import LinuxIO
import Testing

extension OneAtATime {
  @Suite struct PseudoTerminalTests {
    @Test func tellsWhetherTheOtherEndIsOpen() throws {
      let terminal = try PseudoTerminal()
      #expect(terminal.isOpenAtOtherEnd == false)
      let port = try SerialPort(.path(terminal.path), speed: 115_200)
      #expect(terminal.isOpenAtOtherEnd == true)
      _ = consume port
      #expect(terminal.isOpenAtOtherEnd == false)
      let received = receive(1, waitingOn: terminal.pollDescriptor) { terminal.read(into: &$0) }
      #expect(received == Received(end: .endOfFile))
      let again = try SerialPort(.path(terminal.path), speed: 115_200)
      #expect(terminal.isOpenAtOtherEnd == true)
      _ = again.write([1].span)
      #expect(receive(1, waitingOn: terminal.pollDescriptor) { terminal.read(into: &$0) } == Received(bytes: [1]))
    }

    @Test func seesTheSpeedThatAnyProgramSets() throws {
      let terminal = try PseudoTerminal()
      _ = try ChildProcess(shell: "stty -F \"$1\" 57600; echo ready", [terminal.path])
      #expect(terminal.speed == 57_600)
    }

    @Test func aLinkLeadsToTheNewestTerminal() throws {
      let folder = try TestFolder()
      let link = "\(folder.path)/left-arm"
      let first = try PseudoTerminal(link: link)
      #expect(Files.resolved(link) == first.path)
      let second = try PseudoTerminal(link: link)
      #expect(Files.resolved(link) == second.path)
      first.unplug()
      #expect(Files.resolved(link) == second.path)
      second.unplug()
      #expect(try Files.list(folder.path).isEmpty)
    }

    @Test func aLinkThatCannotBeMadeSaysWhere() throws {
      let failure = error { () throws(IOError) in _ = try PseudoTerminal(link: "/nowhere/at/all/left-arm") }
      #expect(failure?.operation == "make the link")
      #expect(failure?.subject == "/nowhere/at/all/left-arm")
      #expect(failure?.code == .noSuchFile)
    }
  }
}
