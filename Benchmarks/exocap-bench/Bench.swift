internal import CxxRing
internal import Glibc

/// exocap-bench ring              round trips, Swift and C++ in turn, as a Markdown table
/// exocap-bench pairs WHO SIZE N  N pairs of push and pop and nothing else, for an instruction counter; WHO is swift or cxx
@main struct Bench {
  static func main() {
    let arguments = CommandLine.arguments
    if arguments.count == 2, arguments[1] == "ring" {
      ring()
    } else if arguments.count == 5, arguments[1] == "pairs", let size = Int(arguments[3]), let count = Int(arguments[4]) {
      let sum = arguments[2] == "swift" ? RingBenchmark.pairs(size: size, count: count) : cxx_ring_pairs(Int32(size), Int64(count))
      print(sum)
    } else {
      print("usage: exocap-bench ring | exocap-bench pairs swift|cxx 8|256 COUNT")
      exit(2)
    }
  }

  /// Short bursts, so that a real-time policy is never throttled; the contenders take turns, and the first burst is not counted.
  private static func ring() {
    let isRealtime = bench_pin(0)
    let count = 100_000
    print("Round trip of one element between two pinned threads\(isRealtime ? ", SCHED_FIFO" : ""), ns: median (quartiles) of 31 rounds.")
    print("\n| element | exocap `Ring` | C++ twin | ratio of medians |\n|---|---|---|---|")
    for size in [8, 256] {
      var ours = Rounds()
      var twin = Rounds()
      for round in 0...31 {
        let swift = Double(RingBenchmark.roundTrips(size: size, count: count)) / Double(count)
        let cxx = Double(cxx_ring_round_trips(Int32(size), Int64(count))) / Double(count)
        if round == 0 { continue }
        ours.add(swift)
        twin.add(cxx)
      }
      let ratio = (ours.median / twin.median * 100).rounded() / 100
      print("| \(size) B | \(ours.summary) | \(twin.summary) | \(ratio) |")
    }
  }
}
