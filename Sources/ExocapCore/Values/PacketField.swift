/// A number in a packet, or several of one type side by side.
package struct PacketField: Sendable, Equatable {
  package var name: String
  package var number: PacketNumber
  /// How many numbers.
  package var count: Int
  package var isBigEndian: Bool
  package var role: PacketRole
  /// Bits of an integer that are values of their own, 0 or 1. Where there are some, the field itself is no value.
  package var bits: [PacketBit]

  package init(
    name: String, number: PacketNumber, count: Int = 1, isBigEndian: Bool = false, role: PacketRole = .value, bits: [PacketBit] = []
  ) {
    self.name = name
    self.number = number
    self.count = count
    self.isBigEndian = isBigEndian
    self.role = role
    self.bits = bits
  }

  /// [B]
  package var length: Int { number.length * count }

  /// How many fields of a raw sample it fills.
  package var placeCount: Int {
    switch role {
    case .value, .status: bits.isEmpty ? count : bits.count
    case .sequence, .clock, .echo, .unit, .firmware, .unused: 0
    }
  }
}

/// How a number is written on the wire.
package enum PacketNumber: String, BitwiseCopyable, Sendable, CaseIterable {
  case u8
  case i8
  case u16
  case i16
  case u24
  case i24
  case u32
  case i32
  /// IEEE 754 binary32. What is not finite is not valid.
  case f32

  /// [B]
  package var length: Int {
    switch self {
    case .u8, .i8: 1
    case .u16, .i16: 2
    case .u24, .i24: 3
    case .u32, .i32, .f32: 4
    }
  }

  package var isUnsigned: Bool {
    switch self {
    case .u8, .u16, .u24, .u32: true
    case .i8, .i16, .i24, .i32, .f32: false
    }
  }

  /// What it can hold; of `f32` what a simulated device may send.
  package var range: ClosedRange<Double> {
    switch self {
    case .u8: 0...255
    case .i8: -128...127
    case .u16: 0...65_535
    case .i16: -32_768...32_767
    case .u24: 0...16_777_215
    case .i24: -8_388_608...8_388_607
    case .u32: 0...4_294_967_295
    case .i32: -2_147_483_648...2_147_483_647
    case .f32: -1e30...1e30
    }
  }
}

/// What a field is for.
package enum PacketRole: String, BitwiseCopyable, Sendable, CaseIterable {
  /// A number that values are made of.
  case value
  /// Goes up by one with each packet of its message.
  case sequence
  /// The device's clock.
  case clock
  /// A value that is 0 while the device is well: anything else is counted as a device error.
  case status
  /// In the answer to a ping: the number that the ping ended with.
  case echo
  /// The number of the unit, for its fingerprint.
  case unit
  /// The version of its firmware, for its fingerprint.
  case firmware
  /// Not read.
  case unused
}

/// A bit with a name.
package struct PacketBit: Sendable, Equatable {
  package var name: String
  /// 0 is the least significant.
  package var bit: Int

  package init(name: String, bit: Int) {
    self.name = name
    self.bit = bit
  }
}
