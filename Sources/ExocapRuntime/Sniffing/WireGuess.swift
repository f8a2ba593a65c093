// Sniffing/ guesses from bytes alone how a device speaks. It knows no port; it never decides anything, a person reads what it says.

package import ExocapCore

/// What the bytes of a device look like.
package enum WireGuess: Sendable, Equatable {
  /// Nothing came.
  case silent
  /// Lines of numbers.
  case text(TextGuess)
  /// Packets of one length that begin with the same bytes.
  case packets(PacketGuess)
  /// Packets that a zero byte ends (COBS).
  case stuffed(StuffedGuess)
  /// Replies of servos to a ping: protocol and ids.
  case servos(protocol: String, ids: [Int])
  /// Bytes came that look like nothing known: another speed, or packets of many lengths.
  case unknown

  /// 0 … 1: how much of the bytes it explains.
  package var score: Double {
    switch self {
    case .silent, .unknown: 0
    case .text(let guess): guess.share
    case .packets(let guess): guess.share
    case .stuffed(let guess): guess.share
    case .servos: 1
    }
  }
}

/// Lines of numbers, as they came.
package struct TextGuess: Sendable, Equatable {
  package var columns: Int
  package var separator: UInt8
  /// Whether some number has a decimal point.
  package var hasDecimals: Bool
  /// Columns that hold no number.
  package var labels: [Int]
  /// [counts] The least and the greatest number that came, as the line has them.
  package var lowest: Double
  /// [counts]
  package var highest: Double
  /// [B] The longest line, without its end.
  package var longestLine: Int
  /// [Hz]
  package var rate: Double
  /// 0 … 1, lines that are like most.
  package var share: Double
  /// One line as it came.
  package var example: String
}

/// Packets of one length.
package struct PacketGuess: Sendable, Equatable {
  /// [B]
  package var length: Int
  /// What every packet begins with.
  package var sync: [UInt8]
  /// The checksum that fits every packet seen; nil: none of the known ones.
  package var checksum: FoundChecksum?
  /// Bytes that go up by one from packet to packet.
  package var counters: [Int]
  /// [Hz]
  package var rate: Double
  /// 0 … 1, bytes that belong to such packets.
  package var share: Double
  package var example: [UInt8]
}

/// A checksum that stands at a packet's end.
package struct FoundChecksum: Sendable, Equatable {
  package var kind: ChecksumKind
  /// [B] The first byte that it covers.
  package var from: Int
  package var isBigEndian: Bool
}

/// Packets between zero bytes.
package struct StuffedGuess: Sendable, Equatable {
  /// [B] Lengths after unstuffing, the commonest first, at most four.
  package var lengths: [Int]
  /// [Hz] Of all of them.
  package var rate: Double
  /// 0 … 1, packets that can be unstuffed.
  package var share: Double
  package var example: [UInt8]
}
