/// The plan by which the registers of a profile are set on the servos of a bus: each is read, written where it differs, and read again.
///
/// Reading first spares the EEPROM, whose cells wear, and makes the set-up of a bus that is as it should be quick. When a servo
/// comes back after a silence it is set up again, one exchange between two turns, so that the others are read at their rate.
/// The driver makes the packets: `next` says what to ask, and the driver tells what became of it. Behind the registers a driver may ask each
/// servo who it is, in reads of its own.
struct RegisterSetUp: ~Copyable {
  /// A register is written, or asked in vain, at most this often before the servo counts as not set up.
  @inline(__always) static var attempts: UInt8 { 3 }
  /// A servo whose set-up failed and that answers turns is tried again this much later.
  @inline(__always) static var spacing: Interval { .seconds(1) }
  /// The most servos of one bus.
  @inline(__always) static var capacity: Int { 32 }
  @inline(__always) private static var nobody: UInt8 { 0xFF }

  /// One register to set, without its name.
  struct Register: BitwiseCopyable, Sendable {
    var address: UInt16
    var length: UInt8
    var value: UInt32
    /// The servo's id; 0xFF: every servo.
    var id: UInt8

    /// None.
    init() { (address, length, value, id) = (0, 1, 0, 0xFF) }

    init(_ write: RegisterWrite) {
      precondition(write.length == 1 || write.length == 2 || write.length == 4, "a register has 1, 2 or 4 bytes")
      address = write.address
      length = write.length
      value = write.value
      id = write.id ?? 0xFF
    }
  }

  /// What to ask next.
  struct Step: BitwiseCopyable, Sendable {
    var id: UInt8
    var register: Register
    /// Write it; else read it.
    var writes: Bool
    /// Which of the reads that ask who the servo is; -1: it is about the register.
    var identityRead = -1
  }

  let ids: [UInt8]
  let registers: [Register]
  /// Reads of each servo behind its registers that ask who it is.
  private let identityReads: Int
  private let everyone: UInt32

  // Bit i: servo i of the profile.
  private(set) var pending: UInt32 = 0
  /// Servos whose registers are not known to be as the profile says, beside those that are pending.
  private(set) var failed: UInt32 = 0
  /// The servo that is being set up; 0xFF: none.
  private(set) var servo: UInt8 = RegisterSetUp.nobody
  /// The register that is being set, as its place in the list.
  private var step: UInt16 = 0
  /// Writes and reads in vain of that register.
  private var attempt: UInt8 = 0
  /// The next request writes the register, else it reads it.
  private var writes = false
  /// The set-up after opening, which the first turn waits for.
  private(set) var isFirst = false
  /// Exchanges that may be made before the next turn.
  private var credit: UInt8 = 0
  private var againAt: Timestamp = .never

  init(ids: [UInt8], _ writes: [RegisterWrite], identityReads: Int = 0) {
    precondition(ids.count >= 1 && ids.count <= RegisterSetUp.capacity, "a bus has 1 ... 32 servos")
    self.ids = ids
    registers = writes.map { Register($0) }
    self.identityReads = identityReads
    everyone = ids.count == 32 ? .max : (1 << UInt32(ids.count)) - 1
  }

  /// How many steps one servo has at most.
  private var stepCount: Int { registers.count &+ identityReads }

  /// Plans the set-up of all servos: before the next turn where `first`, else between turns.
  mutating func plan(first: Bool) {
    pending = stepCount == 0 ? 0 : everyone
    failed = 0
    isFirst = first && pending != 0
    credit = first ? .max : 1
    if first { servo = RegisterSetUp.nobody }
  }

  /// Whether a request may be made now.
  var isDue: Bool { pending != 0 && credit > 0 }

  /// Takes note that servo `index` has been silent: it may come back from a loss of power, with other registers.
  mutating func lost(_ index: Int) { failed |= 1 &<< UInt32(truncatingIfNeeded: index) }

  /// Takes note that a turn is over: one exchange may follow, and servos that answer again are planned.
  mutating func turnEnded(answered: UInt32, at now: Timestamp) {
    credit = 1
    let back = failed & answered
    if stepCount == 0 { failed = 0 }
    guard back != 0, stepCount > 0, now >= againAt else { return }
    failed &= ~back
    pending |= back
    againAt = now + RegisterSetUp.spacing
  }

  /// What to ask next; nil where nothing is left to do.
  mutating func next() -> Step? {
    guard isDue else { return nil }
    // Each turn of the loop ends a servo, skips a register that is another servo's, or returns.
    for _ in 0..<RegisterSetUp.capacity &* (stepCount &+ 1) {
      if servo == RegisterSetUp.nobody {
        guard pending != 0 else { break }
        servo = UInt8(truncatingIfNeeded: pending.trailingZeroBitCount)
        step = 0
        attempt = 0
        writes = false
      }
      guard Int(step) < stepCount else {
        endServo(failed: false)
        continue
      }
      guard Int(step) < registers.count else {
        if credit < .max { credit &-= 1 }
        return current
      }
      let register = registers[Int(step)]
      let id = ids[Int(servo)]
      if register.id != 0xFF && register.id != id {
        step &+= 1
        continue
      }
      if credit < .max { credit &-= 1 }
      return Step(id: id, register: register, writes: writes)
    }
    return nil
  }

  /// The request whose answer is awaited. Only after `next`.
  var current: Step {
    let id = ids[Int(servo)]
    let asked = Int(step) &- registers.count
    guard asked < 0 else {
      return Step(id: id, register: Register(), writes: false, identityRead: asked)
    }
    return Step(id: id, register: registers[Int(step)], writes: writes)
  }

  /// Takes note that the servo said who it is.
  mutating func told() {
    step &+= 1
    attempt = 0
  }

  /// Takes the value that was read.
  mutating func read(_ value: UInt32) {
    if value == registers[Int(step)].value {
      step &+= 1
      attempt = 0
    } else if attempt >= RegisterSetUp.attempts {
      endServo(failed: true)
    } else {
      writes = true
    }
  }

  /// After a write, an error, or no answer: reads again, up to the bound. A write without an answer may have worked all the same.
  mutating func endAttempt(_ counters: inout DriverCounters) {
    if attempt > 0 { counters.retries &+= 1 }
    attempt &+= 1
    if !writes && attempt >= RegisterSetUp.attempts { endServo(failed: true) }
    writes = false
  }

  private mutating func endServo(failed isFailed: Bool) {
    let bit: UInt32 = 1 &<< UInt32(servo)
    pending &= ~bit
    if isFailed { failed |= bit } else { failed &= ~bit }
    servo = RegisterSetUp.nobody
    if pending == 0 { isFirst = false }
  }

  /// Saves or restores the plan, as fields of the driver's section.
  mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.field(&pending)
    archive.field(&failed)
    archive.field(&servo)
    archive.field(&step)
    archive.field(&attempt)
    archive.field(&writes)
    archive.field(&isFirst)
    archive.field(&credit)
    archive.field(&againAt)
  }
}
