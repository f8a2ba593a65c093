internal import ExocapCore

/// The fields of a tap's record by their places, in place, without a copy.
///
/// Every access is held against the record's length: a short record reads zeros.
@safe
struct RecordFields {
  // SAFETY: only read, and only below its count; whoever made it keeps the memory alive.
  let bytes: UnsafeRawBufferPointer

  @unsafe
  init(_ bytes: UnsafeRawBufferPointer) { unsafe self.bytes = bytes }

  var count: Int { unsafe bytes.count }

  func byte(at offset: Int) -> UInt8 { offset < count ? unsafe bytes[offset] : 0 }
  func unsigned16(at offset: Int) -> UInt16 {
    offset + 2 <= count ? unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self) : 0
  }
  func unsigned32(at offset: Int) -> UInt32 {
    offset + 4 <= count ? unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self) : 0
  }
  func unsigned64(at offset: Int) -> UInt64 {
    offset + 8 <= count ? unsafe bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self) : 0
  }
  func signed64(at offset: Int) -> Int64 { Int64(bitPattern: unsigned64(at: offset)) }
  func double(at offset: Int) -> Double { Double(bitPattern: unsigned64(at: offset)) }
  /// A float32, widened.
  func float(at offset: Int) -> Double { Double(Float(bitPattern: unsigned32(at: offset))) }

  /// `length` bytes from `offset`; fewer where the record ends.
  func slice(from offset: Int, length: Int = .max) -> RecordFields {
    let start = min(max(0, offset), count)
    let end = start + min(length, count - start)
    return unsafe RecordFields(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
  }

  /// Whether `number` numbers from `offset` are all the one NaN that stands for absence.
  func areAbsent(_ number: Int, at offset: Int) -> Bool {
    for index in 0..<number where unsigned64(at: offset + 8 * index) != Double.nan.bitPattern { return false }
    return true
  }
}

/// Where each field of a tick's record is: see `TickRecord`.
struct TickFields {
  let fields: RecordFields
  let joints: Int
  let runs: Int
  let requests: Int
  let answers: Int
  let packetLength: Int

  static let states = 34
  static let reasons = 41
  static let obstacles = 48
  static let answerCount = 55
  static let stepTime = 56
  static let firstRun = 64
  static let runLength = 16
  static let answerLength = 97

  /// Nil where the record is not as long as it says.
  init?(_ fields: RecordFields) {
    self.fields = fields
    joints = Int(fields.unsigned16(at: 28))
    runs = Int(fields.byte(at: 30))
    requests = Int(fields.byte(at: 31))
    packetLength = Int(fields.unsigned16(at: 32))
    answers = Int(fields.byte(at: Self.answerCount))
    guard fields.count >= packet + packetLength else { return nil }
  }

  var time: Int64 { fields.signed64(at: 0) }
  var call: UInt64 { fields.unsigned64(at: 8) }
  var tick: UInt64 { fields.unsigned64(at: 16) }
  var faults: UInt32 { fields.unsigned32(at: 24) }
  var firstRequest: Int { Self.firstRun + Self.runLength * runs }
  var firstAnswer: Int { firstRequest + 2 * requests }
  var wanted: Int { firstAnswer + Self.answerLength * answers }
  var limited: Int { wanted + 8 * joints }
  var rates: Int { limited + 8 * joints }
  var clipping: Int { rates + 8 * joints }
  var weights: Int { clipping + joints }
  var mismatches: Int { weights + 56 }
  var wantedForces: Int { mismatches + 56 }
  var forces: Int { wantedForces + 56 }
  var packet: Int { forces + 56 }

  /// The number of the last sample that the tick took from a device; nil: it took none.
  func newestSample(of device: DeviceID) -> UInt64? {
    var newest: UInt64?
    for run in 0..<runs {
      let place = Self.firstRun + Self.runLength * run
      if fields.byte(at: place) == device.index {
        newest = fields.unsigned64(at: place + 8) &+ UInt64(fields.unsigned16(at: place + 2)) &- 1
      }
    }
    return newest
  }

  /// An answer to a branch search that the tick took in.
  func answer(_ index: Int) -> BranchEscape.Answer {
    let place = firstAnswer + Self.answerLength * index
    var answer = BranchEscape.Answer.none
    answer.tick = fields.unsigned64(at: place)
    answer.arm = Int(fields.byte(at: place + 8))
    answer.cost = Double(bitPattern: fields.unsigned64(at: place + 9))
    for joint in 0..<10 { answer.joints[joint] = Double(bitPattern: fields.unsigned64(at: place + 17 + 8 * joint)) }
    return answer
  }
}
