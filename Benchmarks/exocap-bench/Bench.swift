internal import CxxRing
internal import Glibc

/// exocap-bench path                      from a line in a pty to its datagram, exocap and C in turn, as a Markdown table
/// exocap-bench path-work c|c-table|exocap|whole|untapped N   N packets and nothing else, for an instruction counter
/// exocap-bench contender FOLDER          exocap's side of Benchmarks/peers.py, by lines of standard input
/// exocap-bench ring                      round trips, Swift and C++ in turn, as a Markdown table
/// exocap-bench tick                      the control loop's turn in whole rigs, and by joints, as Markdown tables
/// exocap-bench pairs swift|cxx|cxx-shared SIZE HOW N   N pairs of push and pop and nothing else, for an instruction counter
@main struct Bench {
  static func main() {
    let arguments = CommandLine.arguments
    if arguments.count == 2, arguments[1] == "ring" {
      ring()
    } else if arguments.count == 6, arguments[1] == "pairs", let size = Int(arguments[3]), let handover = Handover(rawValue: arguments[4]),
      let count = Int(arguments[5])
    {
      let sum =
        switch arguments[2] {
        case "swift": RingBenchmark.pairs(size: size, handover: handover, count: count)
        case "cxx": cxx_ring_pairs(CXX_RING_ENDS, Int32(size), Int64(count))
        default: cxx_ring_pairs(CXX_RING_SHARED, Int32(size), Int64(count))
        }
      print(sum)
    } else if arguments.count == 2, arguments[1] == "tick" {
      do { try TickBenchmark.run() } catch { print(error) }
    } else if arguments.count == 3, arguments[1] == "contender" {
      do { try PeerContender.serve(arguments[2]) } catch { print("exocap-bench: \(error)") }
    } else if arguments.count == 2, arguments[1] == "path" {
      do { try PathLatency.run() } catch { print(error) }
    } else if arguments.count == 4, arguments[1] == "path-work", let count = Int(arguments[3]) {
      do { print(try PathWork.run(arguments[2], count: count)) } catch { print(error) }
    } else if !RecordingBenchmarks.run(Array(arguments.dropFirst())) {
      print("usage: exocap-bench path | exocap-bench path-work c|c-table|exocap|whole|untapped COUNT")
      print(
        "       exocap-bench record|stream|mcap|hour|pace … | exocap-bench contender FOLDER | exocap-bench tick | exocap-bench ring | exocap-bench pairs swift|cxx|cxx-shared 8|256 value|copy|in-place COUNT"
      )
      exit(2)
    }
  }

  /// Short bursts, so that a real-time policy is never throttled; the contenders take turns, and the first round is not counted.
  private static func ring() {
    let isRealtime = bench_pin(0)
    print("Round trip of one element between two pinned threads\(isRealtime ? ", SCHED_FIFO" : ""), ns: median (quartiles) of 31 rounds.")
    print("\n| element | exocap `Ring` | C++, indices in the ring | ratio | C++, same design | ratio |\n|---|---|---|---|---|---|")
    for size in [8, 256] {
      var rounds = [Rounds(), Rounds(), Rounds()]
      for round in 0...31 {
        for turn in 0..<3 {
          // Who goes first changes from round to round.
          let contender = (round + turn) % 3
          let time = roundTrip(contender, size: size)
          if round > 0 { rounds[contender].add(time) }
        }
      }
      let ratios = [1, 2].map { (rounds[0].median / rounds[$0].median * 100).rounded() / 100 }
      print(
        "| \(size) B | \(rounds[0].summary) | \(rounds[1].summary) | \(ratios[0]) | \(rounds[2].summary) | \(ratios[1]) |")
    }
  }

  /// [ns] One round trip, from a burst of many. 0: ours, 1: the usual C++ ring, 2: the C++ ring of our design.
  private static func roundTrip(_ contender: Int, size: Int) -> Double {
    let count = 50_000
    let time: Int64? =
      switch contender {
      case 0: RingBenchmark.roundTrips(size: size, count: count)
      case 1: cxx_ring_round_trips(CXX_RING_SHARED, Int32(size), Int64(count))
      default: cxx_ring_round_trips(CXX_RING_ENDS, Int32(size), Int64(count))
      }
    guard let time, time >= 0 else {
      print("an element came back wrong")
      exit(1)
    }
    return Double(time) / Double(count)
  }
}
