@testable import ExocapCore

/// What a driver read out of one packet or turn.
struct DriverReading: Equatable, CustomStringConvertible {
  /// In field order; nil where not valid.
  var numbers: [Double?]
  var arrived: Timestamp

  var description: String { numbers.map { $0.map { "\($0)" } ?? "-" }.joined(separator: " ") }

  /// Whether every valid number is one of `turn`'s, at its place.
  func agrees(with turn: DriverCase.Turn) -> Bool {
    zip(numbers, turn.numbers).allSatisfy { $0 == nil || $0 == $1 } && numbers.dropFirst(turn.numbers.count).allSatisfy { $0 == nil }
  }

  func isWhole(_ turn: DriverCase.Turn) -> Bool { agrees(with: turn) && zip(numbers, turn.numbers).allSatisfy { ($0 == nil) == $1.isNaN } }
}

/// Calls a driver as a device's thread does, in virtual time.
struct DriverPump: ~Copyable {
  let device: DriverCase
  var driver: DeviceDriver
  var raw = RawSample()
  var request = PacketBuffer()
  var now = Timestamp(nanoseconds: 1_000_000_000)
  /// When the next turn starts.
  var nextTurn: Timestamp
  var readings: [DriverReading] = []
  /// Every request that the driver made.
  var requests: [[UInt8]] = []

  init(_ device: DriverCase) {
    self.device = device
    driver = DeviceDriver(device.wire, line: device.line)
    nextTurn = now
  }

  mutating func open() {
    driver.opened(at: now)
    nextTurn = now
  }

  /// Sends what opening loses.
  mutating func lose() {
    for _ in 0..<device.lostAfterOpening {
      beginTurn()
      receive(device.turns[0].bytes)
    }
  }

  /// Moves to the next turn's start, polling at every deadline before it, then polls.
  mutating func beginTurn() {
    pass(until: nextTurn)
    now = nextTurn
    nextTurn = now + DriverCase.period
    poll()
    now = now + .milliseconds(1)
  }

  mutating func turn(_ bytes: [UInt8]) {
    beginTurn()
    receive(bytes)
    endPacket()
  }

  /// A bus that asks one node after the other is polled as soon as it wants to ask the next.
  mutating func receive(_ bytes: [UInt8]) {
    for byte in bytes {
      if driver.receive(byte, at: now, into: &raw) { note() }
      if device.isAsked && driver.deadline <= now { poll() }
    }
  }

  mutating func endPacket() {
    if driver.endPacket(at: now, into: &raw) { note() }
  }

  mutating func poll() {
    request.clear()
    let outcome = driver.poll(now: now, into: &request, raw: &raw)
    if outcome.hasSample { note() }
    if outcome.hasRequest {
      requests.append(request.toArray())
      driver.wrote(.taken, at: now)
    }
  }

  /// Polls at every deadline up to `end`.
  mutating func pass(until end: Timestamp) {
    for _ in 0..<100 {
      let deadline = driver.deadline
      if deadline >= end { return }
      now = max(now, deadline)
      poll()
    }
  }

  private mutating func note() {
    if device.kind == .link {
      var sample = Sample(device: DeviceID(0), stream: StreamIndex(0), kind: .joints, count: 0)
      driver.link.fill(stream: 0, into: &sample)
      let numbers = (0..<sample.count).map { sample.isValid($0) ? sample.values[$0] : nil }
      readings.append(DriverReading(numbers: numbers, arrived: sample.arrived))
      return
    }
    var numbers: [Double?] = []
    for index in 0..<raw.count {
      let isValid = raw.valid & (1 << UInt64(index)) != 0
      // A text line keeps column numbers; labels are no fields.
      if device.kind == .text && !isValid { continue }
      numbers.append(isValid ? raw.fields[index] : nil)
    }
    readings.append(DriverReading(numbers: numbers, arrived: raw.arrived))
  }

  /// The driver's checkpoint as bytes.
  mutating func checkpoint() -> [UInt8] {
    var archive = CheckpointArchive()
    archive.beginWriting()
    driver.checkpoint(&archive)
    return unsafe Array(archive.contents)
  }

  /// Restores a checkpoint. False where it cannot be read.
  mutating func restore(_ bytes: [UInt8]) -> Bool {
    var archive = CheckpointArchive()
    unsafe bytes.withUnsafeBytes { unsafe archive.beginReading($0) }
    driver.checkpoint(&archive)
    return archive.isComplete
  }
}
