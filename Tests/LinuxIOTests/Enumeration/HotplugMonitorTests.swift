import ExocapCore
import ExocapTestSupport
import Glibc
import LinuxIO
import Testing

@Suite struct HotplugMonitorTests {
  /// The kernel tells of a terminal again when it is asked to in sysfs: an event of a real kernel without hardware.
  @Test func hearsTheKernel() throws {
    let file = "/sys/class/tty/tty0/uevent"
    guard Files.isWritable(file) else {
      Requirement.skip("the kernel cannot be asked for events of a terminal")
      return
    }
    var monitor = try HotplugMonitor(.kernel)
    #expect(monitor.source == .kernel)
    let before = monitor.take()
    #expect(before == nil)
    try ask(file)
    let deadline = soon
    while MonotonicClock.now() < deadline {
      _ = monitor.pollDescriptor.wait(for: .readable, until: deadline)
      let event = monitor.take()
      if event == HotplugEvent(change: .added, name: "tty0", path: "/dev/tty0") { return }
    }
    Issue.record("the kernel's event did not come")
  }

  @Test func whereNoUdevdRunsTheKernelIsHeard() {
    #expect(HotplugMonitor.usualSource == (Files.exists("/run/udev/control") ? .udev : .kernel))
  }

  private func ask(_ file: String) throws {
    let descriptor = try FileDescriptor.open(file, .writeOnly)
    try descriptor.writeAll(Array("add\n".utf8).span, to: file)
  }
}
