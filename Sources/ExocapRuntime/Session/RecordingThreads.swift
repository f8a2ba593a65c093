internal import ExocapCore
internal import LinuxIO

/// The write and sync threads: chunks to the file, the file to the disk, decisions beside it. Nothing here is real-time.
final class RecordingThreads {
  private let queue: ChunkQueue
  private let status: RecordingStatus
  private let sync: RecordingSync
  private let keeper: EpisodeKeeper
  private let writeSignals = ThreadSignals()
  private let syncSignals = ThreadSignals()
  private let syncWake: EventDescriptor
  private let repairSignals = ThreadSignals()
  private let disk = SystemDisk()
  private let events: EventQueue
  private let settings: RecorderSettings
  private var threads: [ThreadBox] = []

  /// How long the write thread waits for chunks before it turns again.
  private static var longestWait: Interval { .milliseconds(200) }

  init(
    queue: ChunkQueue, status: RecordingStatus, keeper: EpisodeKeeper, settings: RecorderSettings, events: EventQueue
  ) throws(IOError) {
    self.settings = settings
    self.events = events
    self.queue = queue
    self.status = status
    self.keeper = keeper
    sync = RecordingSync(status: status, disk: disk)
    syncWake = try EventDescriptor()
  }

  var pulses: [ThreadPulse] {
    [
      ThreadPulse("write", bound: ThreadPulse.diskBound, writeSignals), ThreadPulse("sync", bound: ThreadPulse.diskBound, syncSignals),
    ]
  }

  func start() throws(IOError) {
    let (queue, status, sync, keeper, wake, disk) = (queue, status, sync, keeper, syncWake, disk)
    // Before anything is written, so that no file of ours is among them.
    let unfinished = RecordingSweep(settings.folder, on: disk)
    let (writeSignals, syncSignals) = (writeSignals, syncSignals)
    let write = ThreadSettings(name: "write", policy: .normal, stackSize: 1 << 20)
    threads.append(
      ThreadBox(
        try RealtimeThread(write) {
          ThreadNice.favour()
          var writer = RecordingWriter(queue: queue, status: status, sync: sync, disk: disk)
          while !writeSignals.shouldStop {
            queue.wait(until: MonotonicClock.now() + RecordingThreads.longestWait)
            writeSignals.countTurn()
            writer.turn()
          }
          writer.turn()
        }))
    let settings = ThreadSettings(name: "sync", policy: .normal, stackSize: 1 << 20)
    threads.append(
      ThreadBox(
        try RealtimeThread(settings) {
          ThreadNice.favour()
          while !syncSignals.shouldStop {
            _ = wake.pollDescriptor.wait(for: .readable, until: MonotonicClock.now() + RecordingSync.period)
            _ = wake.takeRings()
            syncSignals.countTurn()
            keeper.turn(now: MonotonicClock.now(), utc: WallClockReading.take().realtime)
            sync.synchronize()
          }
          keeper.turn(now: MonotonicClock.now(), utc: WallClockReading.take().realtime)
        }))
    try repair(unfinished)
  }

  /// Repairs what an earlier life left, in a thread that ends with it: neither the start nor a new episode waits for it.
  private func repair(_ unfinished: RecordingSweep) throws(IOError) {
    guard !unfinished.paths.isEmpty else { return }
    let (signals, events) = (repairSignals, events)
    let repair = RecordingRepair(on: disk, version: ExocapVersion.current, boot: settings.boot)
    threads.append(
      ThreadBox(
        try RealtimeThread(ThreadSettings(name: "repair", policy: .normal, stackSize: 1 << 20)) {
          unfinished.run(repair, now: { WallClockReading.take().realtime }, while: { !signals.shouldStop }) { result in
            if let event = DaemonEvent(result, at: MonotonicClock.now()) { events.put(event) }
          }
        }))
  }

  /// Lets the sync thread look for decisions at once.
  func wakeKeeper() { syncWake.ring() }

  /// Ends both, after everything that waits was written.
  func stop() {
    repairSignals.stop()
    writeSignals.stop()
    queue.wake()
    threads.first?.join()
    syncSignals.stop()
    syncWake.ring()
    for thread in threads { thread.join() }
    threads = []
  }
}

extension DaemonEvent {
  /// What became of a recording that an earlier life left; nil where nothing is to be told.
  fileprivate init?(_ result: Result<RecordingRepair.Outcome, RepairProblem>, at now: Timestamp) {
    switch result {
    case .success(.stopped): return nil
    case .success(.whole(let path)):
      self.init("recording_repaired", .information, "\(path): nothing is missing, it lacked its name only", at: now)
      members = [JSONMember("path", .string(path)), JSONMember("lost_tail_ms", .integer(0))]
    case .success(.recovered(let path, let recovery)):
      self.init("recording_repaired", .warning, "\(path): \(recovery)", at: now)
      members = [
        JSONMember("path", .string(path)), JSONMember("lost_tail_ms", .integer(recovery.lostTail.nanoseconds / 1_000_000)),
        JSONMember("tail_bytes_cut", .count(recovery.tailBytesCut)),
      ]
    case .failure(let problem):
      self.init("repair_failed", .warning, "an unfinished recording stays as it is: \(problem)", at: now)
      remedy = "exocap repair \(problem.path)"
      members = [JSONMember("path", .string(problem.path))]
    }
  }
}
