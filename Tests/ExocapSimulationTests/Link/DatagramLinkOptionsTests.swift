import ExocapCore
import ExocapSimulation
import Testing

struct DatagramLinkOptionsTests {
  @Test func leavesEachFaultOutOfHalfOfAllPaths() {
    var random = SeededRandom(seed: 6)
    var present = [Int](repeating: 0, count: 6)
    let count = 2000
    for _ in 0..<count {
      let options = DatagramLinkOptions(random: &random)
      let faults = [
        options.meanExtraDelay > .zero, options.loss > 0, options.duplication > 0, options.reordering > 0,
        options.corruption > 0, options.stall > 0,
      ]
      for (index, isPresent) in faults.enumerated() where isPresent { present[index] += 1 }
      #expect(options.loss <= 0.200001 && options.duplication <= 0.100001 && options.reordering <= 0.200001)
    }
    // Standard deviation √(2000/4) = 22.4: five of them.
    for share in present { #expect(abs(share - count / 2) < 112) }
  }

  @Test func losesAboutTheShareAsked() {
    var options = DatagramLinkOptions()
    options.loss = 0.2
    var path = DatagramLink(options: options, random: SeededRandom(seed: 12))
    for step in 0..<10_000 {
      path.send([1], at: Timestamp(nanoseconds: Int64(step)))
      _ = path.receive(at: Timestamp(nanoseconds: Int64(step)))
    }
    // Standard deviation √(10000 · 0.2 · 0.8) = 40: five of them.
    #expect(abs(path.counts.lost - 2000) < 200)
  }
}
