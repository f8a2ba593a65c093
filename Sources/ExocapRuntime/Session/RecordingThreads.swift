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
  private var threads: [ThreadBox] = []

  /// How long the write thread waits for chunks before it turns again.
  private static var longestWait: Interval { .milliseconds(200) }

  init(queue: ChunkQueue, status: RecordingStatus, keeper: EpisodeKeeper) throws(IOError) {
    self.queue = queue
    self.status = status
    self.keeper = keeper
    sync = RecordingSync(status: status)
    syncWake = try EventDescriptor()
  }

  var pulses: [ThreadPulse] {
    [
      ThreadPulse("write", bound: ThreadPulse.diskBound, writeSignals), ThreadPulse("sync", bound: ThreadPulse.diskBound, syncSignals),
    ]
  }

  func start() throws(IOError) {
    let (queue, status, sync, keeper, wake) = (queue, status, sync, keeper, syncWake)
    let (writeSignals, syncSignals) = (writeSignals, syncSignals)
    let write = ThreadSettings(name: "write", policy: .normal, stackSize: 1 << 20)
    threads.append(
      ThreadBox(
        try RealtimeThread(write) {
          var writer = RecordingWriter(queue: queue, status: status, sync: sync)
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
          while !syncSignals.shouldStop {
            _ = wake.pollDescriptor.wait(for: .readable, until: MonotonicClock.now() + RecordingSync.period)
            _ = wake.takeRings()
            syncSignals.countTurn()
            keeper.turn(now: MonotonicClock.now(), utc: WallClockReading.take().realtime)
            sync.synchronize()
          }
          keeper.turn(now: MonotonicClock.now(), utc: WallClockReading.take().realtime)
        }))
  }

  /// Lets the sync thread look for decisions at once.
  func wakeKeeper() { syncWake.ring() }

  /// Ends both, after everything that waits was written.
  func stop() {
    writeSignals.stop()
    queue.wake()
    threads.first?.join()
    syncSignals.stop()
    syncWake.ring()
    for thread in threads { thread.join() }
    threads = []
  }
}
