/// Puts Consistent Overhead Byte Stuffing on a packet.
///
/// Source: as `CobsDecoder`.
enum CobsEncoder {
  /// Adds the encoded bytes of `source` and the zero that ends them.
  static func append(_ source: borrowing PacketBuffer, to packet: inout PacketBuffer) {
    var start = 0
    // Each turn passes at least one byte, or is the last.
    for _ in 0...source.count {
      var end = start
      while end < source.count && end &- start < 254 && source[end] != 0 { end &+= 1 }
      packet.append(UInt8(truncatingIfNeeded: end &- start &+ 1))
      for index in start..<end { packet.append(source[index]) }
      if end &- start == 254 {
        start = end
      } else {
        start = end &+ 1
        if end == source.count { break }
      }
      if start == source.count && source[source.count &- 1] != 0 { break }
    }
    packet.append(UInt8(0))
  }
}
