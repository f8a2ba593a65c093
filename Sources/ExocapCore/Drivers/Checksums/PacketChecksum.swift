/// Computes one kind of `ChecksumKind`, with its table.
@safe
package struct PacketChecksum: ~Copyable {
  package let kind: ChecksumKind
  private let table: UnsafeMutablePointer<UInt32>
  private let start: UInt32
  private let end: UInt32
  private let mask: UInt32
  /// By how much the remainder is moved for its highest byte.
  private let shift: UInt32
  private let isReflected: Bool

  package init(_ kind: ChecksumKind) {
    self.kind = kind
    let parameters = kind.parameters ?? CRCParameters(bits: 8, polynomial: 0)
    start = parameters.start
    end = parameters.end
    mask = parameters.bits == 32 ? .max : (1 << UInt32(parameters.bits)) - 1
    shift = UInt32(parameters.bits - 8)
    isReflected = parameters.isReflected
    unsafe table = UnsafeMutablePointer<UInt32>.allocate(capacity: 256)
    for index in 0..<256 { unsafe (table + index).initialize(to: PacketChecksum.entry(UInt32(index), parameters)) }
  }

  deinit { unsafe table.deallocate() }

  private static func entry(_ index: UInt32, _ parameters: CRCParameters) -> UInt32 {
    let bits = UInt32(parameters.bits)
    if parameters.isReflected {
      var polynomial: UInt32 = 0
      for bit in 0..<bits where parameters.polynomial & (1 << bit) != 0 { polynomial |= 1 << (bits - 1 - bit) }
      var remainder = index
      for _ in 0..<8 { remainder = remainder & 1 != 0 ? (remainder >> 1) ^ polynomial : remainder >> 1 }
      return remainder
    }
    var remainder = index << (bits - 8)
    for _ in 0..<8 { remainder = remainder & (1 << (bits - 1)) != 0 ? (remainder << 1) ^ parameters.polynomial : remainder << 1 }
    return bits == 32 ? remainder : remainder & ((1 << bits) - 1)
  }

  /// The checksum of the bytes from `first` up to `last`, exclusive.
  package func value(of bytes: UnsafePointer<UInt8>, from first: Int, to last: Int) -> UInt32 {
    switch kind {
    case .none: return 0
    case .sum8: return unsafe sum(bytes, first, last) & 0xFF
    case .sum8Inverted: return unsafe ~sum(bytes, first, last) & 0xFF
    case .sum8Negated: return unsafe (0 &- sum(bytes, first, last)) & 0xFF
    case .sum16: return unsafe sum(bytes, first, last) & 0xFFFF
    case .xor8:
      var all: UInt8 = 0
      var index = first
      while index < last {
        unsafe all ^= bytes[index]
        index &+= 1
      }
      return UInt32(all)
    case .crc8, .crc8Maxim, .crc16Modbus, .crc16CCITTFalse, .crc16XModem, .crc16Kermit, .crc16UMTS, .crc32, .crc32C, .crc32MPEG2:
      return unsafe remainder(bytes, first, last)
    }
  }

  private func sum(_ bytes: UnsafePointer<UInt8>, _ first: Int, _ last: Int) -> UInt32 {
    var sum: UInt32 = 0
    var index = first
    while index < last {
      unsafe sum &+= UInt32(bytes[index])
      index &+= 1
    }
    return sum
  }

  private func remainder(_ bytes: UnsafePointer<UInt8>, _ first: Int, _ last: Int) -> UInt32 {
    var remainder = start
    var index = first
    // SAFETY: the table has an entry for each byte.
    while index < last {
      let byte = unsafe UInt32(bytes[index])
      if isReflected {
        remainder = unsafe (remainder &>> 8) ^ table[Int((remainder ^ byte) & 0xFF)]
      } else {
        remainder = unsafe ((remainder &<< 8) ^ table[Int(((remainder &>> shift) ^ byte) & 0xFF)]) & mask
      }
      index &+= 1
    }
    return (remainder ^ end) & mask
  }
}
