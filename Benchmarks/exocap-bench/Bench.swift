internal import CxxRing
internal import Glibc

/// exocap-bench ring                      round trips, Swift and C++ in turn, as a Markdown table
/// exocap-bench pairs swift|cxx SIZE HOW N   N pairs of push and pop and nothing else, for an instruction counter
@main struct Bench {
  static func main() {
    let arguments = CommandLine.arguments
    if arguments.count == 2, arguments[1] == "ring" {
      ring()
    } else if arguments.count == 6, arguments[1] == "pairs", let size = Int(arguments[3]), let handover = Handover(rawValue: arguments[4]),
      let count = Int(arguments[5])
    {
      let isSwift = arguments[2] == "swift"
      print(isSwift ? RingBenchmark.pairs(size: size, handover: handover, count: count) : cxx_ring_pairs(Int32(size), Int64(count)))
    } else {
      print("usage: exocap-bench ring | exocap-bench pairs swift|cxx 8|256 value|copy|in-place COUNT")
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
        // The one that goes first changes from round to round.
        let early = round % 2 == 0 ? RingBenchmark.roundTrips(size: size, count: count) : nil
        let cxx = cxx_ring_round_trips(Int32(size), Int64(count))
        let swift = early ?? RingBenchmark.roundTrips(size: size, count: count)
        guard let swift, cxx >= 0 else {
          print("an element came back wrong")
          exit(1)
        }
        if round == 0 { continue }
        ours.add(Double(swift) / Double(count))
        twin.add(Double(cxx) / Double(count))
      }
      let ratio = (ours.median / twin.median * 100).rounded() / 100
      print("| \(size) B | \(ours.summary) | \(twin.summary) | \(ratio) |")
    }
  }
}
