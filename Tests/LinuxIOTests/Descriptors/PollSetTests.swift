import ExocapCore
import LinuxIO
import Testing

@Suite struct PollSetTests {
  @Test func tellsWhichOneIsReady() throws {
    let first = try EventDescriptor()
    let second = try EventDescriptor()
    var set = PollSet()
    let firstSlot = set.add(first.pollDescriptor)
    let secondSlot = set.add(second.pollDescriptor)
    second.ring()
    let isReady = set.wait(until: soon)
    #expect(isReady)
    let found = (set.readiness(of: firstSlot), set.readiness(of: secondSlot))
    #expect(found.0 == .none)
    #expect(found.1 == .readable)
  }

  @Test func aDeadlineEndsTheWaitAndNotBefore() throws {
    let event = try EventDescriptor()
    var set = PollSet()
    _ = set.add(event.pollDescriptor)
    let deadline = MonotonicClock.now() + .milliseconds(3)
    let isReady = set.wait(until: deadline)
    #expect(!isReady)
    #expect(MonotonicClock.now() >= deadline)
  }

  @Test func aPastDeadlineOnlyLooks() throws {
    let event = try EventDescriptor()
    var set = PollSet()
    let slot = set.add(event.pollDescriptor)
    let before = set.wait(until: .never)
    #expect(!before)
    event.ring()
    let after = set.wait(until: .never)
    #expect(after)
    let found = set.readiness(of: slot)
    #expect(found == .readable)
  }

  @Test func aReplacedDescriptorIsTheOneWaitedOn() throws {
    let event = try EventDescriptor()
    event.ring()
    var set = PollSet()
    let slot = set.add(.none)
    let nothing = set.wait(until: .never)
    #expect(!nothing)
    set.replace(slot, with: event.pollDescriptor)
    let something = set.wait(until: soon)
    #expect(something)
    set.setInterest(.none, of: slot)
    let unwanted = set.wait(until: .never)
    #expect(!unwanted)
  }

  @Test func hangUpIsReportedUnasked() throws {
    let pipe = try Pipe()
    let reader = pipe.reader
    let writer = pipe.writer
    _ = consume writer
    #expect(reader.pollDescriptor.wait(for: .none, until: soon) == .hungUp)
  }
}
