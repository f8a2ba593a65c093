import ExocapTestSupport
import Glibc
import Synchronization
import Testing

@testable import LinuxIO

struct ThreadNiceTests {
  @Test func aFavouredThreadIsAloneInThatAndARefusalChangesNothing() {
    let before = getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0)
    let inside = Mutex<Int32>(0)
    let thread = TestThread {
      ThreadNice.favour()
      inside.withLock { $0 = getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0) }
    }
    thread.join()
    let seen = inside.withLock { $0 }
    #expect(seen == ThreadNice.favoured || seen == before)
    #expect(getpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0) == before)
  }
}
