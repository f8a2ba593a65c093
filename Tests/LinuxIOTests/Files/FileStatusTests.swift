import ExocapTestSupport
import Glibc
import LinuxIO
import Testing

@Suite struct FileStatusTests {
  @Test func lengthAndTimeAreTheFileSystems() throws {
    let folder = try TestFolder()
    let path = folder.path + "/file"
    try Files.writeAtomically("twelve bytes", to: path)
    // touch(1) of coreutils sets the time; 2026-03-04 05:06:07.25 UTC is 1,772,600,767.25 s after 1970 (date(1)).
    guard var touch = Program(["touch", "-d", "2026-03-04T05:06:07.25Z", path]) else { return Requirement.skip("no touch(1)") }
    let end = touch.status()
    #expect(end == 0)
    let status = try #require(FileStatus(of: path))
    #expect(status == FileStatus(size: 12, modified: 1_772_600_767_250_000_000))
  }

  @Test func whereThereIsNothingThereIsNoStatus() { #expect(FileStatus(of: "/dev/null/none") == nil) }
}
