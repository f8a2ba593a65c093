import ExocapCore
import Testing

@testable import ExocapSimulation

@Suite struct LagSearchTests {
  private static let times = (0..<4000).map { Double($0) * 0.002 }
  private static func wave(_ time: Double) -> Double { 0.5 * Math.sin(2.1 * time) + 0.2 * Math.sin(5.3 * time + 1) }

  /// A signal that comes 37 ms later, 0.03 too high: the offset is no delay.
  @Test func findsADelayBesideAnOffset() {
    let search = LagSearch(times: Self.times)
    let asked = Self.times.map { Self.wave($0) }
    let came = Self.times.map { $0 < 0.1 ? .nan : Self.wave($0 - 0.037) + 0.03 }
    #expect(search.delay(asked: [asked], came: [came], least: 0.01) == 0.037)
    let settled = zip(came, search.delayed(asked, by: 0.037)).map { abs($0 - $1 - 0.03) }.filter(\.isFinite)
    // Between two ticks a line: at most speed change · step² / 8 = 8 rad/s² · (2 ms)² / 8.
    #expect(settled.count > 3900 && settled.allSatisfy { $0 < 4e-6 })
  }

  @Test func whatRestsTellsNoDelay() {
    let search = LagSearch(times: Self.times)
    let still = Self.times.map { _ in 0.4 }
    #expect(search.delay(asked: [still], came: [still], least: 0.01) == nil)
  }

  /// 0.8 s of 8 are too few: any delay would do.
  @Test func whatFollowsForAMomentTellsNoDelay() {
    let search = LagSearch(times: Self.times)
    let asked = Self.times.map { Self.wave($0) }
    let came = Self.times.map { $0 > 4 && $0 < 4.8 ? Self.wave($0 - 0.02) : .nan }
    #expect(search.delay(asked: [asked], came: [came], least: 0.01) == nil)
  }

  /// By hand: 5 ms before tick 4, which is at 8 ms, the last tick was that at 2 ms.
  @Test func placesAreTheLastTicksBefore() {
    let search = LagSearch(times: (0..<6).map { Double($0) * 0.002 })
    #expect(search.places(by: 0.005) == [nil, nil, nil, 0, 1, 2])
    #expect(search.delayed([0, 1, 2, 3, 4, 5], by: 0.003)[3] == 1.5)
  }
}
