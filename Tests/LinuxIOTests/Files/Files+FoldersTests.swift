import ExocapTestSupport
import Glibc
import LinuxIO
import Testing

@Suite struct FilesFoldersTests {
  @Test func makesAllMissingFoldersAndNoHarmTwice() throws {
    let folder = try TestFolder()
    let deep = "\(folder.path)/a/b/c"
    try Files.makeFolders(deep)
    try Files.makeFolders(deep)
    #expect(Files.isFolder(deep))
    #expect(try Files.list("\(folder.path)/a") == ["b"])
  }

  @Test func aFileInTheWayIsNamed() throws {
    let folder = try TestFolder()
    try Files.writeAtomically("x", to: "\(folder.path)/a")
    let failure = error { () throws(IOError) in try Files.makeFolders("\(folder.path)/a/b") }
    #expect(failure?.subject == "\(folder.path)/a")
    #expect(failure?.code == .fileExists)
  }

  @Test func listsNamesInOrder() throws {
    let folder = try TestFolder()
    for name in ["b", ".hidden", "a"] { try Files.writeAtomically("", to: "\(folder.path)/\(name)") }
    #expect(try Files.list(folder.path) == [".hidden", "a", "b"])
    let failure = error { () throws(IOError) in _ = try Files.list("\(folder.path)/none") }
    #expect(failure?.code == .noSuchFile)
  }

  @Test func removingWhatIsNotThereIsFine() throws {
    let folder = try TestFolder()
    let path = "\(folder.path)/file"
    try Files.writeAtomically("", to: path)
    try Files.remove(path)
    try Files.remove(path)
    #expect(!Files.exists(path))
  }

  @Test func knowsTheFreeSpace() throws {
    // df(1) asks the same of the kernel; it only has to be a plausible number of bytes here.
    let free = try Files.freeSpace(at: "/")
    #expect(free > 0)
    let failure = error { () throws(IOError) in _ = try Files.freeSpace(at: "/nowhere/at/all") }
    #expect(failure?.code == .noSuchFile)
  }

  @Test func tellsALinkFromWhatItLeadsTo() throws {
    #expect(Files.isLink("/proc/self"))
    #expect(!Files.isLink("/proc"))
    #expect(!Files.isLink("/nowhere/at/all"))
  }

  @Test func takesPathsApart() {
    #expect(Files.folder(of: "/a/b") == "/a")
    #expect(Files.folder(of: "/a") == "/")
    #expect(Files.folder(of: "a") == ".")
    #expect(Files.name(of: "/a/b") == "b")
    #expect(Files.name(of: "b") == "b")
    #expect(Files.resolved("/nowhere/at/all") == nil)
    #expect(Files.resolved("/proc/../proc") == "/proc")
  }
}
