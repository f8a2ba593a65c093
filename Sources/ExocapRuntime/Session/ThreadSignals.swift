// Session/ turns a rig into running threads, and ends them in order. It is the only place that starts threads.

internal import ExocapCore
internal import Synchronization

/// What one real-time thread is told and tells, without waiting: flags and counts that the supervisor reads and writes.
final class ThreadSignals: Sendable {
  private let stopFlag = Atomic<Bool>(false)
  private let hurryFlag = Atomic<Bool>(false)
  private let hotplugFlag = Atomic<Bool>(false)
  private let checkpointsWanted = Atomic<UInt64>(0)
  private let checkpointsDone = Atomic<UInt64>(0)
  private let turnCount = Atomic<UInt64>(0)

  /// Asks the thread to end at its next turn.
  func stop() {
    // SYNC: pairs with the acquiring load in shouldStop.
    stopFlag.store(true, ordering: .releasing)
  }

  /// Whether the thread shall end.
  var shouldStop: Bool {
    // SYNC: pairs with the releasing store in stop.
    stopFlag.load(ordering: .acquiring)
  }

  /// Asks the thread not to wait for the robot when it ends.
  func hurry() {
    // SYNC: pairs with the acquiring load in isHurried.
    hurryFlag.store(true, ordering: .releasing)
  }

  /// Whether the end shall not wait for the robot.
  var isHurried: Bool {
    // SYNC: pairs with the releasing store in hurry.
    hurryFlag.load(ordering: .acquiring)
  }

  /// Says that a device came, went or changed: who waits for one need not wait longer.
  func noteHotplug() {
    // SYNC: pairs with the acquiring exchange in takeHotplug; nothing else is published through it.
    hotplugFlag.store(true, ordering: .releasing)
  }

  /// Whether there was such news since the last call.
  func takeHotplug() -> Bool {
    // SYNC: pairs with the releasing store in noteHotplug.
    hotplugFlag.exchange(false, ordering: .acquiringAndReleasing)
  }

  /// Asks for a checkpoint between two calls; returns the number that `isCheckpointed` answers for.
  func wantCheckpoint() -> UInt64 {
    // SYNC: pairs with the acquiring load in takeCheckpointWish.
    checkpointsWanted.add(1, ordering: .acquiringAndReleasing).newValue
  }

  /// The newest wish that is not yet done; nil where there is none. The thread's own side.
  func takeCheckpointWish() -> UInt64? {
    // SYNC: pairs with the add in wantCheckpoint.
    let wanted = checkpointsWanted.load(ordering: .acquiring)
    // SYNC: only this thread writes it.
    return wanted > checkpointsDone.load(ordering: .relaxed) ? wanted : nil
  }

  /// Says that the checkpoint for wish `number` is in the tap.
  func didCheckpoint(_ number: UInt64) {
    // SYNC: pairs with the acquiring load in isCheckpointed: the record was committed to the tap before.
    checkpointsDone.store(number, ordering: .releasing)
  }

  /// Whether the checkpoint for wish `number` is in the tap.
  func isCheckpointed(_ number: UInt64) -> Bool {
    // SYNC: pairs with the releasing store in didCheckpoint.
    checkpointsDone.load(ordering: .acquiring) >= number
  }

  /// Counts a turn past the thread's wait, for the watchdog.
  func countTurn() {
    // SYNC: a counter for the watchdog; nothing is published through it.
    turnCount.add(1, ordering: .relaxed)
  }

  /// How often the thread has passed its wait.
  var turns: UInt64 {
    // SYNC: a counter for the watchdog; nothing is published through it.
    turnCount.load(ordering: .relaxed)
  }
}
