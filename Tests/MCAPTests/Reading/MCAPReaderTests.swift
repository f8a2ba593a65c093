import MCAP
import Testing

struct MCAPReaderTests {
  /// Opcode, length and body.
  private func record(_ opcode: UInt8, _ body: String) -> [UInt8] {
    let body = bytes(body)
    return [opcode] + (0..<8).map { UInt8(truncatingIfNeeded: body.count >> ($0 * 8)) } + body
  }

  private let magic: [UInt8] = bytes("89 4D 43 41 50 30 0D 0A")
  private var header: [UInt8] { record(0x01, "00000000 00000000") }
  private var channel: [UInt8] { record(0x04, "0100 0000 00000000 00000000 00000000") }
  private var message: [UInt8] { record(0x05, "0100 07000000 0500000000000000 0500000000000000 AA") }
  private var dataEnd: [UInt8] { record(0x0F, "00000000") }
  private var footer: [UInt8] { record(0x02, "0000000000000000 0000000000000000 00000000") }

  @Test func readsAFileLaidOutByHand() {
    let reading = Reading(magic + header + channel + message + dataEnd + footer + magic)
    #expect(reading.faults == [])
    #expect(reading.isIntact)
    #expect(reading.entries == [.init(channel: 1, sequence: 7, logTime: 5, payload: [0xAA])])
    #expect(reading.records.map(\.type) == ["Header", "Channel", "Message", "DataEnd", "Footer"])
    #expect(reading.validEnd == 8 + header.count + channel.count + message.count)
  }

  @Test func skipsAndCountsUnknownKinds() throws {
    let file = magic + header + record(0x10, "0102") + record(0xFF, "") + channel + message + dataEnd + footer + magic
    try unsafe file.withUnsafeBytes { raw in
      var reader = unsafe MCAPReader(raw)
      var messages = 0
      while try reader.nextMessage() != nil { messages += 1 }
      #expect(messages == 1)
      let (unknown, isIntact) = (reader.unknownRecordCount, reader.isIntact)
      #expect(unknown == 2)
      #expect(isIntact)
    }
  }

  @Test func whatIsNoRecordingIsRefusedAtOnce() {
    #expect(Reading([]).faults == [.notMCAP])
    #expect(Reading(Array("hello, world".utf8)).faults == [.notMCAP])
    #expect(Reading(magic + channel).faults == [.notMCAP])
    #expect(Reading(magic).faults == [.unfinished(offset: 8)])
  }

  @Test func goesOnBehindABadRecord() {
    let badChannel = record(0x04, "0100 0000 FF000000")
    let start = 8 + header.count
    let reading = Reading(magic + header + badChannel + channel + message + dataEnd + footer + magic)
    #expect(reading.faults == [.malformed(opcode: 4, offset: start)])
    #expect(!reading.isIntact)
    #expect(reading.entries.count == 1)
  }

  @Test func reportsWhatStandsInTheWrongPlace() {
    let start = 8 + header.count
    let statistics = record(0x0B, "")
    #expect(Reading(magic + header + statistics + dataEnd + footer + magic).faults == [.misplaced(opcode: 11, offset: start)])
    #expect(Reading(magic + header + header + dataEnd + footer + magic).faults == [.misplaced(opcode: 1, offset: start)])
    #expect(Reading(magic + header + footer + magic).faults == [.misplaced(opcode: 2, offset: start)])
    let behind = start + channel.count + dataEnd.count
    let late = Reading(magic + header + channel + dataEnd + message + footer + magic)
    #expect(late.faults == [.misplaced(opcode: 5, offset: behind)])
  }

  @Test func reportsDefinitionsThatAreMissingOrChanged() {
    let start = 8 + header.count
    #expect(Reading(magic + header + message + dataEnd + footer + magic).faults == [.undefined(opcode: 5, id: 1, offset: start)])
    let other = record(0x04, "0100 0000 01000000 78 00000000 00000000")
    let changed = Reading(magic + header + channel + other + dataEnd + footer + magic)
    #expect(changed.faults == [.conflictingDefinition(opcode: 4, id: 1, offset: start + channel.count)])
    let orphan = record(0x04, "0100 0900 00000000 00000000 00000000")
    #expect(Reading(magic + header + orphan + dataEnd + footer + magic).faults == [.undefined(opcode: 4, id: 9, offset: start)])
  }

  @Test func comparesTheDataSectionAndTheSummaryWithTheirChecksums() {
    let data = magic + header + channel
    let badEnd = record(0x0F, "01000000")
    let first = Reading(data + badEnd + footer + magic)
    #expect(
      first.faults == [.checksumMismatch(.dataSection, offset: data.count, stored: 1, computed: ReferenceFile.crc(data))])
    let badFooter = record(0x02, "0000000000000000 0000000000000000 02000000")
    let guarded = Array(badFooter.dropLast(4))
    let second = Reading(data + dataEnd + badFooter + magic)
    #expect(
      second.faults == [
        .checksumMismatch(.summary, offset: data.count + dataEnd.count, stored: 2, computed: ReferenceFile.crc(guarded))
      ])
  }

  @Test func reportsTheEndOfTheFile() {
    let file = magic + header + dataEnd + footer
    #expect(Reading(file).faults == [.badClosingMagic(offset: file.count)])
    #expect(Reading(file + magic.dropLast()).faults == [.badClosingMagic(offset: file.count)])
    #expect(Reading(file + magic + [7, 7]).faults == [.trailingBytes(offset: file.count + 8, count: 2)])
  }

  @Test func aBadChunkIsReportedAndItsMessagesAreNotGiven() {
    let sample = SampleRecording(.uncompressed, messages: 12, perChunk: 4)
    // The payload of message 6 (six times 6) lies in the second chunk, once in the file.
    guard let place = sample.bytes.indices.first(where: { Array(sample.bytes[$0...].prefix(6)) == [UInt8](repeating: 6, count: 6) })
    else { return #expect(Bool(false), "no payload") }
    var file = sample.bytes
    file[place] ^= 0x10
    let reading = Reading(file)
    #expect(reading.entries == Array(sample.entries[..<4] + sample.entries[8...]))
    #expect(reading.faults.count == 2)
    guard case .checksumMismatch(.chunk, _, _, _)? = reading.faults.first else { return #expect(Bool(false), "no chunk fault") }
    guard case .checksumMismatch(.dataSection, _, _, _)? = reading.faults.last else { return #expect(Bool(false), "no data fault") }
  }
}
