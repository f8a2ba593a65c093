internal import ExocapCore
internal import Glibc
internal import LinuxIO

/// The daemon's shared memory, `/exocap-RIG`: the broadcast that the drain thread writes, and one command slot for each loop.
@safe
final class TelemetryBroadcast: Sendable {
  private let memory: SharedMemory
  private let layout: TelemetryLayout
  private let names: [UInt8]
  private let startedAt: Timestamp

  /// Makes the memory in place of what a killed daemon left.
  init(rig: Rig, at now: Timestamp) throws(IOError) {
    names = Array(TelemetryNames(rig: rig).text.utf8)
    layout = TelemetryLayout(namesLength: names.count, robots: rig.robots.count)
    memory = try SharedMemory(creating: TelemetryBroadcast.name(of: rig), count: layout.length)
    startedAt = now
  }

  /// As in shm_open(3).
  static func name(of rig: Rig) -> String { "/exocap-" + rig.name }

  /// The writing end, for one thread. This object must outlive it.
  func makeWriter() -> TelemetryWriter {
    // SAFETY: the memory is as long as the layout says, zero, and lives as long as this object.
    unsafe TelemetryWriter(memory: memory.base, layout: layout, names: names, process: getpid(), startedAt: startedAt)
  }

  /// The slot of a robot's newest datagram, for its loop's thread, once the writer was made. This object must outlive it.
  func makeSlot(of robot: RobotID) -> CommandSlotWriter {
    // SAFETY: as for the writer, which does not touch the slots.
    unsafe CommandSlotWriter(memory: memory.base, layout: layout, robot: robot)
  }
}
