/// Thrift's compact protocol, as far as Parquet's metadata need it ("Thrift compact protocol", thrift/doc/specs).
struct ThriftWriter {
  /// The types of fields and of elements.
  enum Kind: UInt8 {
    case i16 = 4
    case i32 = 5
    case i64 = 6
    case binary = 8
    case list = 9
    case structure = 12
  }

  private(set) var bytes: [UInt8] = []
  /// The number of the last field, by depth of structures.
  private var lastFields: [Int16] = [0]

  mutating func field(_ number: Int16, _ value: Int16) {
    header(number, .i16)
    varint(zigzag(Int64(value)))
  }

  mutating func field(_ number: Int16, _ value: Int32) {
    header(number, .i32)
    varint(zigzag(Int64(value)))
  }

  mutating func field(_ number: Int16, _ value: Int64) {
    header(number, .i64)
    varint(zigzag(value))
  }

  mutating func field(_ number: Int16, _ text: String) { field(number, Array(text.utf8)) }

  mutating func field(_ number: Int16, _ value: [UInt8]) {
    header(number, .binary)
    binary(value)
  }

  /// A structure as a field; `body` writes what is in it.
  mutating func field(_ number: Int16, structure body: (inout ThriftWriter) -> Void) {
    header(number, .structure)
    self.structure(body)
  }

  /// A list as a field; `element` writes each by its place, with `structure`, `binary` or `integer`.
  mutating func field(_ number: Int16, list kind: Kind, count: Int, element: (inout ThriftWriter, Int) -> Void) {
    header(number, .list)
    if count < 15 {
      bytes.append(UInt8(count) << 4 | kind.rawValue)
    } else {
      bytes.append(0xF0 | kind.rawValue)
      varint(UInt64(count))
    }
    for index in 0..<count { element(&self, index) }
  }

  /// A structure by itself, or as an element.
  mutating func structure(_ body: (inout ThriftWriter) -> Void) {
    lastFields.append(0)
    body(&self)
    lastFields.removeLast()
    bytes.append(0)
  }

  /// A string or bytes as an element.
  mutating func binary(_ value: [UInt8]) {
    varint(UInt64(value.count))
    bytes += value
  }

  /// A number as an element.
  mutating func integer(_ value: Int32) { varint(zigzag(Int64(value))) }

  /// A structure that was written before, as an element.
  mutating func append(_ structure: [UInt8]) { bytes += structure }

  private mutating func header(_ number: Int16, _ kind: Kind) {
    let delta = number - lastFields[lastFields.count - 1]
    lastFields[lastFields.count - 1] = number
    if delta > 0 && delta < 16 {
      bytes.append(UInt8(delta) << 4 | kind.rawValue)
    } else {
      bytes.append(kind.rawValue)
      varint(zigzag(Int64(number)))
    }
  }

  private mutating func varint(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  private func zigzag(_ value: Int64) -> UInt64 { UInt64(bitPattern: value << 1 ^ value >> 63) }
}
