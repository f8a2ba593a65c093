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

  private static let uevent = "/sys/class/tty/tty0/uevent"

  /// Whether the kernel can be made to tell of a terminal, and is heard.
  private static func canAskTheKernel(_ location: SourceLocation = #_sourceLocation) -> Bool {
    if Files.isWritable(uevent), HotplugMonitor.usualSource == .kernel { return true }
    Requirement.skip("the kernel cannot be asked for events of a terminal", location: location)
    return false
  }

  private static func askTheKernel(_ action: String) throws {
    let descriptor = try FileDescriptor.open(uevent, .writeOnly)
    try descriptor.writeAll(Array("\(action)\n".utf8).span, to: uevent)
  }

  @Test func theKernelsEventReachesEveryDevice() throws {
    guard Self.canAskTheKernel() else { return }
    let own = ThreadSignals()
    let devices = [ThreadSignals(), ThreadSignals()]
    let monitor = Handover(MonitorBox(try HotplugMonitor(.kernel)))
    let listener = ThreadBox(
      try RealtimeThread(ThreadSettings(name: "hotplug", policy: .normal)) {
        guard let monitor = monitor.take().take() else { return }
        var thread = HotplugThread(monitor, signals: own, devices: devices)
        thread.run()
      })
    try Self.askTheKernel("add")
    for device in devices {
      #expect(eventually { device.takeHotplug() })
      // Told once.
      #expect(!device.takeHotplug())
    }
    own.stop()
    listener.join()
  }

  @Test func aPortIsOpenWithinASecondOfTheKernelsEvent() throws {
    guard Self.canAskTheKernel() else { return }
    let rig = try TestRig()
    let session = try Self.session(rig)
    defer { session.stop() }
    #expect(session.refusals.isEmpty)
    var slowest = Interval.zero
    for _ in 0..<5 {
      let terminal = try PseudoTerminal(link: rig.folder + "/arm")
      let plugged = MonotonicClock.now()
      try Self.askTheKernel("add")
      #expect(eventually { terminal.isOpenAtOtherEnd })
      slowest = max(slowest, MonotonicClock.now() - plugged)
      _ = consume terminal
      #expect(eventually { session.status(of: DeviceID(0))?.isOpen == false })
    }
    #expect(slowest < .seconds(1), "\(slowest.seconds) s")
  }

  /// In a process of its own: other tests open terminals and allocate, too.
  @Test func aThousandReplugsCostNothing() throws {
    guard unsafe getenv("EXOCAP_ALONE") != nil else {
      let own = Files.resolved("/proc/self/exe") ?? ""
      let words = ["env", "EXOCAP_ALONE=1", own, "--testing-library", "swift-testing", "--filter", "aThousandReplugsCostNothing"]
      guard var alone = Program(["sh", "-c", "exec \"$@\" 2>&1", "sh"] + words) else {
        Issue.record("the tests cannot start themselves")
        return
      }
      let lines = alone.rest()
      let hasRun = lines.contains { $0.contains("Test run with 1 test") && $0.contains("passed") }
      #expect(hasRun, "\(lines.joined(separator: "\n"))")
      return
    }
    let rig = try TestRig()
    let session = try Self.session(rig)
    defer { session.stop() }
    var after100: (descriptors: Int, resident: Int) = (0, 0)
    for cycle in 1...1000 {
      let terminal = try PseudoTerminal(link: rig.folder + "/arm")
      for part in session.parts { part.signals.noteHotplug() }
      // Not before it was opened whole: what is pulled in the middle of that was never there.
      #expect(eventually { session.status(of: DeviceID(0)).map { $0.isOpen && $0.openings == cycle } ?? false }, "cycle \(cycle)")
      _ = consume terminal
      #expect(eventually { session.status(of: DeviceID(0))?.isOpen == false })
      if cycle == 100 { after100 = Self.costs() }
      if cycle % 100 == 0 {
        // Who started us waits for a line.
        print("\(cycle) cycles")
        _ = fflush(nil)
      }
    }
    let end = Self.costs()
    #expect(end.descriptors <= after100.descriptors, "\(after100.descriptors) descriptors became \(end.descriptors)")
    // A leak of one page a cycle would be 3.6 MB.
    #expect(end.resident - after100.resident < 1_000_000, "\(after100.resident) B became \(end.resident) B")
  }

  /// Open descriptors, and resident memory [B], of this process.
  private static func costs() -> (descriptors: Int, resident: Int) {
    let numbers = (try? Files.list("/proc/self/fd")) ?? []
    let status = (try? Files.contents(of: "/proc/self/statm", atMost: 4096)) ?? []
    let pages = String(decoding: status, as: UTF8.self).split(separator: " ").dropFirst().first.flatMap { Int($0) } ?? 0
    return (numbers.count, pages * 4096)
  }
}
