internal import ExocapCore
internal import LinuxIO

/// The world around a contender, on the other processor: writes a line each millisecond, and takes the datagrams.
@safe
struct PathWorld: ~Copyable {
  /// [µs] From the write of a line to the first datagram that carries it.
  private(set) var whole: [Double] = []
  /// [µs] In timer mode, from when the tick was due.
  private(set) var sinceDue: [Double] = []
  /// Lines that no datagram carried, for a newer one came first.
  private(set) var missed = 0

  private let lines = PathRig.makeLines()
  private var polls = PollSet()
  private var written: [Timestamp] = []
  private var isCarried: [Bool] = []
  private var memory = [UInt8](repeating: 0, count: 2048)

  /// Lines at the start that are not counted.
  static var warmUp: Int { 100 }

  /// Writes `count` lines from `start` on. `firstTick`: of the timer mode.
  mutating func run(_ wires: PathWires, count: Int, start: Timestamp, firstTick: Timestamp?) {
    let slot = polls.add(wires.receiver.pollDescriptor)
    written.reserveCapacity(count)
    isCarried = [Bool](repeating: false, count: count)
    whole.reserveCapacity(count)
    sinceDue.reserveCapacity(count)
    var due = start
    for index in 0..<count {
      takeDatagrams(wires, slot, until: due, firstTick)
      written.append(MonotonicClock.now())
      let line = lines[index % lines.count]
      _ = wires.device.write(line.span)
      due = due + PathRig.period
    }
    takeDatagrams(wires, slot, until: due + .milliseconds(5), firstTick)
    for index in PathWorld.warmUp..<count where !isCarried[index] { missed += 1 }
  }

  private mutating func takeDatagrams(_ wires: PathWires, _ slot: PollSlot, until due: Timestamp, _ firstTick: Timestamp?) {
    while polls.wait(until: due) {
      var span = memory.mutableSpan
      guard case .datagram(let length, _) = wires.receiver.receive(into: &span) else { continue }
      let now = MonotonicClock.now()
      if length >= LinkPacket.headerLength { note(now, firstTick) }
    }
  }

  private mutating func note(_ now: Timestamp, _ firstTick: Timestamp?) {
    let captured = time(at: LinkPacket.Header.captured)
    // The line is the newest that was written before it was read.
    guard let line = written.lastIndex(where: { $0 < captured }), !isCarried[line] else { return }
    isCarried[line] = true
    guard line >= PathWorld.warmUp else { return }
    whole.append((now - written[line]).seconds * 1e6)
    guard let firstTick else { return }
    let ticks = (time(at: LinkPacket.Header.sent) - firstTick) / PathRig.period.nanoseconds
    sinceDue.append((now - (firstTick + PathRig.period * ticks.nanoseconds)).seconds * 1e6)
  }

  private func time(at offset: Int) -> Timestamp {
    var bits: UInt64 = 0
    for index in 0..<8 { bits |= UInt64(memory[offset + index]) << UInt64(8 * index) }
    return Timestamp(nanoseconds: Int64(bitPattern: bits))
  }
}
