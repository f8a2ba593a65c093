import ExocapCore
@testable import ExocapRuntime
import Testing

@Suite struct DaemonLogTests {
  static func event(_ severity: EventSeverity, _ text: String = "text") -> DaemonEvent {
    DaemonEvent("kind", severity, source: "arm", text, at: Timestamp(nanoseconds: 0))
  }

  @Test func aLineSaysWhereWhatAndWhatToDo() {
    var log = DaemonLog(isJournal: false)
    let now = Timestamp(nanoseconds: 1)
    #expect(log.line(of: Self.event(.information), now: now) == "arm: text\n")
    #expect(log.line(of: Self.event(.warning).with(remedy: "plug it in"), now: now) == "warning: arm: text. To repair: plug it in\n")
    #expect(log.line(of: Self.event(.error, "two\nlines"), now: now) == "error: arm: two lines\n")
    var journal = DaemonLog(isJournal: true)
    // Levels of sd-daemon(3).
    #expect(journal.line(of: Self.event(.information), now: now) == "<6>arm: text\n")
    #expect(journal.line(of: Self.event(.warning), now: now) == "<4>arm: text\n")
    #expect(journal.line(of: Self.event(.error), now: now) == "<3>arm: text\n")
  }

  @Test func aFloodIsCutAndCounted() {
    var log = DaemonLog(isJournal: false)
    var now = Timestamp(nanoseconds: 0)
    var lines = 0
    for _ in 0..<100 where log.line(of: Self.event(.warning), now: now) != nil { lines += 1 }
    #expect(lines == 40)
    // What somebody must act on is never left out.
    #expect(log.line(of: Self.event(.error), now: now) == "error: (60 lines left out) arm: text\n")
    now = now + .seconds(1)
    lines = 0
    for _ in 0..<100 where log.line(of: Self.event(.warning), now: now) != nil { lines += 1 }
    #expect(lines == 5)
  }

  @Test func aLongLineIsCutToWhatAPipeTakesWhole() {
    var log = DaemonLog(isJournal: false)
    let line = log.line(of: Self.event(.warning, String(repeating: "a", count: 9000)), now: Timestamp(nanoseconds: 0))
    #expect(line?.utf8.count == 4096)
    #expect(line?.hasSuffix("a\n") == true)
  }
}
