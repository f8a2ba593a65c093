import MCAP
import Testing

struct CDRReaderTests {
  /// The values of sensor_msgs/JointState.
  private struct JointState {
    var time: UInt64?
    var frame: String
    var names: [String] = []
    var position: [Double]
    var velocity: [Double]
    var effort: [Double]

    init(_ reader: inout CDRReader) throws {
      time = try reader.readTime()
      frame = try reader.readString()
      for _ in 0..<(try reader.readSequenceCount(minimumSize: 5)) { names.append(try reader.readString()) }
      position = try reader.readSequence()
      velocity = try reader.readSequence()
      effort = try reader.readSequence()
    }
  }

  private func read<Result>(_ message: [UInt8], _ body: (inout CDRReader) throws -> Result) throws -> Result {
    try unsafe message.withUnsafeBytes { raw in
      var reader = unsafe try CDRReader(raw)
      return try body(&reader)
    }
  }

  @Test func readsJointStatesOfRosbags() throws {
    let full = try read(bytes(RosbagsVectors.full)) { try JointState(&$0) }
    #expect(full.time == 1_700_000_000_123_456_789)
    #expect(full.frame == "left_arm")
    #expect(full.names == ["shoulder", "elbow_pitch", "wrist"])
    #expect(full.position == [0.5, -1.25, 3])
    #expect(full.velocity == [0, 1e-3, -2.5])
    #expect(full.effort.map(\.bitPattern) == [10, -0.0, 7.75].map(\.bitPattern))
    let positionOnly = try read(bytes(RosbagsVectors.positionOnly)) { try JointState(&$0) }
    #expect(positionOnly.position == [1])
    #expect(positionOnly.velocity == [])
    #expect(try read(bytes(RosbagsVectors.empty)) { try JointState(&$0) }.time == 1)
  }

  @Test func everyCutIsReportedAndNothingIsReadBehindIt() {
    let message = bytes(RosbagsVectors.full)
    for count in message.indices {
      #expect(throws: CDRError.self, "cut at \(count)") { try read(Array(message[..<count])) { try JointState(&$0) } }
    }
  }

  @Test func countsThatDoNotFitAreRefusedBeforeMemoryIsTaken() {
    let message = bytes("00010000 FFFFFFFF 00000000")
    #expect(throws: CDRError.truncated(offset: 8, needed: 0xFFFF_FFFF * 8)) { try read(message) { try $0.readSequence(of: Double.self) } }
    #expect(throws: CDRError.truncated(offset: 8, needed: 0xFFFF_FFFF)) { try read(message) { try $0.readString() } }
    #expect(throws: CDRError.truncated(offset: 8, needed: 0xFFFF_FFFF * 5)) {
      try read(message) { try $0.readSequenceCount(minimumSize: 5) }
    }
  }

  @Test func refusesOtherEncodings() {
    #expect(throws: CDRError.unsupportedEncapsulation(0)) { try read([0, 0, 0, 0]) { $0.remaining } }
    #expect(throws: CDRError.unsupportedEncapsulation(0x0007)) { try read([0, 7, 0, 0]) { $0.remaining } }
    #expect(throws: CDRError.truncated(offset: 0, needed: 4)) { try read([0, 1]) { $0.remaining } }
  }

  @Test func refusesBadTextAndBooleans() {
    let unterminated = bytes("00010000 02000000 4142")
    let notUTF8 = bytes("00010000 03000000 C32800")
    #expect(throws: CDRError.badString(offset: 8)) { try read(unterminated) { try $0.readString() } }
    #expect(throws: CDRError.badString(offset: 8)) { try read(notUTF8) { try $0.readString() } }
    #expect(throws: CDRError.badBoolean(offset: 4)) { try read(bytes("00010000 02")) { try $0.readBool() } }
  }

  @Test func readsNumbersAfterTheirPadding() throws {
    let message = bytes("00010000 01 00 FEFF 03 000000 0400000000000000 0500 000000000000 FAFFFFFFFFFFFFFF 01")
    try read(message) { reader in
      let values = (try reader.read(UInt8.self), try reader.read(Int16.self), try reader.read(Int8.self), try reader.read(UInt64.self))
      #expect(values == (1, -2, 3, 4))
      let more = (try reader.read(UInt16.self), try reader.read(Int64.self), try reader.readBool())
      #expect(more == (5, -6, true))
      #expect(reader.remaining == 0)
    }
  }
}
