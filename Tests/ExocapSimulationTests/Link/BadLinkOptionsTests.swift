import ExocapCore
import ExocapSimulation
import Testing

struct BadLinkOptionsTests {
  @Test func leavesEachFaultOutOfHalfOfAllLinks() {
    var random = SeededRandom(seed: 2)
    var present = [Int](repeating: 0, count: 8)
    let count = 2000
    for _ in 0..<count {
      let options = BadLinkOptions(random: &random)
      let faults = [
        options.meanExtraDelay > .zero, options.byteLoss > 0, options.byteCorruption > 0, options.repetition > 0,
        options.split > 0, options.merge > 0, options.stall > 0, options.meanPlugged < .distant,
      ]
      for (index, isPresent) in faults.enumerated() where isPresent { present[index] += 1 }
    }
    // Standard deviation √(2000/4) = 22.4: five of them.
    for share in present { #expect(abs(share - count / 2) < 112) }
  }

  @Test func drawsProbabilitiesWithinTheirRanges() {
    var random = SeededRandom(seed: 9)
    for _ in 0..<2000 {
      let options = BadLinkOptions(random: &random)
      #expect(options.byteLoss <= 0.0100001 && options.byteCorruption <= 0.0100001)
      #expect(options.repetition <= 0.0500001 && options.split <= 0.900001 && options.merge <= 0.900001)
      #expect(options.minimumDelay >= .microseconds(10) && options.minimumDelay <= .milliseconds(2))
      #expect(options.stall == 0 || options.meanStall >= .milliseconds(1))
    }
  }

  @Test func hasNoFaultUnlessAsked() {
    let options = BadLinkOptions()
    var line = BadLink(options: options, random: SeededRandom(seed: 1))
    for step in 0..<1000 {
      let now = Timestamp(nanoseconds: Int64(step))
      line.send([UInt8(truncatingIfNeeded: step)], at: now)
      #expect(line.receive(at: now) == [BadLink.Chunk(arrival: now, bytes: [UInt8(truncatingIfNeeded: step)])])
    }
  }
}
