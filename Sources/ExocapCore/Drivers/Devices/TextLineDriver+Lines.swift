extension TextLineDriver {
  /// Takes bytes from index `start` on, as `receive` takes one, until one ends a good line: then `raw` holds its numbers.
  /// Returns the index behind that byte; nil where the bytes end before.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func receive(
    _ bytes: borrowing Span<UInt8>, from start: Int, at arrival: Timestamp, into raw: inout RawSample
  ) -> Int? {
    var index = start
    // Behind the last LF there is no whole line.
    var end = isPlain ? bytes.count : start
    while end > start, unsafe bytes[unchecked: end &- 1] != 0x0A { end &-= 1 }
    while index < bytes.count {
      if isPlain && index < end && isAtLineStart {
        let next = readPlainLine(bytes, from: index)
        if next > index {
          deliver(at: arrival, into: &raw)
          return next
        }
      }
      // What is not plain goes byte by byte up to the end of its line.
      var isInLine = true
      while isInLine && index < bytes.count {
        let byte = bytes[index]
        index &+= 1
        if receive(byte, at: arrival, into: &raw) { return index }
        isInLine = byte != 0x0A
      }
    }
    return nil
  }

  /// Reads a whole good line of unsigned integers between blanks into `numbers`, and returns the index behind its LF.
  /// An LF must lie at or behind `start`: there every loop ends.
  ///
  /// Returns `start` where the line is anything else, good or bad: then it has changed no state but `numbers` of columns that
  /// reading byte by byte sets to the same.
  @inline(__always)
  private mutating func readPlainLine(_ bytes: borrowing Span<UInt8>, from start: Int) -> Int {
    let columns = min(format.columns, RawSample.capacity)
    let (lowest, highest) = (format.lowest, format.highest)
    let last = start &+ format.longestLine
    var index = start
    // SAFETY: no column passes the capacity, no index the LF: blanks and digits are none, and what is neither ends the line or the reading.
    var byte = unsafe bytes[unchecked: index]
    for column in 0..<columns {
      while byte == 0x20 {
        index &+= 1
        byte = unsafe bytes[unchecked: index]
      }
      let first = index
      var digit = byte &- 0x30
      guard digit < 10 else { return start }
      var number = 0
      repeat {
        number = number &* 10 &+ Int(digit)
        index &+= 1
        byte = unsafe bytes[unchecked: index]
        digit = byte &- 0x30
      } while digit < 10
      let value = Double(number)
      // As `DecimalToken`: at most 15 digits.
      guard index &- first <= 15, value >= lowest, value <= highest else { return start }
      // Written only where reading byte by byte is sure to write it, too.
      if byte == 0x20 {
        if index >= last { return start }
      } else if column != columns &- 1 || index > last || !endsLine(bytes, at: index) {
        return start
      }
      unsafe numbers[unchecked: column] = value
    }
    while byte == 0x20 {
      index &+= 1
      byte = unsafe bytes[unchecked: index]
    }
    guard index <= last, endsLine(bytes, at: index) else { return start }
    return index &+ (byte == 0x0A ? 1 : 2)
  }

  /// Whether LF or CR LF stands at `index`. An LF must lie at or behind it.
  @inline(__always)
  private func endsLine(_ bytes: borrowing Span<UInt8>, at index: Int) -> Bool {
    // SAFETY: a CR is not the LF, which so lies behind it.
    unsafe bytes[unchecked: index] == 0x0A || (bytes[unchecked: index] == 0x0D && bytes[unchecked: index &+ 1] == 0x0A)
  }
}
