import ExocapTestSupport
import MCAP
import Testing

struct FileCheckTests {
  @Test func whatWeWriteIsWithoutFinding() {
    for compression in [nil, Compression.uncompressed, .lz4, .zstd] {
      let sample = SampleRecording(compression, messages: 41)
      let checking = Checking(sample.bytes)
      #expect(checking.report.findings == [])
      #expect(checking.messages == 41)
      #expect(checking.report.messages == 41)
      // Ids and order as SampleRecording lays them out: every third message steps back by 15 ns.
      #expect(checking.report.channels.mapValues(\.messages) == [1: 21, 700: 20])
      #expect(checking.report.stepsBack == 13)
      #expect(checking.report.largestStepBack == 15)
    }
  }

  /// The suite's own files are right by definition, but for summaries that leave out what an index needs: those its `doctor` refuses too
  /// (MCAP specification, §Summary Section: channels of indexed chunks and their schemas are repeated, and channels precede statistics).
  @Test func everyConformanceCaseIsFoundAsItIs() throws {
    guard let cases = ConformanceCase.all else { return Requirement.skip("mcap-conformance is absent") }
    var clean = 0
    for conformance in cases {
      let features = conformance.features
      let hasMessages = conformance.records.contains { $0.type == "Message" }
      let isIndexed = features.contains("ch") && features.contains("chx") && hasMessages
      var expected: Set<FileFinding.Kind> = []
      let hasSchema = conformance.records.contains { $0.type == "Schema" }
      if isIndexed && !(features.contains("rch") && (features.contains("rsh") || !hasSchema)) { expected.insert(.summary) }
      if features.contains("st") && hasMessages && !features.contains("rch") { expected.insert(.statistics) }
      let found = Checking(ReferenceFile(conformance).bytes)
      let errors = Set(found.report.findings.filter { !$0.isWarning }.map(\.kind))
      #expect(errors == expected, "\(conformance.name): \(found.report.findings)")
      // Their headers name no program.
      #expect(Set(found.kinds).subtracting(expected) == [.library], "\(conformance.name)")
      clean += expected.isEmpty ? 1 : 0
    }
    #expect(cases.count == 416)
    #expect(clean > 200)
  }

  @Test func aFileLaidOutByHandIsWithoutFinding() {
    #expect(Checking(HandLaidFile().bytes).report.findings == [])
  }

  private static let faults: [(FileFinding.Kind, @Sendable (inout HandLaidFile) -> Void)] = [
    (.library, { $0.header.library = "" }), (.profile, { $0.header.profile = "mine" }), (.unknown, { $0.hasUnknownRecord = true }),
    (.definition, { $0.schema.encoding = "" }), (.loose, { $0.hasLooseMessage = true }),
    (.chunkTimes, { $0.chunkTimes = (9, 20) }), (.chunkTimes, { $0.chunkTimes = (10, 21) }),
    (.messageIndex, { $0.changeIndex = { $0.entries[1].offset += 1 } }),
    (.messageIndex, { $0.changeIndex = { $0.entries.removeLast() } }),
    (.messageIndex, { $0.changeIndex = { $0.entries[0].logTime += 1 } }),
    (.messageIndex, { $0.hasIndexOfOther = true }),
    (.chunkIndex, { $0.changeChunkIndex = { $0.chunkLength -= 1 } }), (.chunkIndex, { $0.changeChunkIndex = { $0.endTime += 1 } }),
    (.chunkIndex, { $0.changeChunkIndex = { $0.compression = "zstd" } }),
    (.chunkIndex, { $0.changeChunkIndex = { $0.uncompressedSize += 1 } }),
    (.chunkIndex, { $0.changeChunkIndex = { $0.messageIndexOffsets[0].offset -= 9 } }),
    (.chunkIndex, { $0.changeChunkIndex = { $0.messageIndexLength += 1 } }),
    (.summary, { $0.summarySchemas = false }), (.statistics, { $0.changeStatistics = { $0.messageCount = 3 } }),
    (.statistics, { $0.changeStatistics = { $0.endTime = 21 } }), (.statistics, { $0.changeStatistics = { $0.chunkCount = 2 } }),
    (.statistics, { $0.changeStatistics = { $0.channelMessageCounts = [1: 1] } }), (.statistics, { $0.statisticsCount = 2 }),
    (.index, { $0.changeAttachmentIndex = { $0.length += 1 } }), (.index, { $0.changeAttachmentIndex = { $0.name = "c" } }),
    (.index, { $0.changeMetadataIndex = { $0.offset -= 1 } }), (.offsets, { $0.changeSummaryOffset = { $0.groupLength -= 1 } }),
    (.offsets, { $0.changeFooter = { $0.summaryOffsetStart -= 1 } }), (.ending, { $0.behind = [0] }),
  ]

  @Test(arguments: faults.indices)
  func oneWrongThingIsFoundAsWhatItIs(place: Int) {
    let (kind, change) = Self.faults[place]
    var file = HandLaidFile()
    change(&file)
    let found = Checking(file.bytes)
    #expect(!found.kinds.isEmpty && found.kinds.allSatisfy { $0 == kind }, "\(found.report.findings)")
    #expect(found.messages == (file.hasLooseMessage ? 3 : 2))
  }

  @Test func definitionsThatStandTwiceAreWarnings() {
    var file = HandLaidFile()
    file.repeatsDefinitions = true
    let found = Checking(file.bytes).report
    #expect(found.findings.map(\.kind) == [.repeated, .repeated])
    #expect(found.errors == 0 && found.warnings == 2)
  }

  @Test func aSummaryWithoutTheChannelIsFoundTwice() {
    var file = HandLaidFile()
    file.summaryChannels = false
    // Its schema stands there, but the channel is missing before the statistics and for the index.
    #expect(Set(Checking(file.bytes).kinds) == [.statistics, .summary])
  }

  @Test func aChunkWithoutAnEntryIsPassedOverByReaders() {
    var file = HandLaidFile()
    file.hasChunkIndex = false
    // No entry at all is a file without an index, which the format allows.
    #expect(Checking(file.bytes).report.findings == [])
  }

  @Test func everyCutIsTornAndTellsHowMuchIsHalf() {
    let file = SampleRecording(.zstd, messages: 12).bytes
    for cut in 8..<file.count {
      let report = Checking(Array(file[..<cut])).report
      // A header that is not whole is no file.
      guard report.findings.first?.text != "this is no MCAP file" else { continue }
      #expect(report.isTorn, "cut at \(cut)")
      #expect(report.errors == 1, "cut at \(cut): \(report.findings)")
      #expect(report.tail >= 0 && report.tail <= cut)
    }
  }

  @Test func everyFlippedByteIsFound() {
    let sample = SampleRecording(.uncompressed, messages: 9)
    // One checksum is over all of the data section and one over all of the summary: none is harmless.
    var missed: [Int] = []
    for place in sample.bytes.indices {
      var bytes = sample.bytes
      bytes[place] ^= 0x01
      if Checking(bytes).report.errors == 0 { missed.append(place) }
    }
    #expect(missed.isEmpty, "\(missed)")
  }

  /// The sample's last payloads lie in its last chunk: 0x22 is that of message 34, six bytes of it (34 modulo 7).
  @Test func aChangedPayloadIsTwoChecksumsAndNothingElse() throws {
    var bytes = SampleRecording(.uncompressed, messages: 41).bytes
    let run = [UInt8](repeating: 34, count: 6)
    let place = try #require(bytes.indices.first { bytes[$0...].starts(with: run) })
    bytes[place] ^= 1
    let report = Checking(bytes).report
    #expect(report.findings.map(\.kind) == [.checksum, .checksum])
    #expect(report.warnings == 0)
  }

  @Test func findingsAreBoundedAndCounted() {
    var file = RecordBuffer(capacity: 1 << 16)
    file.append(Framing.magic)
    file.append(record: Header(profile: "", library: "x"))
    for _ in 0..<1000 { file.append([0x7E, 0, 0, 0, 0, 0, 0, 0, 0]) }
    file.append(record: Statistics())
    for _ in 0..<1000 { file.append(record: Statistics()) }
    let report = Checking(file.array).report
    #expect(report.findings.count == FileReport.findingLimit)
    // 1001 statistics where none may stand, and the missing end; what stands side by side is told once.
    #expect(report.errors == 1002)
    #expect(report.warnings == 1)
  }
}
