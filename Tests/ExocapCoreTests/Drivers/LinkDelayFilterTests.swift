import CExocap
import ExocapCore
import Testing

@Suite struct LinkDelayFilterTests {
  private func seconds(_ value: Double) -> Timestamp { Timestamp(nanoseconds: Int64(value * 1e9)) }

  @Test func delayIsOverTheLeastAndNeedsNoCommonClock() {
    var filter = LinkDelayFilter()
    // The sender's clock is 5000 s ahead of ours.
    #expect(filter.delay(run: 1, sent: seconds(5001), arrival: seconds(1.003)) == .zero)
    #expect(filter.delay(run: 1, sent: seconds(5001.5), arrival: seconds(1.501)) == .zero)
    #expect(filter.delay(run: 1, sent: seconds(5002), arrival: seconds(2.021)) == .milliseconds(20))
  }

  @Test func aMinimumIsForgottenAfterTenToElevenSeconds() {
    var filter = LinkDelayFilter()
    #expect(filter.delay(run: 1, sent: seconds(0), arrival: seconds(0.5)) == .zero)
    #expect(filter.delay(run: 1, sent: seconds(1), arrival: seconds(1.75)) == .milliseconds(250))
    #expect(filter.delay(run: 1, sent: seconds(10), arrival: seconds(10.75)) == .milliseconds(250))
    #expect(filter.delay(run: 1, sent: seconds(10.5), arrival: seconds(11.25)) == .zero)
  }

  @Test func anotherRunStartsAnew() {
    var filter = LinkDelayFilter()
    #expect(filter.delay(run: 1, sent: seconds(1), arrival: seconds(1)) == .zero)
    #expect(filter.delay(run: 2, sent: seconds(1), arrival: seconds(9)) == .zero)
  }

  @Test func isTheTwinOfTheContracts() {
    var seed: UInt64 = 0x5EED_0001
    print("seed \(seed)")
    var filter = LinkDelayFilter()
    var twin = exocap_link_delay()
    var arrival: Int64 = -3_000_000_000
    for index in 0..<20_000 {
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      arrival += Int64(seed >> 40) * (index % 997 == 0 ? 2000 : 1)
      let sent = arrival - 7_777_777_777 - Int64((seed >> 20) & 0xFFFF)
      let run: UInt64 = index < 15_000 ? 1 : 2
      let ours = filter.delay(run: run, sent: Timestamp(nanoseconds: sent), arrival: Timestamp(nanoseconds: arrival))
      let theirs = unsafe exocap_link_delay_of(&twin, run, sent, arrival)
      #expect(ours.nanoseconds == theirs)
    }
  }
}
