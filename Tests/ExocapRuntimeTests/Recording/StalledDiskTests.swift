import ExocapCore
import ExocapTestSupport
import Glibc
import Synchronization
import Testing

@testable import ExocapRuntime
@testable import LinuxIO

/// A disk that blocks holds nobody but who writes to it. How the control loop of the real daemon fares beside one is measured by
/// `exocap simulate stalls`.
struct StalledDiskTests {
  @Test(arguments: [BlockingDisk.Place.write, .sync]) func whoDrainsNeverWaitsForADiskThatBlocks(place: BlockingDisk.Place) throws {
    let disk = BlockingDisk(place)
    let settings = {
      var settings = RecorderSettings(folder: "recordings"); settings.reserve = 0; return settings
    }()
    let queue = try ChunkQueue(settings)
    let status = RecordingStatus()
    let sync = RecordingSync(status: status, disk: disk)
    let recorder = EpisodeRecorder(
      rig: SmallRig.rig, run: SmallRig.run, settings: settings, queue: queue, status: status, attachments: [], version: "test")
    let isOver = Atomic(false)
    let write = TestThread {
      var writer = RecordingWriter(queue: queue, status: status, sync: sync, disk: disk)
      while !isOver.load(ordering: .acquiring) {
        queue.wait(until: MonotonicClock.now() + .milliseconds(20))
        writer.turn()
      }
      writer.turn()
    }
    let syncing = TestThread { while !isOver.load(ordering: .acquiring) { sync.synchronize(); TestThread.yield() } }

    let session = try SyntheticSession()
    func drain(_ session: SyntheticSession) {
      session.emptyTaps { recorder.take($0, $1) }
      recorder.turn(now: session.now)
      if let wish = recorder.takeWish() { session.wantCheckpoints(wish) }
    }
    recorder.beginEpisode(EpisodePlan(), wall: RecordingBench.wall, now: session.now)
    session.run(milliseconds: 500) { drain($0) }
    #expect(eventually { disk.hasBlocked }, "the disk was not asked")
    // Five seconds pass while it blocks, and come back from the drain all the same: it would hang here for ever.
    session.run(milliseconds: 5_000) { drain($0) }
    #expect(disk.isBlocking)
    let waiting = queue.queuedBytes
    disk.letGo()
    recorder.endEpisode(now: session.now)
    session.run(milliseconds: 100) { drain($0) }
    #expect(eventually { status.snapshot.finished != nil })
    isOver.store(true, ordering: .releasing)
    queue.wake()
    write.join()
    syncing.join()

    #expect(place == .sync || waiting > 10_000)
    let summary = try #require(recorder.takeFinished())
    #expect(summary.lostRecords == 0 && summary.droppedChunks == 0)
    #expect(status.snapshot.finished?.problem == nil)
    let folder = try TestFolder()
    let path = folder.path + "/a.mcap"
    let bytes = disk.inner.files.values.first ?? []
    try Files.writeAtomically(bytes.span, to: path)
    let outcome = ReplayFile.check(try Recording(path: path), rig: SmallRig.rig)
    let isIdentical = outcome.report.isIdentical
    #expect(isIdentical && outcome.report.ticks > 1_200, "\(outcome.text)")
  }
}

/// A simulated disk that blocks in its tenth write, or in its first sync, until it is let go.
final class BlockingDisk: Disk {
  enum Place: Sendable { case write, sync }

  let inner = SimulatedDisk()
  private let place: Place
  private let blocked = Atomic(false)
  private let released = Atomic(false)

  init(_ place: Place) { self.place = place }

  var hasBlocked: Bool { blocked.load(ordering: .acquiring) }
  var isBlocking: Bool { hasBlocked && !released.load(ordering: .acquiring) }
  func letGo() { released.store(true, ordering: .releasing) }

  fileprivate func pass(_ here: Place) {
    guard here == place, here == .sync || inner.writes >= 10 else { return }
    blocked.store(true, ordering: .releasing)
    while !released.load(ordering: .acquiring) { TestThread.yield() }
  }

  func makeFolders(_ path: String) throws(IOError) { try inner.makeFolders(path) }
  func freeSpace(at path: String) throws(IOError) -> Int { try inner.freeSpace(at: path) }
  func list(_ path: String) throws(IOError) -> [String] { try inner.list(path) }
  func exists(_ path: String) -> Bool { inner.exists(path) }
  func create(_ path: String) throws(IOError) -> any DiskFile { BlockingFile(self, try inner.create(path)) }
  func open(_ path: String) throws(IOError) -> any DiskFile { BlockingFile(self, try inner.open(path)) }
  func rename(_ old: String, to new: String) throws(IOError) { try inner.rename(old, to: new) }
  func remove(_ path: String) throws(IOError) { try inner.remove(path) }
  func synchronizeFolder(_ path: String) throws(IOError) { try inner.synchronizeFolder(path) }
}

private final class BlockingFile: DiskFile {
  private let disk: BlockingDisk
  private let inner: any DiskFile

  init(_ disk: BlockingDisk, _ inner: any DiskFile) {
    self.disk = disk
    self.inner = inner
  }

  var path: String { inner.path }
  func length() throws(IOError) -> Int { try inner.length() }
  func write(_ bytes: RawSpan, at offset: Int) throws(IOError) -> Int {
    disk.pass(.write)
    return try inner.write(bytes, at: offset)
  }
  func read(into bytes: inout MutableRawSpan, at offset: Int) throws(IOError) -> Int { try inner.read(into: &bytes, at: offset) }
  func synchronize() throws(IOError) {
    disk.pass(.sync)
    try inner.synchronize()
  }
  func truncate(to length: Int) throws(IOError) { try inner.truncate(to: length) }
  func reserve(_ length: Int) throws(IOError) -> Bool { try inner.reserve(length) }
}
