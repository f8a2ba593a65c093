internal import Glibc

/// Rows of words in a text file, as Benchmarks/peers.py writes its inputs.
struct NumberTable {
  /// The words of each line that has some.
  let words: [[String]]

  /// Why a file cannot be used.
  struct Unreadable: Error, CustomStringConvertible {
    var path: String
    var description: String { "\(path): cannot be read, or is no table of numbers" }
  }

  init(_ path: String) throws {
    guard let file = unsafe fopen(path, "r") else { throw Unreadable(path: path) }
    defer { unsafe fclose(file) }
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = unsafe fread(&block, 1, block.count, file)
      if count == 0 { break }
      bytes += block[0..<count]
    }
    words = String(decoding: bytes, as: UTF8.self).split(separator: "\n").map { $0.split(separator: " ").map(String.init) }
  }

  /// All numbers of a file, row after row.
  static func numbers(_ path: String) throws -> [Double] {
    try NumberTable(path).words.flatMap { row in
      try row.map { word in
        guard let number = Double(word) else { throw Unreadable(path: path) }
        return number
      }
    }
  }
}
