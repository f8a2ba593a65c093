@testable import ExocapCore
import CRealtimeCheck
import Testing

/// What every driver must do, whatever its protocol: run over `DriverCase.all` by `DriverVerifierTests`.
enum DriverVerifier {
  /// All turns of a device after what opening loses.
  static func run(_ device: DriverCase, _ send: (inout DriverPump, DriverCase.Turn) -> Void) -> [DriverReading] {
    var pump = DriverPump(device)
    pump.open()
    pump.lose()
    for turn in device.turns { send(&pump, turn) }
    pump.pass(until: pump.nextTurn)
    return pump.readings
  }

  /// The readings are the turns, all and whole.
  static func expectWhole(_ readings: [DriverReading], _ turns: [DriverCase.Turn], _ what: String) {
    #expect(readings.count == turns.count, "\(what): \(readings.count) readings of \(turns.count)")
    for (reading, turn) in zip(readings, turns) where !reading.isWhole(turn) {
      Issue.record("\(what): read \(reading), sent \(turn.numbers)")
    }
  }

  /// Damages turn `index` into `bytes`; nothing false may be read, and the turns behind it are whole.
  static func expectDamageIsSeen(_ device: DriverCase, turn index: Int, bytes: [UInt8], _ what: String) {
    var pump = DriverPump(device)
    pump.open()
    pump.lose()
    for (place, turn) in device.turns.enumerated() { pump.turn(place == index ? bytes : turn.bytes) }
    pump.pass(until: pump.nextTurn)
    // Text without a checksum: a damaged line may read as another, and may spoil the line behind it.
    var behind = Array(device.turns[(index + 1)...])
    for reading in pump.readings {
      let isTrue = device.turns.contains { reading.agrees(with: $0) }
      let isPlausible = !device.hasChecksum && reading.numbers.allSatisfy { $0.map { device.range.contains($0) } ?? true }
      if !isTrue && !isPlausible { Issue.record("\(what): read \(reading), which was not sent") }
    }
    if !device.hasChecksum { behind = Array(behind.dropFirst()) }
    expectWhole(Array(pump.readings.suffix(behind.count)), behind, what)
  }

  /// Saves in mid-packet after `count` bytes of turn `index`, restores into a fresh driver, and compares all that follows.
  static func expectCheckpointHolds(_ device: DriverCase, turn index: Int, after count: Int) {
    var first = DriverPump(device)
    first.open()
    first.lose()
    for turn in device.turns[..<index] { first.turn(turn.bytes) }
    first.beginTurn()
    first.receive(Array(device.turns[index].bytes.prefix(count)))
    var second = DriverPump(device)
    let saved = first.checkpoint()
    let isRestored = second.restore(saved)
    #expect(isRestored)
    second.now = first.now
    second.nextTurn = first.nextTurn
    let before = first.readings.count
    finish(&first, from: index, after: count)
    finish(&second, from: index, after: count)
    #expect(Array(first.readings[before...]) == second.readings, "checkpoint after \(count) bytes of turn \(index)")
    let ends = (first.checkpoint(), second.checkpoint())
    #expect(ends.0 == ends.1, "checkpoints differ at the end, taken after \(count) bytes of turn \(index)")
  }

  private static func finish(_ pump: inout DriverPump, from index: Int, after count: Int) {
    pump.receive(Array(pump.device.turns[index].bytes.dropFirst(count)))
    pump.endPacket()
    for turn in pump.device.turns[(index + 1)...] { pump.turn(turn.bytes) }
    pump.pass(until: pump.nextTurn)
  }

  /// How often a driver allocated while it read all turns twice; the first time warms up.
  static func allocations(_ device: DriverCase) -> UInt64 {
    // One flat buffer: in debug builds the standard library's iterators allocate.
    let all = device.turns.flatMap(\.bytes)
    let ends = device.turns.indices.map { turn in device.turns[...turn].reduce(0) { $0 + $1.bytes.count } }
    let turns = ends.count
    var driver = DeviceDriver(device.wire, line: device.line)
    var raw = RawSample()
    var request = PacketBuffer()
    var now = Timestamp(nanoseconds: 1_000_000_000)
    driver.opened(at: now)
    var counted: UInt64 = 0
    // SAFETY: both pointers are used within their closures, at indices below their counts.
    unsafe all.withUnsafeBufferPointer { bytes in
      unsafe ends.withUnsafeBufferPointer { ends in
        for round in 0..<2 {
          let before = exocap_allocation_count()
          var next = 0
          for turn in 0..<turns {
            request.clear()
            if driver.poll(now: now, into: &request, raw: &raw).hasRequest { driver.wrote(.taken, at: now) }
            let end = unsafe ends[turn]
            while next < end {
              _ = unsafe driver.receive(bytes[next], at: now, into: &raw)
              next += 1
            }
            _ = driver.endPacket(at: now, into: &raw)
            now = now + DriverCase.period
          }
          if round == 1 { counted = exocap_allocation_count() - before }
        }
      }
    }
    return counted
  }
}
