import ExocapTestSupport
import Glibc
import LinuxIO
import Testing

@Suite struct FilesTests {
  @Test func replacesAFileAndLeavesNothingBeside() throws {
    let folder = try TestFolder()
    let path = "\(folder.path)/verdict"
    try Files.writeAtomically("keep", to: path)
    try Files.writeAtomically("discard", to: path, mode: 0o640)
    #expect(try Files.contents(of: path, atMost: 100) == Array("discard".utf8))
    #expect(try Files.list(folder.path) == ["verdict"])
  }

  @Test func aReaderHoldsTheOldFileWhole() throws {
    let folder = try TestFolder()
    let path = "\(folder.path)/verdict"
    try Files.writeAtomically("old", to: path)
    let reader = try FileDescriptor.open(path, .readOnly)
    try Files.writeAtomically("new and longer", to: path)
    let received = receive(3, waitingOn: .none) { reader.read(into: &$0) }
    #expect(received == Received(bytes: Array("old".utf8)))
  }

  @Test func aFailedWriteLeavesTheOldFileAndNothingBeside() throws {
    let folder = try TestFolder()
    let path = "\(folder.path)/taken"
    try Files.makeFolders(path)
    let failure = error { () throws(IOError) in try Files.writeAtomically("x", to: path) }
    #expect(failure?.code == ErrorCode(rawValue: EISDIR))
    #expect(failure?.description == "cannot rename to \(path): Is a directory (EISDIR).")
    #expect(try Files.list(folder.path) == ["taken"])
  }

  @Test func readsFilesWhoseLengthIsNotKnown() throws {
    // stat gives 0 for everything in /proc.
    let status = try Files.contents(of: "/proc/self/status", atMost: 65_536)
    #expect(status.starts(with: Array("Name:".utf8)))
  }

  @Test func aFileThatIsTooLongIsRefused() throws {
    let folder = try TestFolder()
    let path = "\(folder.path)/long"
    try Files.writeAtomically("12345", to: path)
    #expect(try Files.contents(of: path, atMost: 5).count == 5)
    let failure = error { () throws(IOError) in _ = try Files.contents(of: path, atMost: 4) }
    #expect(failure?.cause == .malformed(expected: "at most 4 bytes long"))
  }

  @Test func renamesAndSaysWhereItCannot() throws {
    let folder = try TestFolder()
    try Files.writeAtomically("take", to: "\(folder.path)/a.part")
    try Files.rename("\(folder.path)/a.part", to: "\(folder.path)/a")
    #expect(try Files.list(folder.path) == ["a"])
    let failure = error { () throws(IOError) in try Files.rename("\(folder.path)/b.part", to: "\(folder.path)/b") }
    #expect(failure?.code == .noSuchFile)
  }
}
