/// The checksums that a packet may end with: the closed list that profiles choose from.
///
/// Names and parameters are those of the catalogue of parametrised CRC algorithms (reveng); each has its check value in the tests.
package enum ChecksumKind: String, Sendable, CaseIterable {
  case none
  /// The sum of all bytes, its low 8 bits.
  case sum8
  /// All bits of `sum8` inverted, as Feetech and Dynamixel protocol 1.0 send it.
  case sum8Inverted = "sum8-inverted"
  /// What makes the sum of all bytes with itself 0, as Intel HEX has it.
  case sum8Negated = "sum8-negated"
  /// The sum of all bytes, its low 16 bits.
  case sum16
  /// Exclusive or of all bytes, as in NMEA 0183.
  case xor8
  case crc8
  case crc8Maxim = "crc8-maxim"
  case crc16Modbus = "crc16-modbus"
  case crc16CCITTFalse = "crc16-ccitt-false"
  case crc16XModem = "crc16-xmodem"
  case crc16Kermit = "crc16-kermit"
  case crc16UMTS = "crc16-umts"
  case crc32
  case crc32C = "crc32c"
  case crc32MPEG2 = "crc32-mpeg2"

  /// [B] How many bytes it has on the wire.
  package var length: Int {
    switch self {
    case .none: 0
    case .sum8, .sum8Inverted, .sum8Negated, .xor8, .crc8, .crc8Maxim: 1
    case .sum16, .crc16Modbus, .crc16CCITTFalse, .crc16XModem, .crc16Kermit, .crc16UMTS: 2
    case .crc32, .crc32C, .crc32MPEG2: 4
    }
  }

  /// What kind of remainder it is; nil for sums.
  package var parameters: CRCParameters? {
    switch self {
    case .none, .sum8, .sum8Inverted, .sum8Negated, .sum16, .xor8: nil
    case .crc8: CRCParameters(bits: 8, polynomial: 0x07)
    case .crc8Maxim: CRCParameters(bits: 8, polynomial: 0x31, isReflected: true)
    case .crc16Modbus: CRCParameters(bits: 16, polynomial: 0x8005, start: 0xFFFF, isReflected: true)
    case .crc16CCITTFalse: CRCParameters(bits: 16, polynomial: 0x1021, start: 0xFFFF)
    case .crc16XModem: CRCParameters(bits: 16, polynomial: 0x1021)
    case .crc16Kermit: CRCParameters(bits: 16, polynomial: 0x1021, isReflected: true)
    case .crc16UMTS: CRCParameters(bits: 16, polynomial: 0x8005)
    case .crc32: CRCParameters(bits: 32, polynomial: 0x04C1_1DB7, start: 0xFFFF_FFFF, isReflected: true, end: 0xFFFF_FFFF)
    case .crc32C: CRCParameters(bits: 32, polynomial: 0x1EDC_6F41, start: 0xFFFF_FFFF, isReflected: true, end: 0xFFFF_FFFF)
    case .crc32MPEG2: CRCParameters(bits: 32, polynomial: 0x04C1_1DB7, start: 0xFFFF_FFFF)
    }
  }
}

/// What makes one cyclic redundancy check another than the next (Ross Williams' model).
package struct CRCParameters: Sendable, Equatable {
  package var bits: Int
  /// Without its highest term, most significant bit first.
  package var polynomial: UInt32
  package var start: UInt32 = 0
  /// Whether bytes and remainder are taken least significant bit first.
  package var isReflected = false
  /// Exclusive or with the remainder at the end.
  package var end: UInt32 = 0
}
