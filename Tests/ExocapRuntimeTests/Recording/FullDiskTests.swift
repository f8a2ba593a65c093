import ExocapTestSupport
import Glibc
import Testing

@testable import ExocapRuntime
@testable import LinuxIO

/// A real disk that is full: 4 MB in memory, mounted for a process of its own.
struct FullDiskTests {
  @Test func fourMegabytesAreFilledAndTheFileHasItsEnd() async throws {
    let folder = try TestFolder()
    unsafe setenv("EXOCAP_TEST_FOLDER", folder.path, 1)
    let result = await #expect(processExitsWith: .success) {
      let path = unsafe getenv("EXOCAP_TEST_FOLDER").map { unsafe String(cString: $0) } ?? ""
      let disk = path + "/disk"
      try Files.makeFolders(disk)
      // A name space of mounts of our own: nobody else sees it, and it ends with this process.
      guard unsafe unshare(CLONE_NEWNS) == 0, unsafe mount(nil, "/", nil, UInt(MS_REC.rawValue | MS_PRIVATE.rawValue), nil) == 0,
        unsafe mount("none", disk, "tmpfs", 0, "size=4m") == 0
      else {
        try Files.writeAtomically("not permitted", to: path + "/skipped")
        return
      }
      let session = try SyntheticSession()
      let bench = try RecordingBench(folder: disk) { settings in
        settings.compression = .none
        settings.ballast = 256 << 10
      }
      bench.begin(at: session.now)
      session.run(milliseconds: 12_000) { bench.drain($0) }
      let snapshot = bench.status.snapshot
      guard let file = snapshot.finished, case .system(let error) = file.problem, error.code == .noSpace else { exit(3) }
      // It has its name, so it has its end; copied out, because the disk goes with this process.
      guard file.path.hasSuffix(".mcap"), snapshot.refusedChunks > 0 else { exit(4) }
      let bytes = try Files.contents(of: file.path, atMost: 1 << 23)
      try Files.writeAtomically(bytes.span, to: path + "/copy.mcap")
    }
    _ = result
    if Files.exists(folder.path + "/skipped") { return Requirement.skip("mounting a tmpfs is not permitted") }
    let recording = try Recording(path: folder.path + "/copy.mcap")
    #expect(recording.damage == nil && recording.size > 3 << 20 && recording.size <= 4 << 20)
    #expect(recording.stopped?.contains("No space left") ?? false)
    let outcome = ReplayFile.check(recording, rig: SmallRig.rig)
    #expect(outcome.isFaithful && outcome.report.ticks > 1_000, "\(outcome.text)")
  }
}
