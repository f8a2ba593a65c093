import ExocapTestSupport
import Testing

@testable import ExocapRuntime
@testable import LinuxIO

/// What a crash leaves, at every moment of a take and in every way that a disk may leave it, becomes a whole file with everything that
/// was brought to disk before.
struct PowerCutTests {
  private static let repair = 1_800_000_000_000_000_000 as Int64

  @Test func everyPrefixOfTheCallsIsRepairedWithAllThatWasSynced() throws {
    let (calls, take) = try Self.recorded()
    for count in 0...calls.count {
      try Self.check(CrashState(calls.prefix(count)), promised: take.promised(after: count), "after \(count) calls")
    }
    // Without a power cut nothing is lost that was written.
    let last = calls.lastIndex { if case .rename = $0 { true } else { false } } ?? 0
    let whole = try Self.check(CrashState(calls.prefix(last)), promised: ShortTake.chunks * ShortTake.messagesOfChunk, "before its name")
    #expect(whole.metadata[RecordingFormat.recoveredName] == nil, "a file that lacks its name only is not touched")
  }

  @Test func everyByteOfAWriteMayBeTheLast() throws {
    let (calls, take) = try Self.recorded()
    // The head and two chunks, byte by byte: every place where a record may be cut.
    for (place, call) in calls.enumerated().prefix(14) {
      guard case .write(let file, let offset, let bytes) = call else { continue }
      let before = CrashState(calls.prefix(place + 1))
      for length in stride(from: 0, to: bytes.count, by: place < 9 ? 1 : 7) {
        try Self.check(before.cut(file, to: offset + length), promised: take.promised(after: place), "\(length) bytes of call \(place)")
      }
    }
  }

  @Test(arguments: [512, 4096]) func everyTornBlockCostsNothingThatWasSynced(size: Int) throws {
    let (calls, take) = try Self.recorded()
    for count in 1...calls.count {
      let state = CrashState(calls.prefix(count))
      for block in state.unsyncedBlocks(of: 0, size: size) {
        let torn = state.without([block], of: 0, size: size)
        try Self.check(torn, promised: take.promised(after: count), "block \(block) of \(size) B after \(count) calls")
      }
    }
  }

  @Test func zeroedTailsCostNothingThatWasSynced() throws {
    let (calls, take) = try Self.recorded()
    for count in 1...calls.count {
      let state = CrashState(calls.prefix(count))
      let synced = state.synced[0]?.count ?? 0
      let length = state.contents[0]?.count ?? 0
      for start in stride(from: synced, through: length, by: 97) {
        let zeroed = state.cut(0, to: start).cut(0, to: length + 700)
        try Self.check(zeroed, promised: take.promised(after: count), "zeros from \(start) after \(count) calls")
      }
    }
  }

  @Test func unsyncedBlocksInAnyOrderCostNothingThatWasSynced() throws {
    let (calls, take) = try Self.recorded()
    var random = SeededGenerator.printed()
    for round in 0..<10_000 {
      let count = Int.random(in: 1...calls.count, using: &random)
      let size = Bool.random(using: &random) ? 512 : 4096
      let state = CrashState(calls.prefix(count))
      let blocks = state.unsyncedBlocks(of: 0, size: size)
      var torn = state.without(blocks.filter { _ in Bool.random(using: &random) }, of: 0, size: size)
      // The file's length is on the disk or not, too.
      let synced = state.synced[0]?.count ?? 0
      let length = state.contents[0]?.count ?? 0
      if length > synced, Bool.random(using: &random) { torn = torn.cut(0, to: Int.random(in: synced...length, using: &random)) }
      let faults = try Self.faults(torn, promised: take.promised(after: count))
      #expect(faults.isEmpty, "round \(round), after \(count) calls: \(faults)")
      if !faults.isEmpty { return }
    }
  }

  @Test func aRepairThatIsInterruptedAnywhereIsRepairedAgain() throws {
    let (calls, take) = try Self.recorded()
    var interrupted = 0
    for count in stride(from: 9, to: calls.count, by: 4) {
      let torn = CrashState(calls.prefix(count)).without([5], of: 0, size: 512)
      let disk = SimulatedDisk(torn.files)
      guard let path = torn.files.keys.first else { continue }
      _ = try Self.tool(disk).repair(path, now: Self.repair)
      let repairs = disk.calls
      for place in 0...repairs.count {
        let state = CrashState(repairs.prefix(place), on: torn.files)
        try Self.check(state, promised: take.promised(after: count), "repair of \(count) cut after \(place) calls")
        for size in [512, 4096] {
          for block in state.unsyncedBlocks(of: 0, size: size) {
            interrupted += 1
            let half = state.without([block], of: 0, size: size)
            try Self.check(half, promised: take.promised(after: count), "repair of \(count), block \(block) after \(place) calls")
          }
        }
      }
    }
    #expect(interrupted > 20)
  }

  // MARK: What is looked at

  private static func recorded() throws -> (calls: [SimulatedDisk.Call], take: ShortTake) {
    let disk = SimulatedDisk()
    let take = try ShortTake(on: disk)
    return (disk.calls, take)
  }

  private static func tool(_ disk: SimulatedDisk) -> RecordingRepair { RecordingRepair(on: disk, version: "test", boot: "two") }

  @discardableResult
  private static func check(_ state: CrashState, promised: Int, _ what: String) throws -> WholeFile {
    let faults = try faults(state, promised: promised)
    #expect(faults.isEmpty, "\(what): \(faults)")
    let disk = SimulatedDisk(state.files)
    for path in state.files.keys { _ = try? tool(disk).repair(path, now: repair) }
    return WholeFile(disk.files.values.first ?? [])
  }

  /// What is not as promised of a disk that is repaired.
  private static func faults(_ state: CrashState, promised: Int) throws -> [String] {
    guard let path = state.files.keys.first else { return promised == 0 ? [] : ["there is no file"] }
    let disk = SimulatedDisk(state.files)
    do {
      _ = try tool(disk).repair(path, now: repair)
    } catch {
      // A file whose very beginning is gone is not known for ours; nothing was promised of it yet.
      return promised == 0 ? [] : ["\(error)"]
    }
    var faults = disk.files.keys.sorted() == [ShortTake.name] ? [] : ["names: \(disk.files.keys)"]
    guard let bytes = disk.files[ShortTake.name] else { return faults }
    let file = WholeFile(bytes)
    faults += file.faults
    if file.unbroken < promised { faults.append("\(file.unbroken) of \(promised) synced messages are there") }
    _ = try tool(disk).repair(ShortTake.name, now: repair + 1)
    if disk.files[ShortTake.name] != bytes { faults.append("a second repair changes it") }
    return faults
  }
}
