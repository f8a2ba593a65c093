import ExocapCore
import ExocapSimulation
import Testing

struct PlugScheduleTests {
  @Test func staysPluggedWithoutTheFault() {
    var schedule = PlugSchedule(options: BadLinkOptions(), start: Timestamp(nanoseconds: 5), random: SeededRandom(seed: 1))
    #expect(schedule.nextChange == .distantFuture)
    let changed = schedule.advance(to: Timestamp(nanoseconds: 1 << 60))
    #expect(!changed && schedule.isPlugged)
  }

  @Test func alternatesWithTheMeanTimesAsked() {
    var options = BadLinkOptions()
    options.meanPlugged = .milliseconds(900)
    options.meanUnplugged = .milliseconds(100)
    var schedule = PlugSchedule(options: options, start: Timestamp(nanoseconds: 0), random: SeededRandom(seed: 4))
    var spans: [Bool: Int64] = [true: 0, false: 0]
    var last = Timestamp(nanoseconds: 0)
    for _ in 0..<4000 {
      let change = schedule.nextChange
      let wasPlugged = schedule.isPlugged
      #expect(change - last >= PlugSchedule.shortest)
      spans[wasPlugged, default: 0] += (change - last).nanoseconds
      last = change
      let changed = schedule.advance(to: change)
      #expect(changed && schedule.isPlugged != wasPlugged)
    }
    // 2000 spans each: standard error 2.2 % of the mean; five of them.
    #expect(abs(Double(spans[true] ?? 0) / 2000 - 900e6) < 100e6)
    #expect(abs(Double(spans[false] ?? 0) / 2000 - 100e6) < 12e6)
  }
}
