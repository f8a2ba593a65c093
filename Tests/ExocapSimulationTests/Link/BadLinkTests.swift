import ExocapCore
import ExocapSimulation
import Testing

struct BadLinkTests {
  private func at(_ microseconds: Int64) -> Timestamp { Timestamp(nanoseconds: microseconds * 1000) }

  private func link(_ options: BadLinkOptions, seed: UInt64 = 1) -> BadLink {
    BadLink(options: options, random: SeededRandom(seed: seed))
  }

  @Test func deliversEachWriteAsOneReadAfterTheDelay() {
    var options = BadLinkOptions()
    options.minimumDelay = .microseconds(100)
    var line = link(options)
    #expect(line.nextArrival == nil)
    #expect(line.send([1, 2, 3], at: at(0)) == .taken)
    #expect(line.send([4], at: at(50)) == .taken)
    #expect(line.nextArrival == at(100))
    #expect(line.receive(at: at(99)).isEmpty)
    #expect(line.receive(at: at(100)).map(\.bytes) == [[1, 2, 3]])
    #expect(line.count == 1)
    #expect(line.receive(at: at(1000)) == [BadLink.Chunk(arrival: at(150), bytes: [4])])
    #expect(line.counts.sent == 4 && line.counts.delivered == 4 && line.count == 0)
  }

  @Test func pacesBytesToTheBaud() {
    // 115200 baud: ten bits a byte, 86,806 ns. Three bytes at 0 end at 260,418 ns; the next write waits for the line.
    var options = BadLinkOptions()
    options.byteTime = .nanoseconds(86_806)
    var line = link(options)
    line.send([1, 2, 3], at: at(0))
    line.send([4], at: at(10))
    line.send([5], at: at(1000))
    #expect(line.receive(at: at(10_000)).map(\.arrival.nanoseconds) == [260_418, 347_224, 1_086_806])
  }

  @Test func losesEverythingOrNothingAtTheEndsOfProbability() {
    var options = BadLinkOptions()
    options.byteLoss = 1
    var line = link(options)
    #expect(line.send([1, 2], at: at(0)) == .taken)
    #expect(line.nextArrival == nil)
    #expect(line.counts.lost == 2)
  }

  @Test func flipsExactlyOneBitOfACorruptedByte() {
    var options = BadLinkOptions()
    options.byteCorruption = 1
    var line = link(options)
    let sent: [UInt8] = Array(0...255)
    line.send(sent, at: at(0))
    let received = line.receive(at: at(0)).flatMap(\.bytes)
    #expect(received.count == 256)
    for (a, b) in zip(sent, received) { #expect((a ^ b).nonzeroBitCount == 1) }
    #expect(line.counts.corrupted == 256)
  }

  @Test func repeatsAWholeWrite() {
    var options = BadLinkOptions()
    options.repetition = 1
    var line = link(options)
    line.send([7, 8], at: at(0))
    #expect(line.receive(at: at(0)).map(\.bytes) == [[7, 8], [7, 8]])
    #expect(line.counts.repeated == 2 && line.counts.delivered == 4)
  }

  @Test func cutsAWriteIntoAtMostEightPiecesInOrder() {
    var options = BadLinkOptions()
    options.split = 1
    var line = link(options)
    let sent: [UInt8] = Array(0..<100)
    line.send(sent, at: at(0))
    let pieces = line.receive(at: at(0))
    #expect(pieces.count > 1 && pieces.count <= BadLink.pieceLimit)
    #expect(pieces.flatMap(\.bytes) == sent)
    #expect(line.counts.splits == pieces.count - 1)
  }

  @Test func mergesWritesIntoTheLaterRead() {
    var options = BadLinkOptions()
    options.minimumDelay = .microseconds(100)
    options.merge = 1
    var line = link(options)
    line.send([1], at: at(0))
    line.send([2], at: at(60))
    #expect(line.nextArrival == at(160))
    #expect(line.receive(at: at(160)) == [BadLink.Chunk(arrival: at(160), bytes: [1, 2])])
    #expect(line.counts.merges == 1)
  }

  @Test func deliversNothingWhileItIsClogged() {
    var options = BadLinkOptions()
    options.stall = 1
    options.meanStall = .milliseconds(10)
    var line = link(options, seed: 5)
    line.send([1], at: at(0))
    guard let clear = line.nextArrival else {
      Issue.record("nothing under way")
      return
    }
    #expect(clear > at(0))
    options.stall = 0
    line.options = options
    line.send([2], at: at(0))
    #expect(line.receive(at: clear - .nanoseconds(1)).isEmpty)
    #expect(line.receive(at: clear).map(\.arrival) == [clear, clear])
    #expect(line.counts.stalls == 1)
  }

  @Test func losesWhatIsUnderWayWhenUnplugged() {
    var options = BadLinkOptions()
    options.minimumDelay = .microseconds(100)
    var line = link(options)
    line.send([1, 2, 3], at: at(0))
    line.unplug(at: at(50))
    line.unplug(at: at(51))
    #expect(line.send([4], at: at(60)) == .failed)
    line.replug(at: at(200))
    #expect(line.receive(at: at(300)).isEmpty)
    #expect(line.send([5], at: at(300)) == .taken)
    #expect(line.receive(at: at(400)).map(\.bytes) == [[5]])
    #expect(line.counts.unplugs == 1 && line.counts.unplugged == 3 && line.counts.refused == 1)
  }

  @Test func refusesAWriteThatDoesNotFit() {
    var options = BadLinkOptions()
    options.capacity = 4
    options.minimumDelay = .microseconds(1)
    var line = link(options)
    #expect(line.send([1, 2, 3], at: at(0)) == .taken)
    #expect(line.send([4, 5], at: at(0)) == .busy)
    #expect(line.counts.overflowed == 2)
    _ = line.receive(at: at(1))
    #expect(line.send([4, 5], at: at(1)) == .taken)
  }

  @Test(arguments: 1...40)
  func accountsForEveryByteAndIsTheSameForTheSameSeed(seed: Int) {
    func run() -> ([BadLink.Chunk], BadLink.Counts, Int) {
      var random = SeededRandom(seed: UInt64(seed))
      let options = BadLinkOptions(random: &random)
      var line = BadLink(options: options, random: random.split())
      var plug = PlugSchedule(options: options, start: at(0), random: random.split())
      var chunks: [BadLink.Chunk] = []
      for step in 0..<2000 {
        let now = at(Int64(step) * 1000)
        while plug.advance(to: now) { plug.isPlugged ? line.replug(at: now) : line.unplug(at: now) }
        line.send((0..<random.integer(in: 0...60)).map { UInt8($0) }, at: now)
        chunks += line.receive(at: now)
      }
      return (chunks, line.counts, line.count)
    }
    let (chunks, counts, underWay) = run()
    #expect(counts.sent + counts.repeated == counts.delivered + counts.lost + counts.unplugged + underWay, "seed \(seed)")
    #expect(chunks.reduce(0) { $0 + $1.bytes.count } == counts.delivered)
    #expect(chunks.allSatisfy { !$0.bytes.isEmpty })
    #expect(zip(chunks, chunks.dropFirst()).allSatisfy { $0.arrival <= $1.arrival }, "seed \(seed)")
    let again = run()
    #expect(again.0 == chunks && again.1 == counts, "seed \(seed)")
  }
}
