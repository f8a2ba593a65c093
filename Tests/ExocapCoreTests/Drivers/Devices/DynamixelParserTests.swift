@testable import ExocapCore
import Testing

@Suite struct DynamixelParserTests {
  /// Everything that is found in `bytes`, with its parameters.
  static func find(_ bytes: [UInt8], fast: (blocks: Int, length: Int) = (0, 0)) -> (found: [Found], counters: DriverCounters) {
    var parser = DynamixelParser()
    var counters = DriverCounters()
    parser.expectFastReply(blocks: fast.blocks, length: fast.length)
    var found: [Found] = []
    for byte in bytes {
      parser.append(byte)
      while true {
        switch parser.next(&counters) {
        case .incomplete: break
        case .status(let id, let error, let length):
          found.append(Found(id: id, error: error, parameters: (0..<length).map { parser.parameter($0) }))
          continue
        case .block(let id, let error):
          found.append(Found(id: id, error: error, parameters: (0..<fast.length).map { parser.parameter($0) }))
          continue
        }
        break
      }
    }
    return (found, counters)
  }

  struct Found: Equatable {
    var id: UInt8
    var error: UInt8 = 0
    var parameters: [UInt8]
  }

  @Test func readsPublishedStatusPackets() {
    let position = Self.find(wireBytes("FF FF FD 00 01 08 00 55 00 A6 00 00 00 8C C0")).found
    #expect(position == [Found(id: 1, parameters: [166, 0, 0, 0])])
    let ping = Self.find(wireBytes("FF FF FD 00 01 07 00 55 00 06 04 26 65 5D")).found
    #expect(ping == [Found(id: 1, parameters: [0x06, 0x04, 0x26])])
    let written = Self.find(wireBytes("FF FF FD 00 01 04 00 55 00 A1 0C")).found
    #expect(written == [Found(id: 1, parameters: [])])
  }

  @Test func removesStuffing() {
    let block = ServoReading(current: -1, velocity: 253, position: 2048).bytes(.currentVelocityPosition)
    #expect(Self.find(wireBytes(DynamixelVectors.stuffedStatus3)).found == [Found(id: 3, parameters: block)])
    let pair = ServoReading(velocity: -1, position: -3).bytes(.velocityPosition)
    #expect(Self.find(wireBytes(DynamixelVectors.stuffedStatus5)).found == [Found(id: 5, parameters: pair)])
  }

  @Test func keepsTheErrorByte() {
    #expect(Self.find(wireBytes(DynamixelVectors.alertStatus4)).found.map(\.error) == [0x80])
  }

  @Test func refusesABadChecksum() {
    let (found, counters) = Self.find(wireBytes(DynamixelVectors.badStatus6))
    #expect(found.isEmpty)
    #expect(counters.badChecksums == 1)
  }

  @Test func readsTheBlocksOfAFastReplyAsTheyCome() {
    let reply = wireBytes(DynamixelVectors.fastReply374)
    #expect(Self.find(reply, fast: (3, 4)).found.map(\.id) == [3, 7, 4])
    // The third servo is missing: the first two are believed all the same.
    #expect(Self.find(Array(reply.prefix(24)), fast: (3, 4)).found.map(\.id) == [3, 7])
    #expect(Self.find(Array(reply.prefix(23)), fast: (3, 4)).found.map(\.id) == [3])
  }

  @Test func takesNoStuffingOutOfFastReplies() {
    let (found, _) = Self.find(wireBytes(DynamixelVectors.fastReply123), fast: (3, 10))
    #expect(found.map(\.id) == [1, 2, 3])
    #expect(found[1].parameters == ServoReading(current: -1, velocity: 253, position: 1024).bytes(.currentVelocityPosition))
  }

  @Test func ignoresAFastReplyThatNobodyAskedFor() {
    #expect(Self.find(wireBytes(DynamixelVectors.fastReply374)).found.isEmpty)
  }

  @Test func ignoresOurOwnRequests() {
    // Some adapters echo.
    let request = wireBytes("FF FF FD 00 01 07 00 02 84 00 04 00 1D 15")
    let (found, counters) = Self.find(request + wireBytes("FF FF FD 00 01 08 00 55 00 A6 00 00 00 8C C0"))
    #expect(found == [Found(id: 1, parameters: [166, 0, 0, 0])])
    #expect(counters.skippedBytes == 14)
  }

  @Test func aLengthThatCannotBeSwallowsNothing() {
    var first = wireBytes("FF FF FD 00 01 08 00 55 00 A6 00 00 00 8C C0")
    first[6] = 0x40
    let (found, counters) = Self.find(first + wireBytes("FF FF FD 00 02 08 00 55 00 1F 08 00 00 BA BE"))
    #expect(found == [Found(id: 2, parameters: [0x1F, 0x08, 0, 0])])
    #expect(counters.malformed == 1)
  }
}
