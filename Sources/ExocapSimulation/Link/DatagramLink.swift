package import ExocapCore

/// One direction of a datagram path with faults: whole datagrams go in at a time, and come out later, twice or never.
///
/// Two links with the same seed and the same sends deliver the same.
package struct DatagramLink: Sendable {
  /// What the path did so far: sent + duplicated = delivered + lost + overflowed + under way.
  package struct Counts: Sendable, Hashable {
    /// Taken from the sender.
    package var sent: Int = 0
    /// Handed to the reader.
    package var delivered: Int = 0
    /// Vanished by chance or because the path was cut.
    package var lost: Int = 0
    /// Sent once more by the path itself.
    package var duplicated: Int = 0
    /// Dropped because the path was full.
    package var overflowed: Int = 0
    /// Put under way with one bit flipped.
    package var corrupted: Int = 0
    /// Delivered after one that was sent later.
    package var reordered: Int = 0
    /// Times that the path clogged.
    package var stalls: Int = 0

    package init() {}
  }

  /// A datagram at its end.
  package struct Arrival: Sendable, Hashable {
    /// When it can be read.
    package var arrival: Timestamp
    /// As sent, or with one bit flipped.
    package var bytes: [UInt8]

    package init(arrival: Timestamp, bytes: [UInt8]) {
      self.arrival = arrival
      self.bytes = bytes
    }
  }

  private struct Flight: Sendable {
    var number: Int
    var bytes: [UInt8]
  }

  /// What it does to datagrams.
  ///
  /// Changes hold from the next send on.
  package var options: DatagramLinkOptions
  /// While true, everything that is sent is lost: a pulled cable, a robot that is off.
  package var isCut = false
  /// What it did so far.
  package private(set) var counts = Counts()

  private var random: SeededRandom
  private var flights = EventQueue<Flight>()
  private var inOrder: Timestamp = .never
  private var clearsAt: Timestamp = .never
  private var newestDelivered = -1
  private var lastCall: Timestamp = .never

  package init(options: DatagramLinkOptions, random: SeededRandom) {
    self.options = options
    self.random = random
  }

  /// When the next datagram can be read; nil where none is under way.
  package var nextArrival: Timestamp? { flights.nextTime }

  /// How many datagrams are under way.
  package var count: Int { flights.count }

  /// Sends a datagram; the sender never learns what became of it.
  ///
  /// Time does not go back.
  package mutating func send(_ datagram: [UInt8], at now: Timestamp) {
    advance(to: now)
    let number = counts.sent
    counts.sent += 1
    if isCut || (options.loss > 0 && random.chance(options.loss)) {
      counts.lost += 1
      return
    }
    if options.stall > 0, random.chance(options.stall) {
      counts.stalls += 1
      clearsAt = max(clearsAt, now) + random.exponential(mean: options.meanStall)
    }
    launch(Flight(number: number, bytes: datagram), at: now)
    if options.duplication > 0, random.chance(options.duplication) {
      counts.duplicated += 1
      launch(Flight(number: number, bytes: datagram), at: now)
    }
  }

  /// The datagrams that have arrived by `now`, in the order of arrival.
  ///
  /// Time does not go back.
  package mutating func receive(at now: Timestamp) -> [Arrival] {
    advance(to: now)
    var arrived: [Arrival] = []
    while let (time, flight) = flights.next(until: now) {
      counts.delivered += 1
      if flight.number < newestDelivered { counts.reordered += 1 }
      newestDelivered = max(newestDelivered, flight.number)
      arrived.append(Arrival(arrival: time, bytes: flight.bytes))
    }
    return arrived
  }

  private mutating func advance(to now: Timestamp) {
    precondition(now >= lastCall, "virtual time does not go back")
    lastCall = now
  }

  private mutating func launch(_ flight: Flight, at now: Timestamp) {
    guard flights.count < options.capacity else {
      counts.overflowed += 1
      return
    }
    var flight = flight
    if options.corruption > 0, !flight.bytes.isEmpty, random.chance(options.corruption) {
      counts.corrupted += 1
      flight.bytes[random.integer(in: 0...(flight.bytes.count - 1))] ^= 1 &<< UInt8(random.below(8))
    }
    var arrival = max(now + options.minimumDelay + random.exponential(mean: options.meanExtraDelay), clearsAt)
    if options.reordering > 0, random.chance(options.reordering) {
      arrival = arrival + random.exponential(mean: options.meanHold)
    } else {
      inOrder = max(inOrder, arrival)
      arrival = inOrder
    }
    flights.schedule(flight, at: arrival)
  }
}
