internal import ExocapCore

/// What became of one robot's datagrams, and how long they took.
struct SendHealth {
  private(set) var sends = 0
  private(set) var failures = 0
  private var delays = LogHistogram()

  /// Takes a note of a send.
  mutating func take(_ sent: SentFields) {
    sends += 1
    if sent.outcome != .taken { failures += 1 }
    // A tick of a timer has no bytes that started it.
    delays.note(Interval.seconds(from: sent.arrived == .never ? sent.began : sent.arrived, to: sent.sent))
  }

  /// 0 … 1
  var failureShare: Double { sends == 0 ? .nan : Double(failures) / Double(sends) }
  /// [s] From the arrival of the bytes to the end of the send, of half of the commands, of 99 % and of the slowest.
  var usual: Double { delays.quantile(0.5) }
  var nearly: Double { delays.quantile(0.99) }
  var longest: Double { delays.count == 0 ? .nan : delays.largest }
}
