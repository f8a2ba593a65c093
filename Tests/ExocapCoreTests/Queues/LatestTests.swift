import CRealtimeCheck
import ExocapCore
import ExocapTestSupport
import Synchronization
import Testing

@Suite struct LatestTests {
  /// 13 bytes: the last word is only partly the element's.
  struct OddSized: BitwiseCopyable, Sendable, Equatable {
    var word: UInt64
    var half: UInt32
    var byte: UInt8
  }

  @Test func holdsNothingBeforeTheFirstStore() {
    #expect(Latest<Int>().load() == nil)
  }

  @Test func givesTheNewestAgainAndAgain() {
    let latest = Latest<Int>()
    for value in 1...5 { latest.store(value) }
    #expect(latest.load() == 5)
    #expect(latest.load() == 5)
  }

  @Test func carriesElementsThatAreNotWholeWords() {
    let latest = Latest<OddSized>()
    let element = OddSized(word: 0x0102_0304_0506_0708, half: 0xA1B2_C3D4, byte: 0xEE)
    latest.store(element)
    #expect(latest.load() == element)
    let byte = Latest<UInt8>()
    byte.store(200)
    #expect(byte.load() == 200)
  }

  @Test func withoutAttemptsThereIsNothing() {
    let latest = Latest<Int>()
    latest.store(1)
    #expect(latest.load(attempts: 0) == nil)
  }

  /// A writer that never rests, and a reader that must see whole values, never older than the one before.
  @Test func isNeverTornUnderARacingWriter() {
    let latest = Latest<WideElement>()
    let isDone = Atomic<Bool>(false)
    let faults = Atomic<Int>(0)
    let seen = Atomic<Int>(0)
    TestThread.run(
      {
        for number in 0..<40_000 { latest.store(WideElement(UInt64(number))) }
        // SYNC: pairs with the acquiring load in the other thread; every store is before it.
        isDone.store(true, ordering: .releasing)
      },
      and: {
        var last: UInt64 = 0
        while true {
          // SYNC: pairs with the releasing store of the other thread; read before the last load.
          let isEnd = isDone.load(ordering: .acquiring)
          if let element = latest.load() {
            if !element.isWhole || element.words[0] < last { _ = faults.add(1, ordering: .relaxed) }
            last = element.words[0]
            _ = seen.add(1, ordering: .relaxed)
          }
          if isEnd { break }
        }
        if last != 39_999 * 31 { _ = faults.add(1, ordering: .relaxed) }
      })
    #expect(faults.load(ordering: .relaxed) == 0)
    #expect(seen.load(ordering: .relaxed) > 0)
  }

  @Test func allocatesNothing() {
    let latest = Latest<WideElement>()
    latest.store(WideElement(0))
    _ = latest.load()
    var last: UInt64 = 0
    let before = exocap_allocation_count()
    exocap_realtime_enter()
    for number in 0..<100 {
      latest.store(WideElement(UInt64(truncatingIfNeeded: number)))
      if let element = latest.load() { last = element.words[0] }
    }
    exocap_realtime_exit()
    let allocations = exocap_allocation_count() - before
    #expect(allocations == 0)
    #expect(last == 99 * 31)
  }
}
