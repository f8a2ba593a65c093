@testable import ExocapCore
import Testing

@Suite struct FeetechParserTests {
  struct Found: Equatable {
    var id: UInt8
    var error: UInt8 = 0
    var parameters: [UInt8]
  }

  /// Everything that is found in `bytes`, with its parameters.
  static func find(_ bytes: [UInt8]) -> (found: [Found], counters: DriverCounters) {
    var parser = FeetechParser()
    var counters = DriverCounters()
    var found: [Found] = []
    for byte in bytes {
      parser.append(byte)
      while case .reply(let id, let error, let length) = parser.next(&counters) {
        found.append(Found(id: id, error: error, parameters: (0..<length).map { parser.parameter($0) }))
      }
    }
    return (found, counters)
  }

  @Test func readsPublishedReplies() {
    #expect(Self.find(wireBytes("FF FF 01 02 00 FC")).found == [Found(id: 1, parameters: [])])
    #expect(Self.find(wireBytes(FeetechVectors.reply1304)).found == [Found(id: 1, parameters: [0x18, 0x05])])
    #expect(Self.find(wireBytes(FeetechVectors.overload4)).found == [Found(id: 4, error: 0x20, parameters: [0xE8, 0x03])])
  }

  @Test func refusesABadChecksum() {
    let (found, counters) = Self.find(wireBytes(FeetechVectors.badChecksum1))
    #expect(found.isEmpty)
    #expect(counters.badChecksums == 1)
  }

  @Test func aRunOf255sBeforeTheHeaderIsSkipped() {
    let (found, counters) = Self.find([0xFF, 0xFF, 0xFF] + wireBytes(FeetechVectors.position2047))
    #expect(found == [Found(id: 2, parameters: [0xFF, 0x07])])
    #expect(counters.skippedBytes == 3)
    #expect(counters.malformed == 0)
  }

  @Test func ignoresOurOwnSyncRead() {
    let (found, counters) = Self.find(wireBytes(FeetechVectors.syncRead6Positions) + wireBytes(FeetechVectors.reply1304))
    #expect(found == [Found(id: 1, parameters: [0x18, 0x05])])
    #expect(counters.skippedBytes == 14)
    #expect(counters.malformed == 0)
  }

  @Test func aLengthThatCannotBeSwallowsNothing() {
    var first = wireBytes(FeetechVectors.reply1304)
    first[3] = 0x44
    let (found, counters) = Self.find(first + wireBytes(FeetechVectors.position2047))
    #expect(found == [Found(id: 2, parameters: [0xFF, 0x07])])
    #expect(counters.malformed == 1)
  }
}
