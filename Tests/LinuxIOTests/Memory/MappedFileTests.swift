import ExocapTestSupport
import LinuxIO
import Testing

@Suite struct MappedFileTests {
  @Test func showsTheFilesBytesInPlace() throws {
    let folder = try TestFolder()
    let path = "\(folder.path)/file"
    let bytes = (0..<100_000).map { UInt8(truncatingIfNeeded: $0 &* 7) }
    try Files.writeAtomically(bytes.span, to: path)
    let file = try MappedFile(path)
    #expect(file.count == 100_000)
    let copy = file.withBytes { span in span.indices.map { span[$0] } }
    #expect(copy == bytes)
    #expect(unsafe file.unsafeBytes[99_999] == bytes[99_999])
  }

  @Test func anEmptyFileHasNoBytes() throws {
    let folder = try TestFolder()
    let path = "\(folder.path)/empty"
    try Files.writeAtomically("", to: path)
    let file = try MappedFile(path)
    let count = file.withBytes { $0.count }
    #expect(count == 0)
  }

  @Test func aMissingFileIsNamed() {
    let failure = error { () throws(IOError) in _ = try MappedFile("/nowhere/at/all") }
    #expect(failure?.code == .noSuchFile)
    #expect(failure?.subject == "/nowhere/at/all")
  }

  @Test func aFolderCannotBeRead() {
    let failure = error { () throws(IOError) in _ = try MappedFile("/") }
    #expect(failure?.operation == "map")
  }
}
