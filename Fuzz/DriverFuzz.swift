import ExocapCore
import Glibc

/// The kind that this run is about, by its place in the catalog; nil: the input's first byte chooses.
private let onlyKind: Int? = unsafe getenv("EXOCAP_FUZZ_KIND").flatMap { unsafe Int(String(cString: $0)) }

/// libFuzzer's entry for every driver: the first two bytes choose kind and format, the rest are what the line, the clock and the caller do.
///
/// What must hold: nothing traps or reads outside of its memory, a raw sample stays within its bounds, and a checkpoint goes on bit for bit.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzDrivers(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
  let input = unsafe UnsafeBufferPointer(start: start, count: count)
  guard count > 2 else { return 0 }
  let kind = unsafe DeviceDriver.Kind.allCases[(onlyKind ?? Int(input[0])) % DeviceDriver.Kind.allCases.count]
  let wires = FuzzDevices.wires(kind)
  var bench = unsafe FuzzBench(wires[Int(input[1]) % wires.count])
  var place = 2
  while place < count {
    let action = unsafe input[place]
    place += 1
    // Most of what a driver sees are bytes.
    if action < 0xC0 {
      let end = min(count, place + Int(action))
      while place < end {
        unsafe bench.receive(input[place])
        place += 1
      }
    } else {
      bench.act(action)
    }
  }
  bench.compareCheckpoints()
  return 0
}

/// A driver and what it is called with.
struct FuzzBench: ~Copyable {
  private let wire: WireProtocol
  private var driver: DeviceDriver
  private var now = Timestamp(nanoseconds: 1_000_000_000)
  private var raw = RawSample()
  private var request = PacketBuffer()
  private var archive = CheckpointArchive()

  init(_ wire: WireProtocol) {
    self.wire = wire
    driver = DeviceDriver(wire, line: SerialLine(baud: 1_000_000))
    driver.opened(at: now)
  }

  mutating func receive(_ byte: UInt8) {
    if driver.receive(byte, at: now, into: &raw) { check() }
  }

  /// Everything but bytes.
  mutating func act(_ action: UInt8) {
    switch action & 0x0F {
    case 0: if driver.endPacket(at: now, into: &raw) { check() }
    case 1: now = now + .microseconds(Int64(action & 0xF0))
    case 2: now = now + .milliseconds(Int64(action & 0xF0))
    case 3: now = now + .seconds(Int64(action & 0xF0))
    case 4: now = max(now, min(driver.deadline, now + .seconds(10)))
    case 5: driver.closed(at: now)
    case 6: driver.opened(at: now)
    case 7: driver.request(.setUp, at: now)
    case 8: driver.request(.ping, at: now)
    case 9: compareCheckpoints()
    case 10: driver.feel([0, .nan, .infinity, -1, 1e300, 5, 1e-300, .greatestFiniteMagnitude][Int(action >> 5)], at: now)
    default: poll(action)
    }
  }

  private mutating func poll(_ action: UInt8) {
    request.clear()
    let outcome = driver.poll(now: now, into: &request, raw: &raw)
    if outcome.hasSample { check() }
    precondition(outcome.hasRequest == (request.count > 0), "a request has bytes")
    if outcome.hasRequest { driver.wrote(action & 0x10 == 0 ? .taken : .busy, at: now) }
    _ = driver.takePing()
  }

  private mutating func check() {
    precondition(raw.count >= 0 && raw.count <= RawSample.capacity, "a raw sample has at most 64 fields")
    precondition(raw.arrived <= now, "nothing arrives in the future")
  }

  /// A fresh driver that takes the checkpoint writes the same one.
  mutating func compareCheckpoints() {
    archive.beginWriting()
    driver.checkpoint(&archive)
    let saved = unsafe Array(archive.contents)
    var other = DeviceDriver(wire, line: SerialLine(baud: 1_000_000))
    unsafe saved.withUnsafeBytes { unsafe archive.beginReading($0) }
    other.checkpoint(&archive)
    precondition(archive.isComplete, "a checkpoint is read whole")
    archive.beginWriting()
    other.checkpoint(&archive)
    precondition(unsafe Array(archive.contents) == saved, "a restored driver is the same")
    driver = other
  }
}
