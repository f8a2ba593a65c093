package import ExocapCore

/// A calibration's text with some of its numbers replaced; everything else stays as it was, byte for byte.
///
/// Of `wearer`, with what stands inside it, nothing stays. Comments of all other lines do.
package struct CalibrationEdit: Sendable {
  /// The file, as it is now.
  package private(set) var source: SourceText
  private var lines: [String]

  /// A file that `CalibrationReader` reads.
  package init(_ source: SourceText) {
    self.source = source
    lines = CalibrationEdit.lines(of: source)
  }

  /// Sets measured lengths [m], in this order; those that are there keep their line and its comment.
  package mutating func set(lengths: [(name: String, metres: Double)]) throws(CalibrationFailure) {
    for (name, metres) in lengths { try set(length: name, CalibrationEdit.number(metres) + "m") }
  }

  /// Sets what one swing told of the person, with a note for people.
  package mutating func set(wearer: WearerFit, note: String) throws(CalibrationFailure) {
    let place = [wearer.shoulder.x, wearer.shoulder.y, wearer.shoulder.z].map(CalibrationEdit.number).joined(separator: ", ")
    let block = [
      "wearer:", "  shoulder_m: [\(place)]", "  arm_length: \(CalibrationEdit.number(wearer.armLength))m", "  residual: \(note)",
    ]
    let entries = try root()
    if let old = entries.first(where: { $0.key == "wearer" }) {
      replace(extent(of: old, among: entries), by: block)
    } else {
      let end = entries.last.map { extent(of: $0, among: entries).upperBound } ?? lines.count
      replace(end..<end, by: block)
    }
  }

  /// [m | -] To a tenth of a millimetre, as short as it can be written.
  private static func number(_ value: Double) -> String { "\((value * 1e4).rounded() / 1e4 + 0)" }

  private mutating func set(length name: String, _ text: String) throws(CalibrationFailure) {
    let entries = try root()
    guard let lengths = entries.first(where: { $0.key == "lengths" }) else {
      let end = entries.last.map { extent(of: $0, among: entries).upperBound } ?? lines.count
      return replace(end..<end, by: ["lengths:", "  \(name): \(text)"])
    }
    guard case .mapping(let known) = lengths.value.content else {
      throw .notEditable("\(source.name): 'lengths' is no mapping")
    }
    if let old = known.first(where: { $0.key == name }) {
      return replace(old.value.span, by: text)
    }
    let start = lengths.value.span.start
    let isFlow = character(at: start) == "{"
    guard let last = known.last else {
      return replace(SourceSpan(start: SourcePosition(line: start.line, column: start.column + 1), length: 1), by: "\(name): \(text)}")
    }
    if isFlow {
      let end = SourcePosition(line: last.value.span.start.line, column: last.value.span.start.column + last.value.span.length)
      return insert(", \(name): \(text)", at: end)
    }
    let indent = String(repeating: " ", count: last.keySpan.start.column - 1)
    replace(last.value.span.start.line..<last.value.span.start.line, by: ["\(indent)\(name): \(text)"])
  }

  /// The whole lines of root keys, with their comments; those that are not there have none.
  package func lines(of keys: [String]) -> [String] {
    guard let entries = try? root() else { return [] }
    return entries.filter { keys.contains($0.key) }.flatMap { Array(lines[extent(of: $0, among: entries)]) }
  }

  /// What the file says now; nil where it says nothing that belongs to `profile`.
  package func calibration(of profile: DeviceProfile) -> DeviceCalibration? {
    CalibrationReader.read(source, profile: profile, diagnostics: Diagnostics())
  }

  // MARK: The text

  private static func lines(of source: SourceText) -> [String] {
    // By bytes: in a String, CR and LF together are one character, which is no LF.
    var lines = source.bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
    if lines.last == "" { lines.removeLast() }
    return lines
  }

  /// The keys of the file, each on a line of its own.
  private func root() throws(CalibrationFailure) -> [YAMLNode.Entry] {
    let node = YAMLDocument.parse(source, diagnostics: Diagnostics())
    guard let node, case .mapping(let entries) = node.content, character(at: node.span.start) != "{" else {
      throw .notEditable("\(source.name) is written so that it cannot be changed in place")
    }
    return entries
  }

  /// The lines of a key and its value, without comments and blank lines that follow.
  private func extent(of entry: YAMLNode.Entry, among entries: [YAMLNode.Entry]) -> Range<Int> {
    let first = entry.keySpan.start.line - 1
    let starts = entries.map { $0.keySpan.start.line - 1 }
    let marker = lines.indices.first { $0 > first && (lines[$0].hasPrefix("...") || lines[$0].hasPrefix("---")) }
    var end = min(starts.filter { $0 > first }.min() ?? lines.count, marker ?? lines.count)
    while end > first + 1, lines[end - 1].hasPrefix("#") || lines[end - 1].allSatisfy(\.isWhitespace) { end -= 1 }
    return first..<end
  }

  private func character(at position: SourcePosition) -> Character? {
    guard lines.indices.contains(position.line - 1) else { return nil }
    return lines[position.line - 1].unicodeScalars.dropFirst(position.column - 1).first.map(Character.init)
  }

  private mutating func replace(_ range: Range<Int>, by new: [String]) {
    // A file from another system keeps its line ends.
    let end = lines.first?.hasSuffix("\r") == true ? "\r" : ""
    lines.replaceSubrange(range, with: new.map { $0 + end })
    write()
  }

  private mutating func replace(_ span: SourceSpan, by text: String) {
    let scalars = Array(lines[span.start.line - 1].unicodeScalars)
    let (first, last) = (span.start.column - 1, min(span.start.column - 1 + span.length, scalars.count))
    lines[span.start.line - 1] = CalibrationEdit.text(scalars[..<first]) + text + CalibrationEdit.text(scalars[last...])
    write()
  }

  private mutating func insert(_ text: String, at position: SourcePosition) {
    let scalars = Array(lines[position.line - 1].unicodeScalars)
    let place = min(position.column - 1, scalars.count)
    lines[position.line - 1] = CalibrationEdit.text(scalars[..<place]) + text + CalibrationEdit.text(scalars[place...])
    write()
  }

  private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    var text = String.UnicodeScalarView()
    text.append(contentsOf: scalars)
    return String(text)
  }

  private mutating func write() {
    source = SourceText(name: source.name, text: lines.joined(separator: "\n") + "\n")
  }
}
