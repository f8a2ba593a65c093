import ExocapCore
import ExocapSimulation
import Testing

struct DatagramLinkTests {
  private func at(_ microseconds: Int64) -> Timestamp { Timestamp(nanoseconds: microseconds * 1000) }

  private func link(_ options: DatagramLinkOptions, seed: UInt64 = 1) -> DatagramLink {
    DatagramLink(options: options, random: SeededRandom(seed: seed))
  }

  @Test func deliversWholeDatagramsInOrderAfterTheDelay() {
    var options = DatagramLinkOptions()
    options.minimumDelay = .microseconds(100)
    var path = link(options)
    path.send([1, 2], at: at(0))
    path.send([], at: at(10))
    #expect(path.nextArrival == at(100))
    #expect(path.receive(at: at(99)).isEmpty)
    #expect(
      path.receive(at: at(200)) == [
        DatagramLink.Arrival(arrival: at(100), bytes: [1, 2]), DatagramLink.Arrival(arrival: at(110), bytes: []),
      ])
    #expect(path.counts.sent == 2 && path.counts.delivered == 2 && path.counts.reordered == 0)
  }

  @Test func losesWhatIsSentWhileCut() {
    var path = link(DatagramLinkOptions())
    path.isCut = true
    path.send([1], at: at(0))
    path.isCut = false
    path.send([2], at: at(1))
    #expect(path.receive(at: at(1)).map(\.bytes) == [[2]])
    #expect(path.counts.lost == 1)
  }

  @Test func duplicatesAndCorruptsAndCounts() {
    var options = DatagramLinkOptions()
    options.duplication = 1
    options.corruption = 1
    var path = link(options)
    path.send([0, 0, 0, 0], at: at(0))
    let received = path.receive(at: at(0))
    #expect(received.count == 2)
    for datagram in received { #expect(datagram.bytes.reduce(0) { $0 + $1.nonzeroBitCount } == 1) }
    #expect(path.counts.duplicated == 1 && path.counts.corrupted == 2)
  }

  @Test func letsLaterDatagramsOvertakeOneThatIsHeldBack() {
    var options = DatagramLinkOptions()
    options.reordering = 1
    options.meanHold = .milliseconds(10)
    var path = link(options)
    path.send([1], at: at(0))
    options.reordering = 0
    path.options = options
    path.send([2], at: at(1))
    #expect(path.receive(at: at(1)).map(\.bytes) == [[2]])
    #expect(path.receive(at: at(1_000_000)).map(\.bytes) == [[1]])
    #expect(path.counts.reordered == 1)
  }

  @Test func keepsOrderUnderRandomDelayAlone() {
    var options = DatagramLinkOptions()
    options.meanExtraDelay = .milliseconds(5)
    options.stall = 0.1
    options.meanStall = .milliseconds(20)
    var path = link(options, seed: 8)
    var received: [UInt8] = []
    for step in 0..<200 {
      path.send([UInt8(step)], at: at(Int64(step) * 1000))
      received += path.receive(at: at(Int64(step) * 1000)).flatMap(\.bytes)
    }
    received += path.receive(at: at(10_000_000)).flatMap(\.bytes)
    #expect(received == Array(0..<200))
    #expect(path.counts.reordered == 0 && path.counts.stalls > 0)
  }

  @Test func dropsOneTooMany() {
    var options = DatagramLinkOptions()
    options.capacity = 2
    var path = link(options)
    for value in 1...3 { path.send([UInt8(value)], at: at(0)) }
    #expect(path.receive(at: at(0)).map(\.bytes) == [[1], [2]])
    #expect(path.counts.overflowed == 1)
  }

  @Test(arguments: 1...40)
  func accountsForEveryDatagramAndIsTheSameForTheSameSeed(seed: Int) {
    func run() -> ([DatagramLink.Arrival], DatagramLink.Counts, Int) {
      var random = SeededRandom(seed: UInt64(seed))
      var path = DatagramLink(options: DatagramLinkOptions(random: &random), random: random.split())
      var arrived: [DatagramLink.Arrival] = []
      for step in 0..<2000 {
        let now = at(Int64(step) * 2000)
        path.send([UInt8(truncatingIfNeeded: step), UInt8(truncatingIfNeeded: step >> 8)], at: now)
        arrived += path.receive(at: now)
      }
      return (arrived, path.counts, path.count)
    }
    let (arrived, counts, underWay) = run()
    #expect(counts.sent + counts.duplicated == counts.delivered + counts.lost + counts.overflowed + underWay, "seed \(seed)")
    #expect(arrived.count == counts.delivered)
    let again = run()
    #expect(again.0 == arrived && again.1 == counts, "seed \(seed)")
  }
}
