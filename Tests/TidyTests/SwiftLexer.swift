/// Splits Swift into tokens and comments, well enough for rules about words, braces and comments.
struct SwiftLexer {
  private(set) var tokens: [Token] = []
  /// By line, from 1: the comment on it with its slashes.
  private(set) var comments: [Int: String] = [:]

  private let bytes: [UInt8]
  private var place = 0
  private var line = 1
  private var lineStart = 0

  init(_ text: String) {
    bytes = Array(text.utf8)
    while place < bytes.count { step() }
  }

  static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x5F, 0x80...: true
    default: false
    }
  }

  private func at(_ offset: Int) -> UInt8 { place + offset < bytes.count ? bytes[place + offset] : 0 }

  private func text(from start: Int) -> String { String(decoding: bytes[start..<place], as: UTF8.self) }

  private mutating func step() {
    let byte = at(0)
    switch byte {
    case 0x0A:
      place += 1
      startLine()
    case 0x20, 0x09, 0x0D: place += 1
    case 0x2F where at(1) == 0x2F: takeLineComment()
    case 0x2F where at(1) == 0x2A: takeBlockComment()
    case 0x22: takeString(pounds: 0)
    case 0x23 where poundsBeforeQuote() > 0: takeString(pounds: poundsBeforeQuote())
    case 0x40, 0x23: takeWord()  // @attribute, #directive
    case _ where Self.isWordByte(byte): takeWord()
    default:
      let start = place
      place += 1
      append(from: start)
    }
  }

  private mutating func startLine() {
    line += 1
    lineStart = place
  }

  private mutating func append(from start: Int) {
    tokens.append(Token(text: text(from: start), line: line, column: start - lineStart + 1))
  }

  private mutating func takeWord() {
    let start = place
    place += 1
    while place < bytes.count, Self.isWordByte(bytes[place]) { place += 1 }
    append(from: start)
  }

  private mutating func takeLineComment() {
    let start = place
    while place < bytes.count, bytes[place] != 0x0A { place += 1 }
    comments[line] = text(from: start)
  }

  private mutating func takeBlockComment() {
    var depth = 0
    repeat {
      if at(0) == 0x2F && at(1) == 0x2A {
        depth += 1
        place += 2
      } else if at(0) == 0x2A && at(1) == 0x2F {
        depth -= 1
        place += 2
      } else {
        place += 1
        if bytes[place - 1] == 0x0A { startLine() }
      }
    } while depth > 0 && place < bytes.count
  }

  private func poundsBeforeQuote() -> Int {
    var count = 0
    while at(count) == 0x23 { count += 1 }
    return at(count) == 0x22 ? count : 0
  }

  /// Takes a literal whole, with what is interpolated in it.
  private mutating func takeString(pounds: Int) {
    let token = Token(text: "\"\"", line: line, column: place - lineStart + 1)
    place += pounds
    let quotes = at(1) == 0x22 && at(2) == 0x22 ? 3 : 1
    place += quotes
    while place < bytes.count {
      if at(0) == 0x0A {
        place += 1
        startLine()
        if quotes == 1 { break }
      } else if isEnd(quotes: quotes, pounds: pounds) {
        place += quotes + pounds
        break
      } else if at(0) == 0x5C, (0..<pounds).allSatisfy({ at(1 + $0) == 0x23 }) {
        place += 1 + pounds
        if at(0) == 0x28 { takeInterpolation() } else { place += 1 }
      } else {
        place += 1
      }
    }
    tokens.append(token)
  }

  private func isEnd(quotes: Int, pounds: Int) -> Bool {
    (0..<quotes).allSatisfy { at($0) == 0x22 } && (0..<pounds).allSatisfy { at(quotes + $0) == 0x23 }
  }

  /// From the opening parenthesis to its fellow; literals inside are taken whole.
  private mutating func takeInterpolation() {
    var depth = 0
    repeat {
      switch at(0) {
      case 0x28: depth += 1
      case 0x29: depth -= 1
      default: break
      }
      if at(0) == 0x28 || at(0) == 0x29 { place += 1 } else { step() }
    } while depth > 0 && place < bytes.count
  }
}
