@testable import ExocapCore
import Testing

/// The driver on a line that the test plays by hand. What it does in a whole world is in SimulatedModbusLineTests.
@Suite struct ModbusDriverTests {
  /// Encoders 1, 2, 3 as AirExo has them, read at 50 Hz and 115200 Bd; period 20 ms.
  struct Line: ~Copyable {
    var driver: ModbusDriver
    var now = Timestamp(nanoseconds: 0)
    var raw = RawSample()
    private var packet = PacketBuffer()

    init(_ nodes: [ModbusNode]? = nil, pipelining: Interval? = nil) {
      let encoders = (1...3).map { ModbusNode(name: "e\($0)", slave: UInt8($0), register: 0x41, type: .unsigned16) }
      let bus = ModbusBus(nodes: nodes ?? encoders, rate: 50, pipelining: pipelining)
      driver = ModbusDriver(bus, line: SerialLine(baud: 115_200))
      driver.opened(at: now)
    }

    /// Polls now. The request, or nil; and whether a turn ended.
    mutating func poll(_ outcome: WriteOutcome = .taken) -> (request: [UInt8]?, hasSample: Bool) {
      packet.clear()
      let found = driver.poll(now: now, into: &packet, raw: &raw)
      if found.hasRequest { driver.wrote(outcome, at: now) }
      return (found.hasRequest ? packet.toArray() : nil, found.hasSample)
    }

    /// Moves to the driver's deadline and polls.
    mutating func wait() -> (request: [UInt8]?, hasSample: Bool) {
      now = max(now, driver.deadline)
      return poll()
    }

    /// True where the bytes completed a turn.
    mutating func receive(_ bytes: [UInt8]) -> Bool {
      var isComplete = false
      for byte in bytes where driver.receive(byte, at: now, into: &raw) { isComplete = true }
      return isComplete
    }
  }

  /// 3.5 characters of ten bits at 115200 Bd, rounded up.
  static let silence = Interval(nanoseconds: 303_820)

  @Test func asksAsPublishedAndReadsPublishedReplies() {
    var line = Line((1...8).map { ModbusNode(name: "e\($0)", slave: UInt8($0), register: 0x41, type: .unsigned16) })
    var requests: [[UInt8]?] = []
    var isComplete = false
    for slave in UInt8(1)...8 {
      requests.append(line.wait().request)
      switch slave {
      case 1: _ = line.receive(wireBytes(ModbusVectors.encoder1At2048))
      case 8: isComplete = line.receive(wireBytes(ModbusVectors.encoder8At4095))
      default: _ = line.receive(modbusReply(slave, [UInt16(slave)]))
      }
    }
    #expect(requests == ModbusVectors.encoders.map { wireBytes($0) })
    #expect(isComplete && line.raw.valid == 0xFF)
    #expect((0..<8).map { line.raw.fields[$0] } == [2048, 2, 3, 4, 5, 6, 7, 4095])
  }

  @Test func theLineIsQuietBeforeEachRequest() {
    var line = Line()
    _ = line.poll()
    line.now = line.now + .milliseconds(2)
    _ = line.receive(modbusReply(1, [1]))
    let reply = line.now
    #expect(line.driver.deadline == reply + Self.silence)
    line.now = reply + Self.silence - Interval(nanoseconds: 1)
    let early = line.poll().request
    line.now = reply + Self.silence
    let due = line.poll().request
    #expect(early == nil && due == wireBytes(ModbusVectors.encoders[1]))
  }

  /// Numbers by hand: 93.5 and 935 as published; -2 as i16 and i32, 70000 as u32 with the low word first.
  @Test func numbersOfEveryType() {
    var line = Line([
      ModbusNode(name: "a", slave: 1, register: 0x0100, type: .float32), ModbusNode(name: "b", slave: 1, register: 0x0300, type: .signed32),
      ModbusNode(name: "c", slave: 2, function: .input, register: 7, count: 2, type: .signed16),
      ModbusNode(name: "d", slave: 3, register: 0, count: 2, type: .unsigned32, wordOrder: .lowFirst),
    ])
    let replies = [
      wireBytes(ModbusVectors.float93), wireBytes(ModbusVectors.long935), modbusReply(2, function: 4, [0xFFFE, 0x7FFF]),
      modbusReply(3, [0x1170, 0x0001, 0xFFFE, 0xFFFF]),
    ]
    var requests: [[UInt8]] = []
    var isComplete = false
    for reply in replies {
      requests.append(line.wait().request ?? [])
      isComplete = line.receive(reply)
    }
    #expect(requests[0] == wireBytes(ModbusVectors.readFloat) && requests[1] == wireBytes(ModbusVectors.readLong))
    #expect(Array(requests[2].prefix(6)) == [2, 4, 0, 7, 0, 2])
    #expect(isComplete && line.raw.count == 6 && line.raw.valid == 0b111111)
    #expect((0..<6).map { line.raw.fields[$0] } == [93.5, 935, -2, 32767, 70000, 4_294_967_294])
  }

  @Test func aNumberThatIsNoneIsNotValid() {
    var line = Line([ModbusNode(name: "a", slave: 1, register: 0, count: 2, type: .float32)])
    _ = line.poll()
    let isComplete = line.receive(modbusReply(1, [0x7FC0, 0, 0x3F80, 0]))
    #expect(isComplete && line.raw.valid == 0b10)
    #expect(line.raw.fields[1] == 1)
    #expect(line.driver.counters.malformed == 1)
  }

  @Test func whoDoesNotAnswerIsAskedAgainAfterTheOthers() {
    var line = Line()
    _ = line.poll()
    // 1.302 ms of wire, 1 ms of adapter, 5 ms of margin.
    let second = line.wait().request
    #expect(second == wireBytes(ModbusVectors.encoders[1]))
    #expect(abs((line.now - Timestamp(nanoseconds: 0)).seconds - 0.007302) < 1e-6)
    _ = line.receive(modbusReply(2, [2]))
    _ = line.wait()
    _ = line.receive(modbusReply(3, [3]))
    let again = line.wait().request
    #expect(again == wireBytes(ModbusVectors.encoders[0]))
    let isComplete = line.receive(modbusReply(1, [1]))
    #expect(isComplete && line.raw.valid == 0b111)
    #expect(line.driver.counters.retries == 1 && line.driver.counters.timeouts == 0)
  }

  @Test func aDamagedReplyIsCountedAndAskedForAgain() {
    var line = Line()
    _ = line.poll()
    var bad = modbusReply(1, [1])
    bad[4] ^= 1
    _ = line.receive(bad)
    for slave in UInt8(2)...3 {
      _ = line.wait()
      _ = line.receive(modbusReply(slave, [9]))
    }
    let again = line.wait().request
    let isComplete = line.receive(modbusReply(1, [1]))
    #expect(again == wireBytes(ModbusVectors.encoders[0]) && isComplete)
    #expect(line.driver.counters.badChecksums == 1)
  }

  @Test func anExceptionIsAnErrorOfItsNode() {
    var line = Line()
    var samples: [UInt64] = []
    var request = line.poll().request
    while line.now < Timestamp(nanoseconds: 19_000_000) {
      if let slave = request?.first {
        if line.receive(slave == 2 ? modbusException(2, code: 4) : modbusReply(slave, [5])) { samples.append(line.raw.valid) }
      }
      let found = line.wait()
      if found.hasSample { samples.append(line.raw.valid) }
      request = found.request
    }
    #expect(samples == [0b101])
    let node = line.driver.node(1)
    #expect(node.errors == 3 && node.timeouts == 1)
    #expect(line.driver.counters.deviceErrors == 3)
  }

  @Test func aSilentNodeIsLeftOutOfTheTurns() {
    var line = Line()
    var times: [Int64] = []
    while line.now < Timestamp(nanoseconds: 400_000_000) {
      guard let slave = line.wait().request?.first else { continue }
      if slave == 3 {
        times.append((line.now - Timestamp(nanoseconds: 0)).nanoseconds / 1_000_000)
      } else {
        _ = line.receive(modbusReply(slave, [1]))
      }
    }
    // Three turns with a retry each; then once every 100 ms.
    #expect(times.filter { $0 < 60 }.count == 6)
    #expect(times.filter { $0 >= 60 }.count == 4)
    let silent = line.driver.silent
    #expect(silent == 0b100)
  }

  @Test func pipelinedRequestsDoNotWaitForReplies() {
    var line = Line(pipelining: .microseconds(1650))
    var asked: [(Int64, UInt8)] = []
    for _ in 0..<3 {
      let request = line.wait().request
      asked.append(((line.now - Timestamp(nanoseconds: 0)).nanoseconds, request?[0] ?? 0))
    }
    #expect(asked.map(\.0) == [0, 1_650_000, 3_300_000])
    #expect(asked.map(\.1) == [1, 2, 3])
    // The adapter brings all replies in one read.
    let isComplete = line.receive(modbusReply(1, [1]) + modbusReply(2, [2]) + modbusReply(3, [3]))
    #expect(isComplete && line.raw.valid == 0b111)
  }

  @Test func aLaterReplySaysThatAPipelinedOneIsLost() {
    var line = Line(pipelining: .microseconds(1650))
    for _ in 0..<3 { _ = line.wait() }
    _ = line.receive(modbusReply(1, [1]) + modbusReply(3, [3]))
    let retry = line.wait().request
    #expect(retry == wireBytes(ModbusVectors.encoders[1]))
    // Nobody waited for a time-out: only for silence.
    #expect(line.now == Timestamp(nanoseconds: 3_300_000) + Self.silence)
    let isComplete = line.receive(modbusReply(2, [2]))
    #expect(isComplete)
  }

  @Test func aRequestThatThePortDidNotTakeEndsTheTurn() {
    var line = Line()
    _ = line.poll(.busy)
    #expect(line.driver.counters.writeFailures == 1)
    #expect(line.driver.deadline == Timestamp(nanoseconds: 20_000_000))
  }
}
