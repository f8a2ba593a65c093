// Profiles/ reads what people write (profiles, rigs, calibrations, URDF) into values, and tells them what is wrong and where.
// It knows no device at work, no thread and no clock.

internal import Glibc

/// A place in a text that a person can jump to.
package struct SourcePosition: Sendable, Hashable, Comparable {
  /// Counted from 1.
  package var line: Int
  /// Counted from 1, in Unicode scalars, as libyaml and expat count.
  package var column: Int

  package init(line: Int, column: Int) {
    self.line = line
    self.column = column
  }

  package static func < (left: SourcePosition, right: SourcePosition) -> Bool {
    (left.line, left.column) < (right.line, right.column)
  }
}

/// A stretch of one line.
package struct SourceSpan: Sendable, Hashable {
  /// The first character.
  package var start: SourcePosition
  /// Characters on that line, at least one.
  package var length: Int

  package init(start: SourcePosition, length: Int = 1) {
    self.start = start
    self.length = Swift.max(1, length)
  }

  package init(line: Int, column: Int, length: Int = 1) {
    self.init(start: SourcePosition(line: line, column: column), length: length)
  }
}

/// The text of one file, with the name under which errors speak of it.
package struct SourceText: Sendable {
  /// Larger files are refused before they are parsed: the largest robot known is under 200 KiB.
  package static let maximumBytes = 4 << 20

  /// As the person named it, for messages.
  package let name: String
  /// The file's bytes, whatever they are.
  package let bytes: [UInt8]
  /// Index of the first byte of each line.
  private let lineStarts: [Int]

  package init(name: String, bytes: [UInt8]) {
    self.name = name
    self.bytes = bytes
    var starts = [0]
    for (index, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") { starts.append(index + 1) }
    lineStarts = starts
  }

  package init(name: String, text: String) {
    self.init(name: name, bytes: Array(text.utf8))
  }

  /// Reads a file, or reports why it cannot be read and returns nil.
  package static func read(path: String, diagnostics: Diagnostics) -> SourceText? {
    let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      diagnostics.error("cannot read it: \(errorText(errno))", file: path, notes: remedies(for: errno))
      return nil
    }
    defer { close(descriptor) }
    var status = stat()
    guard unsafe fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      diagnostics.error("not a file", file: path)
      return nil
    }
    guard status.st_size <= maximumBytes else {
      diagnostics.error("\(status.st_size) bytes is too large: at most \(maximumBytes)", file: path)
      return nil
    }
    var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
    var count = 0
    while count < bytes.count {
      // SAFETY: the pointer is used only inside the closure, and `count` stays under the array's size.
      let got = unsafe bytes.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress?.advanced(by: count), $0.count - count) }
      if got < 0 && errno == EINTR { continue }
      if got <= 0 { break }
      count += got
    }
    bytes.removeLast(bytes.count - count)
    return SourceText(name: path, bytes: bytes)
  }

  /// The text of a line without its end, or nil where there is no such line.
  ///
  /// Bytes that are not UTF-8 become U+FFFD.
  package func line(_ number: Int) -> String? {
    guard lineStarts.indices.contains(number - 1) else { return nil }
    var end = number < lineStarts.count ? lineStarts[number] - 1 : bytes.count
    let start = lineStarts[number - 1]
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  /// Where the byte at `offset` stands.
  package func position(ofByte offset: Int) -> SourcePosition {
    let offset = Swift.min(Swift.max(0, offset), bytes.count)
    var low = 0
    var high = lineStarts.count
    while high - low > 1 {
      let middle = (low + high) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle }
    }
    let before = String(decoding: bytes[lineStarts[low]..<offset], as: UTF8.self)
    return SourcePosition(line: low + 1, column: before.unicodeScalars.count + 1)
  }

  /// The first byte that is not part of valid UTF-8, or nil.
  package var firstInvalidByte: Int? {
    guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var offset = 0
    while true {
      switch decoder.decode(&iterator) {
      case .scalarValue(let scalar): offset += UTF8.width(scalar)
      case .emptyInput, .error: return offset
      }
    }
  }

  private static func errorText(_ code: Int32) -> String {
    guard let text = unsafe strerror(code) else { return "error \(code)" }
    return unsafe String(cString: text)
  }

  private static func remedies(for code: Int32) -> [String] {
    code == EACCES ? ["it must be readable by the user that runs this: chmod a+r FILE"] : []
  }
}
