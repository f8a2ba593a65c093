import ExocapCore
@testable import ExocapRuntime
import ExocapTestSupport
import Glibc
import LinuxIO
import Testing

/// What happens to a session's devices when they are pulled and come back.
@Suite(.serialized) struct HotplugTests {
  private static func session(_ rig: TestRig) throws -> Session {
    var options = Session.Options()
    options.isRealtime = false
    let session = try Session(rig: rig.loaded.rig, run: 5, options: options)
    try session.openPorts()
    try session.start(sinks: [], everyTurn: { _ in })
    return session
  }

  /// The port of the rig's first device is not there for longer than the longest wait between two tries; the kernel's event ends it.
  @Test func theKernelsEventOpensAPortAtOnce() throws {
    let uevent = "/sys/class/tty/tty0/uevent"
    guard Files.isWritable(uevent), HotplugMonitor.usualSource == .kernel else {
      Requirement.skip("the kernel cannot be asked for events of a terminal")
      return
    }
    let rig = try TestRig()
    let session = try Self.session(rig)
    defer { session.stop() }
    #expect(session.refusals.isEmpty)
    // Its tries are a second apart by then: 50 + 100 + 200 + 400 + 800 ms.
    MonotonicClock.sleep(until: MonotonicClock.now() + .milliseconds(2600))
    var slowest = Interval.zero
    for _ in 0..<5 {
      let terminal = try PseudoTerminal(link: rig.folder + "/arm")
      let plugged = MonotonicClock.now()
      let descriptor = try FileDescriptor.open(uevent, .writeOnly)
      try descriptor.writeAll(Array("add\n".utf8).span, to: uevent)
      #expect(eventually { terminal.isOpenAtOtherEnd })
      slowest = max(slowest, MonotonicClock.now() - plugged)
      _ = consume terminal
      #expect(eventually { session.status(of: DeviceID(0))?.isOpen == false })
    }
    #expect(slowest < .seconds(1), "\(slowest.seconds) s")
  }

  @Test func aThousandReplugsCostNothing() throws {
    let rig = try TestRig()
    let session = try Self.session(rig)
    defer { session.stop() }
    var after100: (descriptors: Int, resident: Int) = (0, 0)
    for cycle in 1...1000 {
      let terminal = try PseudoTerminal(link: rig.folder + "/arm")
      for part in session.parts { part.signals.noteHotplug() }
      #expect(eventually { terminal.isOpenAtOtherEnd }, "cycle \(cycle)")
      _ = consume terminal
      // The thread that read the end of file closes: only then is its descriptor gone.
      #expect(eventually { session.parts[0].problem.current != nil || session.status(of: DeviceID(0))?.isOpen == false })
      if cycle == 100 { after100 = Self.costs() }
    }
    #expect(eventually { session.status(of: DeviceID(0)).map { !$0.isOpen && $0.openings == 1000 } ?? false })
    let end = Self.costs()
    #expect(end.descriptors <= after100.descriptors, "\(after100.descriptors) descriptors became \(end.descriptors)")
    // Other tests of this process allocate meanwhile; a leak of one page a cycle would be 3.6 MB.
    #expect(end.resident - after100.resident < 3_000_000, "\(after100.resident) B became \(end.resident) B")
  }

  /// Descriptors that lead to terminals, and resident memory [B], of this process.
  private static func costs() -> (descriptors: Int, resident: Int) {
    let numbers = (try? Files.list("/proc/self/fd")) ?? []
    let terminals = numbers.filter { number in
      let target = Files.resolved("/proc/self/fd/\(number)") ?? ""
      return target.hasPrefix("/dev/pts/") || target.hasPrefix("/dev/ptmx")
    }
    let status = (try? Files.contents(of: "/proc/self/statm", atMost: 4096)) ?? []
    let pages = String(decoding: status, as: UTF8.self).split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return (terminals.count, pages * 4096)
  }
}
