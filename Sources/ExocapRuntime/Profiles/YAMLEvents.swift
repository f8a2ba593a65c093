internal import CYAML

/// What libyaml's parser sees next.
package enum YAMLEvent {
  case scalar(text: String, isPlain: Bool)
  case sequenceStart
  case sequenceEnd
  case mappingStart
  case mappingEnd
  case alias
  case documentStart
  case documentEnd
  case streamStart
  case streamEnd
}

/// Why libyaml stopped.
///
/// Places are libyaml's, turned to count from 1.
package struct YAMLProblem: Error {
  /// libyaml's own words.
  package var problem: String
  /// What it was doing, or empty.
  package var context: String
  /// Where it stopped; nil where only `byteOffset` is known.
  package var position: SourcePosition?
  /// Where what it was doing began.
  package var contextPosition: SourcePosition?
  /// The offending byte, for characters that may not stand in YAML at all.
  package var byteOffset: Int
}

/// libyaml's event parser over bytes in memory.
///
/// One thread; ends for good at the first problem.
@safe package final class YAMLEvents {
  private let parser: UnsafeMutablePointer<yaml_parser_t>
  private let input: UnsafeMutableBufferPointer<UInt8>

  /// Place of the last event, and whether it carried an anchor or a tag.
  package private(set) var span = SourceSpan(line: 1, column: 1)
  package private(set) var hasAnchor = false
  package private(set) var hasTag = false

  package init(_ bytes: [UInt8]) {
    // SAFETY: both blocks are this object's own until deinit; libyaml reads `input` and writes `parser` only.
    unsafe parser = .allocate(capacity: 1)
    unsafe input = .allocate(capacity: max(1, bytes.count))
    _ = unsafe input.update(fromContentsOf: bytes)
    // Fails only where malloc does.
    precondition(unsafe yaml_parser_initialize(parser) == 1)
    unsafe yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    unsafe yaml_parser_set_input_string(parser, input.baseAddress, bytes.count)
  }

  deinit {
    unsafe yaml_parser_delete(parser)
    unsafe parser.deallocate()
    unsafe input.deallocate()
  }

  /// The next event.
  package func next() throws(YAMLProblem) -> YAMLEvent {
    // SAFETY: libyaml fills the event where it answers 1, and yaml_event_delete frees what it then owns.
    var event = unsafe yaml_event_t()
    guard unsafe yaml_parser_parse(parser, &event) == 1 else { throw problem() }
    defer { unsafe yaml_event_delete(&event) }
    unsafe span = place(of: event)
    (hasAnchor, hasTag) = (false, false)
    switch unsafe event.type {
    case YAML_STREAM_START_EVENT: return .streamStart
    case YAML_DOCUMENT_START_EVENT: return .documentStart
    case YAML_DOCUMENT_END_EVENT: return .documentEnd
    case YAML_ALIAS_EVENT: return .alias
    case YAML_SEQUENCE_START_EVENT:
      unsafe (hasAnchor, hasTag) = (event.data.sequence_start.anchor != nil, event.data.sequence_start.tag != nil)
      return .sequenceStart
    case YAML_SEQUENCE_END_EVENT: return .sequenceEnd
    case YAML_MAPPING_START_EVENT:
      unsafe (hasAnchor, hasTag) = (event.data.mapping_start.anchor != nil, event.data.mapping_start.tag != nil)
      return .mappingStart
    case YAML_MAPPING_END_EVENT: return .mappingEnd
    case YAML_SCALAR_EVENT:
      let scalar = unsafe event.data.scalar
      unsafe (hasAnchor, hasTag) = (scalar.anchor != nil, scalar.tag != nil)
      let bytes = unsafe UnsafeBufferPointer(start: scalar.value, count: scalar.length)
      return unsafe .scalar(
        text: String(decoding: bytes, as: UTF8.self), isPlain: scalar.style == YAML_PLAIN_SCALAR_STYLE)
    default: return .streamEnd
    }
  }

  private func place(of event: yaml_event_t) -> SourceSpan {
    let start = unsafe event.start_mark
    let end = unsafe event.end_mark
    let length = start.line == end.line ? Int(end.column) - Int(start.column) : 1
    return SourceSpan(line: Int(start.line) + 1, column: Int(start.column) + 1, length: length)
  }

  private func problem() -> YAMLProblem {
    let state = unsafe parser.pointee
    func text(_ pointer: UnsafePointer<CChar>?) -> String { unsafe pointer.map { unsafe String(cString: $0) } ?? "" }
    func position(_ mark: yaml_mark_t) -> SourcePosition {
      SourcePosition(line: Int(mark.line) + 1, column: Int(mark.column) + 1)
    }
    let knowsPlace = unsafe state.error == YAML_SCANNER_ERROR || state.error == YAML_PARSER_ERROR
    return unsafe YAMLProblem(
      problem: text(state.problem), context: text(state.context),
      position: knowsPlace ? position(state.problem_mark) : nil,
      contextPosition: knowsPlace && state.context != nil ? position(state.context_mark) : nil,
      byteOffset: Int(state.problem_offset))
  }
}
