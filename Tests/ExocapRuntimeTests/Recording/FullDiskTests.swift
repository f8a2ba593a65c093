import ExocapCore
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
    await #expect(processExitsWith: .success) {
      let path = unsafe getenv("EXOCAP_TEST_FOLDER").map { unsafe String(cString: $0) } ?? ""
      let disk = path + "/disk"
      try Files.makeFolders(disk)
      guard FullDiskTests.mountMemory(at: disk) else {
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
    if Files.exists(folder.path + "/skipped") { return Requirement.skip("mounting a tmpfs is not permitted") }
    let recording = try Recording(path: folder.path + "/copy.mcap")
    #expect(recording.damage == nil && recording.size > 3 << 20 && recording.size <= 4 << 20)
    #expect(recording.stopped?.contains("No space left") ?? false)
    let outcome = ReplayFile.check(recording, rig: SmallRig.rig)
    // Half of a second's megabyte is indexes and checkpoints: 3 MB hold over a second of 250 ticks.
    #expect(outcome.report.differenceCount == 0 && outcome.report.identical > 250, "\(outcome.text)")
  }

  private typealias Unshare = @convention(c) (Int32) -> Int32
  private typealias Mount =
    @convention(c) (
      UnsafePointer<CChar>?, UnsafePointer<CChar>, UnsafePointer<CChar>?, UInt, UnsafeRawPointer?
    ) -> Int32

  /// A disk of 4 MB in a name space of mounts of our own: nobody else sees it, and it ends with this process. False where that is not
  /// permitted. Swift's Glibc has neither call, nor their constants (linux/sched.h, linux/mount.h).
  private static func mountMemory(at folder: String) -> Bool {
    let newMounts: Int32 = 0x20000
    let recursivelyPrivate: UInt = 1 << 14 | 1 << 18
    guard let library = unsafe dlopen(nil, RTLD_NOW), let first = unsafe dlsym(library, "unshare"),
      let second = unsafe dlsym(library, "mount")
    else { return false }
    // SAFETY: the types are those of unshare(2) and mount(2).
    let unshare = unsafe unsafeBitCast(first, to: Unshare.self)
    let mount = unsafe unsafeBitCast(second, to: Mount.self)
    return unsafe unshare(newMounts) == 0 && mount(nil, "/", nil, recursivelyPrivate, nil) == 0
      && mount("none", folder, "tmpfs", 0, "size=4m") == 0
  }
}
