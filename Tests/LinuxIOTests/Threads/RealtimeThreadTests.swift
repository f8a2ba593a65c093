import CExocap
import ExocapCore
import Glibc
import LinuxIO
import Synchronization
import Testing

/// What a thread found out about itself.
private struct Findings: Sendable {
  var name = ""
  var stackSize = 0
  var policy: Int32 = -1
  var priority: Int32 = -1
  var timerSlack = ""
  var processors = ""
  var touchedPages = 0
  var isSet = false
}

@Suite struct RealtimeThreadTests {
  private func run(_ settings: ThreadSettings) throws -> (Findings, [IOError]) {
    let findings = Box(Mutex(Findings()))
    let thread = try RealtimeThread(settings) { findings.value.withLock { $0 = Self.lookAround() } }
    let refusals = thread.refusals
    thread.join()
    return (findings.value.withLock { $0 }, refusals)
  }

  @Test func hasItsNameStackAndTimerSlack() throws {
    let (found, refusals) = try run(ThreadSettings(name: "acquire-left", policy: .normal))
    #expect(refusals.isEmpty)
    #expect(found.isSet)
    #expect(found.name == "acquire-left")
    // glibc may hand out a larger stack that another thread left, up to four times the size.
    #expect(found.stackSize >= 256 * 1024)
    #expect(found.stackSize <= 1024 * 1024)
    #expect(found.timerSlack == "1")
    #expect(found.policy == SCHED_OTHER)
  }

  @Test func itsStackIsInMemoryBeforeTheBodyRuns() throws {
    let (found, _) = try run(ThreadSettings(name: "touched", policy: .normal, stackSize: 512 * 1024))
    // 400 of 512 KiB: what is left are the margin and the frames of the test itself.
    #expect(found.touchedPages == 100)
  }

  @Test func isRealTimeOrSaysHowToAllowIt() throws {
    let (found, refusals) = try run(ThreadSettings(name: "control", policy: .fifo(priority: 40)))
    if refusals.isEmpty {
      #expect(found.policy == SCHED_FIFO)
      #expect(found.priority == 40)
    } else {
      #expect(found.policy == SCHED_OTHER)
      #expect(refusals.first?.code == .notPermitted)
      #expect(refusals.first?.remedy?.contains("LimitRTPRIO=40") == true)
      #expect(refusals.first?.remedy?.contains("ulimit -r") == true)
    }
  }

  @Test func runsAllTheSameWhereTheSystemRefuses() throws {
    // Linux has priorities 1…99 and not so many processors.
    let (found, refusals) = try run(ThreadSettings(name: "greedy", policy: .fifo(priority: 100), processor: 1023))
    #expect(found.isSet)
    #expect(found.policy == SCHED_OTHER)
    #expect(
      refusals == [
        IOError("keep on processor 1023 the thread", "greedy", .system(.invalidArgument)),
        IOError("give FIFO priority 100 to the thread", "greedy", .system(.invalidArgument)),
      ])
  }

  @Test func aNormalThreadOfARealTimeThreadIsNormal() throws {
    let inner = Box(Mutex(Findings()))
    let outer = try RealtimeThread(ThreadSettings(name: "outer", policy: .fifo(priority: 10))) {
      let thread = try? RealtimeThread(ThreadSettings(name: "inner", policy: .normal)) {
        inner.value.withLock { $0 = Self.lookAround() }
      }
      thread?.join()
    }
    outer.join()
    #expect(inner.value.withLock { $0.policy } == SCHED_OTHER)
  }

  @Test func staysOnItsProcessor() throws {
    let (found, refusals) = try run(ThreadSettings(name: "pinned", policy: .normal, processor: 0))
    guard refusals.isEmpty else { return }
    #expect(found.processors == "0")
  }

  @Test func aStackThatCannotBeIsAnError() {
    let failure = error { () throws(IOError) in
      _ = try RealtimeThread(ThreadSettings(name: "flat", policy: .normal, stackSize: 1)) {}
    }
    #expect(failure?.subject == "flat")
  }
}

extension RealtimeThreadTests {
  fileprivate static func lookAround() -> Findings {
    var found = Findings()
    found.touchedPages = touchedPagesBelow()
    found.stackSize = exocap_thread_stack_size()
    var parameters = sched_param()
    unsafe pthread_getschedparam(pthread_self(), &found.policy, &parameters)
    found.priority = parameters.sched_priority
    found.name = line("/proc/thread-self/comm")
    found.processors = line("/proc/thread-self/status", after: "Cpus_allowed_list:\t")
    let thread = line("/proc/thread-self/status", after: "Pid:\t")
    found.timerSlack = line("/proc/\(thread)/timerslack_ns")
    found.isSet = true
    return found
  }

  private static func line(_ path: String, after prefix: String = "") -> String {
    let text = String(decoding: (try? Files.contents(of: path, atMost: 65_536)) ?? [], as: UTF8.self)
    let line = text.split(separator: "\n").first { $0.hasPrefix(prefix) } ?? ""
    return String(line.dropFirst(prefix.count))
  }

  /// How many of the 100 pages below this frame the kernel has in memory.
  private static func touchedPagesBelow() -> Int {
    var mark: UInt8 = 0
    var pages = [UInt8](repeating: 0, count: 100)
    unsafe withUnsafePointer(to: &mark) { here in
      let top = UInt(bitPattern: here) & ~4095
      unsafe mincore(UnsafeMutableRawPointer(bitPattern: top - 100 * 4096), 100 * 4096, &pages)
    }
    return pages.count { $0 & 1 == 1 }
  }
}
