@testable import ExocapSimulation
import ExocapCore
import Testing

@Suite struct PacedBytesTests {
  static func at(_ microseconds: Int64) -> Timestamp { Timestamp(nanoseconds: microseconds * 1000) }

  @Test func aByteTakesTenBits() {
    var line = PacedBytes(baud: 1_000_000)
    line.append([1, 2, 3], notBefore: Self.at(100))
    #expect(line.deadline == Self.at(130))
    let early = line.take(now: Self.at(109))
    let two = line.take(now: Self.at(120))
    let last = line.take(now: Self.at(1000))
    #expect([early, two, last] == [[], [1, 2], [3]])
    #expect(line.isEmpty)
    #expect(line.deadline == .distantFuture)
  }

  @Test func runsFollowEachOther() {
    var line = PacedBytes(baud: 1_000_000)
    line.append([1, 2], notBefore: Self.at(0))
    line.append([3], notBefore: Self.at(5))
    #expect(line.freeAt == Self.at(30))
    let all = line.take(now: Self.at(30))
    #expect(all == [1, 2, 3])
  }
}
