#if canImport(Glibc)
  internal import Glibc
#endif

/// A text file that a test reads whole: vectors, models.
public struct TextFile {
  /// Everything in it.
  public let text: String

  /// Reads the file at `path`; nil where it cannot be read or is not UTF-8.
  public init?(path: String) {
    guard let file = unsafe fopen(path, "r") else { return nil }
    defer { unsafe fclose(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 65_536)
    while true {
      // SAFETY: fread writes at most the block's size into the block's own memory.
      let count = unsafe block.withUnsafeMutableBytes { unsafe fread($0.baseAddress, 1, $0.count, file) }
      if count == 0 { break }
      bytes.append(contentsOf: block[0..<count])
    }
    guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
    self.text = text
  }

  /// Reads a file of the checkout, by its path from the root.
  public init?(checkout path: String) { self.init(path: Requirement.repositoryRoot + "/" + path) }

  /// The lines that are not empty.
  public var lines: [Substring] { text.split(separator: "\n") }

  /// Each line's cells as numbers, decimal or hexadecimal; a cell that is no number is NaN.
  public var numbers: [[Double]] {
    lines.map { line in line.split(separator: ",").map { Double($0) ?? .nan } }
  }
}
