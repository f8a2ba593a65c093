import ExocapTestSupport
import Glibc
import Testing

@testable import LinuxIO

struct SystemDiskTests {
  @Test func aFileIsWrittenReadCutAndRenamed() throws {
    let folder = try TestFolder()
    let disk = SystemDisk()
    let file = try disk.create(folder.path + "/a.part")
    try file.writeAll(unsafe Array("recording".utf8).span.bytes, at: 3)
    #expect(try file.length() == 12)
    var bytes = [UInt8](repeating: 1, count: 20)
    var span = bytes.mutableSpan
    var raw = unsafe span.mutableBytes
    let count = try file.readAll(into: &raw, at: 0)
    #expect(count == 12)
    #expect(Array(bytes.prefix(12)) == [0, 0, 0] + Array("recording".utf8))
    try file.truncate(to: 5)
    try file.synchronize()
    try disk.rename(folder.path + "/a.part", to: folder.path + "/a")
    try disk.synchronizeFolder(folder.path)
    #expect(try disk.list(folder.path) == ["a"])
    #expect(try Files.contents(of: folder.path + "/a", atMost: 100) == [0, 0, 0] + Array("re".utf8))
  }

  @Test func whatIsClaimedIsNotOpenedAgainUntilItIsLetGo() throws {
    let folder = try TestFolder()
    let disk = SystemDisk()
    var file: (any DiskFile)? = try disk.create(folder.path + "/a")
    #expect { try disk.open(folder.path + "/a") } throws: { "\($0)".contains("another process has it") }
    #expect(try file?.length() == 0)
    file = nil
    #expect(try disk.open(folder.path + "/a").length() == 0)
    #expect { try disk.create(folder.path + "/a") } throws: { ($0 as? IOError)?.code == .fileExists }
  }

  @Test func reservedRoomIsTakenUnseenAndGivenBack() throws {
    let folder = try TestFolder()
    let file = try SystemDisk().create(folder.path + "/a")
    try file.writeAll(unsafe [UInt8](repeating: 7, count: 100).span.bytes, at: 0)
    guard try file.reserve(1 << 20) else { return Requirement.skip("this file system cannot reserve room") }
    #expect(try file.length() == 100)
    #expect(try Self.blocks(folder.path + "/a") >= 2048)
    try file.truncate(to: 100)
    #expect(try file.length() == 100)
    #expect(try Self.blocks(folder.path + "/a") <= 64)
  }

  /// Of 512 B.
  private static func blocks(_ path: String) throws -> Int {
    var status = stat()
    guard unsafe stat(path, &status) == 0 else { throw IOError("measure", path, ErrorCode.last) }
    return Int(status.st_blocks)
  }
}
