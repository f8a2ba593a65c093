import ExocapTestSupport
import Glibc
import LinuxIO
import Testing

@Suite struct FileDescriptorTests {
  @Test func closesAtTheEndOfItsLife() throws {
    let pipe = try Pipe()
    let reader = pipe.reader
    let writer = pipe.writer
    _ = consume writer
    let received = receive(1, waitingOn: reader.pollDescriptor) { reader.read(into: &$0) }
    #expect(received == Received(end: .endOfFile))
  }

  @Test func aDuplicateKeepsTheFileOpen() throws {
    let pipe = try Pipe()
    let reader = pipe.reader
    let writer = pipe.writer
    let copy = try writer.duplicate()
    _ = consume writer
    try copy.writeAll([7].span, to: "pipe")
    let received = receive(1, waitingOn: reader.pollDescriptor) { reader.read(into: &$0) }
    #expect(received == Received(bytes: [7]))
  }

  @Test func saysWhatCannotBeOpened() {
    let missing = error { () throws(IOError) in _ = try FileDescriptor.open("/nowhere/at/all", .readOnly) }
    #expect(missing?.code == .noSuchFile)
    #expect(missing?.subject == "/nowhere/at/all")
    #expect(missing?.description == "cannot open /nowhere/at/all: No such file or directory (ENOENT).")
  }

  @Test func noChildInheritsIt() throws {
    let file = try FileDescriptor.open("/dev/null", .readWrite)
    #expect(fcntl(file.number, F_GETFD) & FD_CLOEXEC == FD_CLOEXEC)
  }

  @Test func exclusiveCreationFailsWhereThereIsAFile() throws {
    let folder = try TestFolder()
    let path = "\(folder.path)/once"
    _ = try FileDescriptor.open(path, .writeOnly, options: [.create, .exclusive])
    let second = error { () throws(IOError) in _ = try FileDescriptor.open(path, .writeOnly, options: [.create, .exclusive]) }
    #expect(second?.code == .fileExists)
  }
}
