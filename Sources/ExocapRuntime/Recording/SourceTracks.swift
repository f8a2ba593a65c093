internal import ExocapCore

/// What the recorder remembers of one device's thread. Drain thread only.
final class DeviceTrack {
  /// Records that are missing before one.
  struct Loss: Equatable {
    /// Since the last one that is in the file: as the file says it.
    var told: UInt32
    /// Of these, what the tap lost now. The others were counted when their chunk was dropped.
    var fresh: UInt32
  }

  /// Missing since the last record that is in the file, to be told with the next one.
  private var pending: UInt32 = 0
  /// Records in the open chunk, and how many others these say are missing: where it is dropped, nothing in the file says so any more.
  private var inChunk: UInt32 = 0
  private var toldInChunk: UInt32 = 0
  private var hasBegun = false

  func start() {
    pending = 0
    inChunk = 0
    toldInChunk = 0
    hasBegun = false
  }

  /// What was lost before this record.
  func take(lostBefore: UInt32) -> Loss {
    // What was lost before the episode is none of its gaps.
    let fresh = hasBegun ? lostBefore : 0
    let loss = Loss(told: fresh &+ pending, fresh: fresh)
    hasBegun = true
    inChunk &+= 1
    toldInChunk &+= loss.told
    pending = 0
    return loss
  }

  /// Notes that the chunk was closed; returns how many records went with it.
  func endChunk(isQueued: Bool) -> UInt32 {
    defer {
      inChunk = 0
      toldInChunk = 0
    }
    if isQueued { return 0 }
    pending &+= inChunk &+ toldInChunk
    return inChunk
  }
}

/// What the recorder remembers of one robot's loop. Drain thread only.
@safe
final class RobotTrack {
  private let track = DeviceTrack()
  // SAFETY: owned by this object alone, `packetCapacity` bytes, read below `packetLength` only.
  private let packet: UnsafeMutableRawPointer
  private var packetLength = 0
  private var packetTick: UInt64 = 0
  var faults = FaultTrack()

  private static var packetCapacity: Int { PacketBuffer.capacity }

  init() { unsafe packet = .allocate(byteCount: Self.packetCapacity, alignment: 16) }

  deinit { unsafe packet.deallocate() }

  func start() {
    track.start()
    packetTick = 0
    packetLength = 0
    faults = FaultTrack()
  }

  func take(lostBefore: UInt32) -> DeviceTrack.Loss { track.take(lostBefore: lostBefore) }
  func endChunk(isQueued: Bool) -> UInt32 { track.endChunk(isQueued: isQueued) }

  /// Keeps the datagram of a tick until it is known what became of it.
  func keep(_ bytes: RecordFields, of tick: UInt64) {
    packetTick = tick
    packetLength = min(bytes.count, Self.packetCapacity)
    if let source = unsafe bytes.bytes.baseAddress { unsafe packet.copyMemory(from: source, byteCount: packetLength) }
  }

  /// The datagram of a tick; empty where it is not the last one kept. Valid until the next `keep`.
  func datagram(of tick: UInt64) -> RecordFields {
    unsafe RecordFields(UnsafeRawBufferPointer(start: packet, count: tick == packetTick ? packetLength : 0))
  }
}

/// Which faults of a robot are told as events: each when it begins, and when it has been gone for a second.
struct FaultTrack {
  private var active = Fault.none
  private var last = InlineArray<32, Timestamp>(repeating: .never)

  /// What changed with this tick.
  mutating func take(_ faults: Fault, at time: Timestamp) -> (began: Fault, ended: Fault) {
    if faults == .none && active == .none { return (.none, .none) }
    var ended = Fault.none
    for bit in 0..<32 {
      let fault = Fault(rawValue: 1 << UInt32(bit))
      if faults.contains(fault) { last[bit] = time }
      if active.contains(fault) && !faults.contains(fault) && time - last[bit] >= .seconds(1) { ended.insert(fault) }
    }
    let began = faults.subtracting(active)
    active.formUnion(faults)
    active.subtract(ended)
    return (began, ended)
  }
}

/// When commands were sent, until the robot says that it has accepted them. For all robots: a run numbers its datagrams from 1.
struct AcceptanceTrack {
  /// The robot's word comes within a few ticks; half a second of 1 kHz.
  private static var capacity: Int { 512 }
  private var sent: [(sequence: UInt64, time: Timestamp)] = Array(repeating: (0, .never), count: AcceptanceTrack.capacity)
  /// The newest accepted command; 0: none.
  private(set) var sequence: UInt64 = 0
  /// [s] As the robot measured it.
  private(set) var delay = Double.nan
  /// [s]
  private(set) var roundTrip = Double.nan

  mutating func noteSent(_ sequence: UInt64, at time: Timestamp) {
    sent[Int(truncatingIfNeeded: sequence) & (Self.capacity - 1)] = (sequence, time)
  }

  /// Takes what a gate said of the last command that it accepted.
  mutating func noteAccepted(_ sequence: UInt64, age: Double, delay: Double, arrived: Timestamp) {
    guard sequence != self.sequence else { return }
    let slot = sent[Int(truncatingIfNeeded: sequence) & (Self.capacity - 1)]
    self.sequence = sequence
    self.delay = delay
    roundTrip = slot.sequence == sequence && slot.time != .never ? (arrived - slot.time).seconds - age : .nan
  }
}
