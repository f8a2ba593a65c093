import ExocapTestSupport
import LinuxIO
import Testing

@Suite struct FileDescriptorTransferTests {
  @Test func writesAndReadsAtPlaces() throws {
    let folder = try TestFolder()
    let path = "\(folder.path)/file"
    let file = try FileDescriptor.open(path, .readWrite, options: .create)
    try file.writeAll([1, 2, 3, 4].span, to: path)
    try file.writeAll([9, 9].span, at: 1, to: path)
    try file.writeAll([5].span, at: 6, to: path)
    try file.synchronizeBytes(of: path)
    try file.synchronize(of: path)
    #expect(try file.length(of: path) == 7)
    var block = [UInt8](repeating: 0xFF, count: 16)
    var span = block.mutableSpan
    let result = file.read(into: &span, at: 0)
    #expect(result == .bytes(7))
    // The hole reads as zeros (lseek(2)).
    #expect(Array(block[..<7]) == [1, 9, 9, 4, 0, 0, 5])
  }

  @Test func aFileIsCutOrFilledUpWithZeros() throws {
    let folder = try TestFolder()
    let path = folder.path + "/file"
    let file = try FileDescriptor.open(path, .readWrite, options: .create)
    try file.writeAll([1, 2, 3].span, to: path)
    try file.truncate(to: 2, of: path)
    try file.truncate(to: 4, of: path)
    #expect(try Files.contents(of: path, atMost: 10) == [1, 2, 0, 0])
    let reader = try FileDescriptor.open(path, .readOnly)
    #expect(throws: IOError.self) { try reader.truncate(to: 0, of: path) }
  }

  @Test func aFullDiskIsAnErrorThatNamesTheFile() throws {
    // /dev/full answers every write with ENOSPC (full(4)).
    let full = try FileDescriptor.open("/dev/full", .writeOnly)
    let failure = error { () throws(IOError) in try full.writeAll([1].span, to: "/dev/full") }
    #expect(failure == IOError("write", "/dev/full", .system(.noSpace)))
    let placed = error { () throws(IOError) in try full.writeAll([1].span, at: 8, to: "/dev/full") }
    #expect(placed == IOError("write", "/dev/full", .system(.noSpace)))
  }
}
