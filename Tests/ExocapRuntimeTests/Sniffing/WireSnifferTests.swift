internal import ExocapCore
@testable internal import ExocapRuntime
internal import ExocapTestCaptures
internal import ExocapTestSupport
internal import Testing

@Suite struct WireSnifferTests {
  private static func bytes(_ hex: String) -> [UInt8] { hex.split(separator: " ").compactMap { UInt8($0, radix: 16) } }

  @Test func silenceIsSilence() {
    #expect(WireSniffer.guess([], over: .seconds(1)) == .silent)
  }

  /// Lines as the Homunculus arm prints them (vectors_text_streams.json), joined in the middle of one.
  @Test func findsLinesAndTheirColumns() throws {
    let line = "100 101 102 103 104 105 106 107 108 109 110 111 112 113 114 115 1800 900 0 3600 2700\r\n"
    let stream = Array((line.suffix(20) + String(repeating: line, count: 40) + line.prefix(11)).utf8)
    guard case .text(let text) = WireSniffer.guess(stream, over: .milliseconds(500)) else { return #expect(Bool(false), "no text") }
    #expect(text.columns == 21 && text.separator == 0x20 && !text.hasDecimals && text.labels == [])
    #expect(text.lowest == 0 && text.highest == 3600)
    #expect(abs(text.rate - 80) < 3 && text.share == 1)
  }

  @Test func tellsLabelsFromNumbers() throws {
    let stream = Array((0..<20).map { "Reading: \($0).25 g\r\n" }.joined().utf8)
    guard case .text(let text) = WireSniffer.guess(stream, over: .seconds(1)) else { return #expect(Bool(false), "no text") }
    #expect(text.columns == 3 && text.labels == [0, 2] && text.hasDecimals)
  }

  /// Captured from an OptoForce sensor (vectors_optoforce.json): sixteen bytes, AA 07 08 0A, a counter, the sum of all bytes before.
  @Test func findsPacketsTheirSyncAndTheirChecksum() throws {
    let captured = [
      "AA 07 08 0A 2D 6A 00 00 FF F7 FF FB 00 07 05 51", "AA 07 08 0A 2D 6B 00 00 FF F9 FF FE 00 0C 05 5C",
      "AA 07 08 0A 2D 6C 00 00 FF F3 00 01 00 0A 03 59", "AA 07 08 0A 2D 6D 00 00 FF F3 00 02 00 0D 03 5E",
      "AA 07 08 0A 2D 6E 00 00 FF F6 00 03 00 0C 03 62",
    ].map(Self.bytes)
    let stream = Array(captured[4].suffix(5)) + (0..<6).flatMap { _ in captured.flatMap { $0 } }
    guard case .packets(let packets) = WireSniffer.guess(stream, over: .milliseconds(300)) else {
      return #expect(Bool(false), "no packets: \(WireSniffer.guess(stream, over: .milliseconds(300)))")
    }
    #expect(packets.length == 16 && packets.sync == [0xAA, 0x07, 0x08, 0x0A])
    #expect(packets.checksum == FoundChecksum(kind: .sum16, from: 0, isBigEndian: true))
    #expect(abs(packets.rate - 100) < 5 && packets.share > 0.9)
  }

  /// FT-300 packets have a CRC-16/MODBUS of all bytes before (Robotiq's manual); 20 4E begins them.
  @Test func findsACRC() throws {
    let crc = { (data: [UInt8]) -> [UInt8] in
      let value = data.reduce(UInt16(0xFFFF)) { remainder, byte in
        (0..<8).reduce(remainder ^ UInt16(byte)) { value, _ in value & 1 != 0 ? value >> 1 ^ 0xA001 : value >> 1 }
      }
      return data + [UInt8(value & 0xFF), UInt8(value >> 8)]
    }
    var random = SeededGenerator(seed: 3)
    let stream = (0..<20).flatMap { _ in crc([0x20, 0x4E] + (0..<12).map { _ in UInt8.random(in: 0...255, using: &random) }) }
    guard case .packets(let packets) = WireSniffer.guess(stream, over: .milliseconds(200)) else {
      return #expect(Bool(false), "no packets")
    }
    #expect(packets.length == 16 && packets.sync == [0x20, 0x4E])
    #expect(packets.checksum == FoundChecksum(kind: .crc16Modbus, from: 0, isBigEndian: false))
  }

  /// Packets of two lengths between zeros, as the independent generator of the captures makes them.
  @Test func findsStuffedPackets() throws {
    let capture = try #require(Capture("packets/exostream"))
    let device = capture.events.filter { $0.verb == .rx }.flatMap(\.bytes)
    let stream = (0..<6).flatMap { _ in device }
    guard case .stuffed(let stuffed) = WireSniffer.guess(stream, over: .seconds(1)) else {
      return #expect(Bool(false), "\(WireSniffer.guess(stream, over: .seconds(1)))")
    }
    // Kind, sequence, clock, two 16-bit joints, buttons, CRC.
    #expect(stuffed.lengths.first == 13)
    #expect(stuffed.share > 0.9)
  }

  @Test func noiseIsNothing() {
    for seed in UInt64(1)...20 {
      var random = SeededGenerator(seed: seed)
      let noise = (0..<2000).map { _ in UInt8.random(in: 0...255, using: &random) }
      let guess = WireSniffer.guess(noise, over: .seconds(1))
      #expect(guess.score < 0.9, "seed \(seed): \(guess)")
    }
  }
}
