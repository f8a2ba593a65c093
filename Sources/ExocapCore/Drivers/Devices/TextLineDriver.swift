/// Reads a device that sends lines of numbers and takes no requests.
///
/// A line is believed whole or dropped whole: exactly the columns of the format, every numeric column a number within its bounds,
/// nothing but printable ASCII, blank and tab, ended by LF or CR LF. A line without a checksum cannot be proven, so nothing is
/// guessed. What came before the first LF after `opened` is the end of a line whose start was missed, and is dropped.
package struct TextLineDriver: ~Copyable {
  let format: TextLineFormat
  /// Whether separators are blanks: then tabs separate as well, and runs count as one.
  let separatesByBlanks: Bool
  private let isNumeric: UInt64
  /// Only numbers between blanks: most lines of such a format are read at once.
  let isPlain: Bool

  /// Bytes up to the next LF are dropped.
  private var isDiscarding = true
  /// The last byte was CR: only LF may follow.
  private var sawReturn = false
  /// [B] Length of the line so far, without its end.
  private var length: UInt16 = 0
  /// Columns that are complete.
  private var column: UInt8 = 0
  /// A token has begun in the column.
  private var isInToken = false
  /// The token has ended by a blank and waits for its separator.
  private var isAfterToken = false
  private var token = DecimalToken()
  /// Numbers of the line so far.
  var numbers: InlineArray<64, Double> = InlineArray(repeating: .nan)
  package private(set) var counters = DriverCounters()

  /// `format` has 1 … 64 columns and lines of at most 256 bytes.
  package init(_ format: TextLineFormat) {
    precondition(format.columns >= 1 && format.columns <= RawSample.capacity, "a text line has 1 ... 64 columns")
    precondition(format.longestLine >= 1 && format.longestLine <= 256, "a text line has 1 ... 256 bytes")
    self.format = format
    separatesByBlanks = format.separator == 0x20
    let all: UInt64 = format.columns == 64 ? .max : (1 << UInt64(format.columns)) - 1
    isNumeric = format.numericColumns & all
    isPlain = separatesByBlanks && isNumeric == all
  }

  /// Takes note that the port is open: the line under way is dropped.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func opened(at now: Timestamp) {
    beginLine()
    isDiscarding = true
  }

  /// Takes note that the port is gone.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func closed(at now: Timestamp) {
    beginLine()
    isDiscarding = true
  }

  /// Takes one byte. True where it ends a good line: then `raw` holds its numbers at their column numbers.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func receive(_ byte: UInt8, at arrival: Timestamp, into raw: inout RawSample) -> Bool {
    if byte == 0x0A { return endLine(at: arrival, into: &raw) }
    if isDiscarding {
      counters.skippedBytes &+= 1
      return false
    }
    if sawReturn {
      drop(.malformed)
      return false
    }
    if byte == 0x0D {
      sawReturn = true
      return false
    }
    length &+= 1
    if Int(length) > format.longestLine {
      drop(.overlong)
      return false
    }
    take(byte)
    return false
  }

  /// Takes a character within the line.
  private mutating func take(_ byte: UInt8) {
    let isBlank = byte == 0x20 || byte == 0x09
    if byte == format.separator || (separatesByBlanks && isBlank) {
      if separatesByBlanks && !isInToken { return }
      endColumn()
      return
    }
    if isBlank {
      if isInToken { isAfterToken = true }
      return
    }
    guard byte > 0x20, byte < 0x7F, !isAfterToken else {
      drop(.malformed)
      return
    }
    guard Int(column) < format.columns else {
      drop(.overlong)
      return
    }
    isInToken = true
    if isNumberColumn && !token.append(byte, allowsDecimals: format.allowsDecimals) { drop(.malformed) }
  }

  /// Closes the column; the line is dropped where it should have held a number and does not.
  private mutating func endColumn() {
    guard Int(column) < format.columns else {
      drop(.overlong)
      return
    }
    if isNumberColumn {
      let value = token.value
      guard token.isComplete, value >= format.lowest, value <= format.highest else {
        drop(.malformed)
        return
      }
      numbers[Int(column)] = value
    }
    column &+= 1
    isInToken = false
    isAfterToken = false
    token = DecimalToken()
  }

  /// Ends the line: true where it is good.
  private mutating func endLine(at arrival: Timestamp, into raw: inout RawSample) -> Bool {
    if isDiscarding {
      counters.skippedBytes &+= 1
    } else if column > 0 || isInToken {
      // A separator at the end leaves no token behind it.
      if isInToken { endColumn() }
      if !isDiscarding && Int(column) < format.columns { drop(.truncated) }
      if !isDiscarding {
        deliver(at: arrival, into: &raw)
        beginLine()
        return true
      }
    }
    beginLine()
    return false
  }

  mutating func deliver(at arrival: Timestamp, into raw: inout RawSample) {
    raw.count = format.columns
    raw.deviceTicks = 0
    raw.arrived = arrival
    raw.valid = isNumeric
    if isPlain {
      // SAFETY: no column passes the capacity of either.
      for index in 0..<min(format.columns, RawSample.capacity) {
        unsafe raw.fields[unchecked: index] = numbers[unchecked: index]
        unsafe raw.readAt[unchecked: index] = arrival
      }
    } else {
      for index in 0..<format.columns where isNumeric & (1 &<< UInt64(index)) != 0 {
        raw.fields[index] = numbers[index]
        raw.readAt[index] = arrival
      }
    }
    counters.packets &+= 1
  }

  /// Counts the line once and drops the rest of it.
  private mutating func drop(_ reason: LineFault) {
    switch reason {
    case .truncated: counters.truncated &+= 1
    case .overlong: counters.overlong &+= 1
    case .malformed: counters.malformed &+= 1
    }
    isDiscarding = true
  }

  /// Why a line is not believed.
  private enum LineFault {
    case truncated
    case overlong
    case malformed
  }

  /// Whether the next byte is the first of a line that is not dropped.
  var isAtLineStart: Bool {
    @inline(__always) get { length == 0 && !isDiscarding && !sawReturn }
  }

  private var isNumberColumn: Bool {
    @inline(__always) get { isNumeric & (1 &<< UInt64(column)) != 0 }
  }

  private mutating func beginLine() {
    isDiscarding = false
    sawReturn = false
    length = 0
    column = 0
    isInToken = false
    isAfterToken = false
    token = DecimalToken()
  }

  /// Saves or restores everything that changes, the half-read line too.
  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.section(0x5458_5444, version: 1)  // "DTXT"
    archive.field(&isDiscarding)
    archive.field(&sawReturn)
    archive.field(&length)
    archive.field(&column)
    archive.field(&isInToken)
    archive.field(&isAfterToken)
    token.checkpoint(&archive)
    for index in 0..<format.columns { archive.field(&numbers[index]) }
    archive.field(&counters)
  }
}
