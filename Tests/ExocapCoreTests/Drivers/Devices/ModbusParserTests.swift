@testable import ExocapCore
import Testing

@Suite struct ModbusParserTests {
  /// What is found in `bytes` where nodes 0 … 2 are awaited: slave 1 with two registers, slave 2 with one, slave 1 with one.
  static func find(_ bytes: [UInt8], awaited: UInt32 = 0b111) -> (found: [ModbusParser.Finding], words: [UInt16], counters: DriverCounters)
  {
    var parser = ModbusParser([
      ModbusParser.Expected(slave: 1, function: 3, length: 4), ModbusParser.Expected(slave: 2, function: 3, length: 2),
      ModbusParser.Expected(slave: 1, function: 4, length: 2),
    ])
    var counters = DriverCounters()
    var found: [ModbusParser.Finding] = []
    var words: [UInt16] = []
    for byte in bytes {
      parser.append(byte)
      while true {
        let finding = parser.next(awaited, &counters)
        if finding == .incomplete { break }
        found.append(finding)
        if case .reply = finding { words.append(parser.register(0)) }
      }
    }
    return (found, words, counters)
  }

  @Test func readsPublishedReplies() {
    let (found, words, _) = Self.find(wireBytes(ModbusVectors.long935) + wireBytes(ModbusVectors.float93))
    #expect(found == [.reply(node: 0), .reply(node: 0)])
    #expect(words == [0x0000, 0x42BB])
  }

  @Test func slaveFunctionAndLengthSayWhoseReplyItIs() {
    let (found, words, _) = Self.find(modbusReply(2, [7]) + modbusReply(1, function: 4, [8]))
    #expect(found == [.reply(node: 1), .reply(node: 2)])
    #expect(words == [7, 8])
  }

  @Test func onlyWhatIsAwaitedIsFound() {
    let (found, _, counters) = Self.find(modbusReply(2, [7]) + modbusReply(1, function: 4, [8]), awaited: 0b100)
    #expect(found == [.reply(node: 2)])
    #expect(counters.skippedBytes == 7)
  }

  @Test func anExceptionIsFound() {
    #expect(Self.find(modbusException(2, code: 2)).found == [.exception(node: 1)])
  }

  @Test func aBadChecksumIsRefusedAndCostsNothingBehindIt() {
    var bad = modbusReply(2, [0x0203])
    bad[3] ^= 0x10
    let (found, words, counters) = Self.find(bad + modbusReply(2, [9]))
    #expect(found == [.reply(node: 1)])
    #expect(words == [9])
    #expect(counters.badChecksums == 1)
  }

  /// Some adapters hand our own request back: it has the register where a reply has its length.
  @Test func ourOwnRequestIsNoReply() {
    let (found, words, _) = Self.find(ModbusPacketsTests.read(2, 0x41, 1) + modbusReply(2, [5]))
    #expect(found == [.reply(node: 1)])
    #expect(words == [5])
  }
}
