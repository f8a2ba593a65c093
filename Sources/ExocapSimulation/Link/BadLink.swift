package import ExocapCore

/// One direction of a byte stream with faults: bytes go in at a time, reads come out later, in order, perhaps damaged.
///
/// Like a serial line it never reorders. All that happens is drawn from the seed when a write is taken, so two links
/// with the same seed and the same writes deliver the same.
package struct BadLink: Sendable {
  /// What a byte link did so far.
  ///
  /// Every byte is accounted for: sent + repeated = delivered + lost + unplugged + under way.
  package struct Counts: Sendable, Hashable {
    /// [B] Taken from the sender.
    package var sent: Int = 0
    /// [B] Handed to the reader.
    package var delivered: Int = 0
    /// [B] Vanished on the way.
    package var lost: Int = 0
    /// [B] Arrived with one bit flipped; those of a repeated write count once.
    package var corrupted: Int = 0
    /// [B] Sent once more by the link itself.
    package var repeated: Int = 0
    /// [B] Under way or unread when the plug was pulled.
    package var unplugged: Int = 0
    /// [B] Refused because the link was full.
    package var overflowed: Int = 0
    /// [B] Refused because the link was unplugged.
    package var refused: Int = 0
    /// Cuts in writes.
    package var splits: Int = 0
    /// Pieces that were joined to the piece before.
    package var merges: Int = 0
    /// Times that the line clogged.
    package var stalls: Int = 0
    /// Times that the plug was pulled.
    package var unplugs: Int = 0

    package init() {}
  }

  /// What one read brings.
  package struct Chunk: Sendable, Hashable {
    /// When it can be read.
    package var arrival: Timestamp
    /// At least one byte.
    package var bytes: [UInt8]

    package init(arrival: Timestamp, bytes: [UInt8]) {
      self.arrival = arrival
      self.bytes = bytes
    }
  }

  /// The most pieces that one write is cut into.
  package static var pieceLimit: Int { 8 }

  /// What it does to bytes.
  ///
  /// Changes hold from the next write on.
  package var options: BadLinkOptions
  /// What it did so far.
  package private(set) var counts = Counts()
  /// Whether bytes can be sent; true at first.
  package private(set) var isPlugged = true

  private var random: SeededRandom
  /// Under way: arrivals never fall.
  private var chunks: [Chunk] = []
  private var bytesUnderWay = 0
  private var lineFree: Timestamp = .never
  private var clearsAt: Timestamp = .never
  private var lastCall: Timestamp = .never

  package init(options: BadLinkOptions, random: SeededRandom) {
    self.options = options
    self.random = random
  }

  /// When the next read has something; nil where nothing is under way.
  package var nextArrival: Timestamp? { chunks.first?.arrival }

  /// [B] How much is under way.
  package var count: Int { bytesUnderWay }

  /// Takes bytes, all or none: `busy` where they do not fit, `failed` where the link is unplugged.
  ///
  /// Time does not go back.
  @discardableResult
  package mutating func send(_ bytes: [UInt8], at now: Timestamp) -> WriteOutcome {
    advance(to: now)
    guard isPlugged else {
      counts.refused += bytes.count
      return .failed
    }
    guard bytesUnderWay + bytes.count <= options.capacity else {
      counts.overflowed += bytes.count
      return .busy
    }
    counts.sent += bytes.count
    if options.stall > 0, random.chance(options.stall) {
      counts.stalls += 1
      clearsAt = max(clearsAt, now) + random.exponential(mean: options.meanStall)
    }
    let damaged = damage(bytes)
    transmit(damaged, at: now)
    if options.repetition > 0, random.chance(options.repetition) {
      counts.repeated += damaged.count
      transmit(damaged, at: now)
    }
    return .taken
  }

  /// What has arrived by `now`, one element a read; empty where nothing has.
  ///
  /// Time does not go back.
  package mutating func receive(at now: Timestamp) -> [Chunk] {
    advance(to: now)
    let due = chunks.prefix { $0.arrival <= now }
    guard !due.isEmpty else { return [] }
    let arrived = Array(due)
    chunks.removeFirst(arrived.count)
    let total = arrived.reduce(0) { $0 + $1.bytes.count }
    bytesUnderWay -= total
    counts.delivered += total
    return arrived
  }

  /// Pulls the plug: what is under way or unread is gone, as a hung-up tty flushes its buffers.
  ///
  /// Unplugging twice is once.
  package mutating func unplug(at now: Timestamp) {
    advance(to: now)
    guard isPlugged else { return }
    isPlugged = false
    counts.unplugs += 1
    counts.unplugged += bytesUnderWay
    chunks.removeAll()
    bytesUnderWay = 0
    clearsAt = .never
    lineFree = .never
  }

  /// Plugs it in again.
  package mutating func replug(at now: Timestamp) {
    advance(to: now)
    isPlugged = true
  }

  private mutating func advance(to now: Timestamp) {
    precondition(now >= lastCall, "virtual time does not go back")
    lastCall = now
  }

  /// The bytes that are left, some of them with one bit flipped.
  private mutating func damage(_ bytes: [UInt8]) -> [UInt8] {
    guard options.byteLoss > 0 || options.byteCorruption > 0 else { return bytes }
    var left: [UInt8] = []
    left.reserveCapacity(bytes.count)
    for byte in bytes {
      if options.byteLoss > 0, random.chance(options.byteLoss) {
        counts.lost += 1
      } else if options.byteCorruption > 0, random.chance(options.byteCorruption) {
        counts.corrupted += 1
        left.append(byte ^ (1 &<< UInt8(random.below(8))))
      } else {
        left.append(byte)
      }
    }
    return left
  }

  /// Puts bytes on the line, in one piece or several.
  private mutating func transmit(_ bytes: [UInt8], at now: Timestamp) {
    var rest = bytes[...]
    var pieces = 1
    while rest.count > 1, pieces < BadLink.pieceLimit, options.split > 0, random.chance(options.split) {
      let cut = rest.startIndex + random.integer(in: 1...(rest.count - 1))
      counts.splits += 1
      pieces += 1
      deliver(rest[..<cut], at: now)
      rest = rest[cut...]
    }
    deliver(rest, at: now)
  }

  private mutating func deliver(_ piece: ArraySlice<UInt8>, at now: Timestamp) {
    guard !piece.isEmpty else { return }
    lineFree = max(lineFree, now) + options.byteTime * Int64(piece.count)
    let undisturbed = lineFree + options.minimumDelay + random.exponential(mean: options.meanExtraDelay)
    let arrival = max(undisturbed, clearsAt, chunks.last?.arrival ?? .never)
    bytesUnderWay += piece.count
    if !chunks.isEmpty, options.merge > 0, random.chance(options.merge) {
      counts.merges += 1
      chunks[chunks.count - 1].bytes.append(contentsOf: piece)
      chunks[chunks.count - 1].arrival = arrival
    } else {
      chunks.append(Chunk(arrival: arrival, bytes: Array(piece)))
    }
  }
}
