// BlackBox/ keeps the last minute of everything that taps carry, always, and makes an ordinary recording of it when something happened.
// A dump goes through the same recorder and writer as an episode.

internal import ExocapCore
internal import LinuxIO
internal import MCAP

/// The last minute of every tap, compressed in memory. Drain thread only.
///
/// What happened is seen in the taps: the drain hands every record in. A dump is made some time after its reason, so that it also shows
/// what came of it; it ends at checkpoints that the box itself asks for, so that every tick in it can be replayed.
final class BlackBox {
  private enum Phase {
    case watching
    /// Something happened; the box goes on until then.
    case triggered(BlackBoxReason, until: Timestamp)
    /// The last checkpoints were asked for.
    case closing(BlackBoxReason, since: Timestamp, wishes: Int)
  }

  private let settings: BlackBoxSettings
  private let shelf: BlackBoxShelf
  private var page = BlackBoxPage()
  private var compressed = RecordBuffer(capacity: BlackBoxPage.size / 2)
  private let compressor = Compressor(.zstd)
  private var blocks: [BlackBoxBlock] = []
  private var bytes = 0
  private var phase = Phase.watching
  private var lastDump: Timestamp = .never
  private var clockDue: Timestamp = .never
  private var now: Timestamp = .never

  /// A dump shows so much of what came after its reason.
  static var aftermath: Interval { .seconds(2) }
  /// How often threads are asked for their last checkpoints: loops first, then devices, behind the last sample that a loop took.
  static var wishPeriod: Interval { .milliseconds(60) }
  /// After so many the box is closed, whoever has answered.
  static var wishes: Int { 4 }

  /// A box that hands what it holds over at `shelf`.
  init(_ settings: BlackBoxSettings, shelf: BlackBoxShelf) {
    self.settings = settings
    self.shelf = shelf
    blocks.reserveCapacity(1024)
  }

  /// Takes one record of a tap.
  func take(_ source: TapSource, _ record: RecordConsumer.Record) {
    if settings.isOff { return }
    unsafe page.append(source, kind: record.kind, lostBefore: record.lostBefore, record.bytes)
    if page.isFull { seal() }
    if case .robot = source, record.kind == RecordKind.change.rawValue, let change = unsafe ChangeRecord(record.bytes)?.change,
      let reason = BlackBoxReason(change)
    {
      happened(reason)
    }
  }

  /// Takes an event that no tap carries.
  func note(_ event: DaemonEvent) {
    if !settings.isOff { page.append(event) }
  }

  /// Something happened: what the box holds shall be written down. A person's request waits for nothing.
  func happened(_ reason: BlackBoxReason) {
    if settings.isOff { return }
    switch phase {
    case .watching where reason == .request: phase = .triggered(reason, until: now)
    case .watching:
      // Where faults come in a row nothing is lost by waiting: the box still holds all since the dump before.
      let earliest = lastDump == .never ? now : lastDump + settings.length - BlackBox.aftermath * 2
      phase = .triggered(reason, until: max(now + BlackBox.aftermath, earliest))
    case .triggered(let first, _) where reason == .request: phase = .triggered(first, until: now)
    case .triggered, .closing: break
    }
  }

  /// Does what is due, after each round of the drain; asks for checkpoints by `wish`.
  func turn(now: Timestamp, wish: (CheckpointWish) -> Void) {
    if settings.isOff { return }
    self.now = now
    page.append(turn: now)
    if now >= clockDue {
      clockDue = now + .seconds(1)
      page.append(WallClockReading.take())
    }
    step(wish)
    if page.isFull || page.isOld { seal() }
  }

  private func step(_ wish: (CheckpointWish) -> Void) {
    switch phase {
    case .watching: break
    case .triggered(let reason, let until):
      guard now >= until else { return }
      page.append(end: now)
      wish(.robots)
      phase = .closing(reason, since: now, wishes: 1)
    case .closing(let reason, let since, let wishes):
      guard now - since >= BlackBox.wishPeriod * Int64(wishes) else { return }
      if wishes == BlackBox.wishes { return handOver(reason) }
      wish(wishes == 1 ? .robots : .devices)
      phase = .closing(reason, since: since, wishes: wishes + 1)
    }
  }

  /// Hands over what still waits for its time, when no thread turns any more.
  func finish(now: Timestamp) {
    self.now = now
    switch phase {
    case .watching: break
    case .triggered(let reason, _), .closing(let reason, _, _): handOver(reason)
    }
  }

  private func handOver(_ reason: BlackBoxReason) {
    seal()
    phase = .watching
    lastDump = now
    shelf.put(BlackBoxSnapshot(reason: reason, blocks: blocks))
  }

  /// Compresses the page into a block, and lets go of what is too old or too much.
  private func seal() {
    guard !page.isEmpty else { return }
    let block = BlackBoxBlock(page, compressor, &compressed)
    page.removeAll()
    blocks.append(block)
    bytes += block.bytes.count
    var gone = 0
    while gone < blocks.count - 1, blocks[gone].last < block.last - settings.length || bytes > settings.bytes {
      bytes -= blocks[gone].bytes.count
      gone += 1
    }
    blocks.removeFirst(gone)
    shelf.tell(held: block.last - blocks[0].first, bytes: bytes)
  }
}
