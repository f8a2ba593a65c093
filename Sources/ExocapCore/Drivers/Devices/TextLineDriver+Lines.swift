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
    while index < bytes.count {
      if isPlain && isAtLineStart {
        let end = readPlainLine(bytes, from: index)
        if end > index {
          deliver(at: arrival, into: &raw)
          return end
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
  ///
  /// Returns `start` where the line is anything else, good or bad: then it has changed no state but `numbers` of columns that
  /// reading byte by byte sets to the same.
  @inline(__always)
  private mutating func readPlainLine(_ bytes: borrowing Span<UInt8>, from start: Int) -> Int {
    let count = bytes.count
    let columns = format.columns
    let (lowest, highest) = (format.lowest, format.highest)
    var index = start
    var byte: UInt8 = 0x20
    for column in 0..<columns {
      while byte == 0x20 {
        if index == count { return start }
        // SAFETY: index < count, here and below.
        byte = unsafe bytes[unchecked: index]
        index &+= 1
      }
      let first = index
      var digit = byte &- 0x30
      if digit >= 10 { return start }
      var number = 0
      while digit < 10 {
        number = number &* 10 &+ Int(digit)
        if index == count { return start }
        byte = unsafe bytes[unchecked: index]
        index &+= 1
        digit = byte &- 0x30
      }
      let value = Double(number)
      // As `DecimalToken`: at most 15 digits.
      guard index &- first <= 15, value >= lowest, value <= highest else { return start }
      numbers[column] = value
      if byte != 0x20 && column != columns &- 1 { return start }
    }
    while byte == 0x20 {
      if index == count { return start }
      byte = unsafe bytes[unchecked: index]
      index &+= 1
    }
    let length = index &- start &- 1
    if byte == 0x0D {
      if index == count { return start }
      byte = unsafe bytes[unchecked: index]
      index &+= 1
    }
    if byte != 0x0A || length > format.longestLine { return start }
    return index
  }
}
