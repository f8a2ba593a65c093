internal import CExpat

/// An XML file as a tree of elements with places.
///
/// No document type, hence no entities; bounded in depth and size.
package enum XMLDocument {
  /// Nesting allowed; URDF needs five.
  package static let maximumDepth = 64
  /// Elements allowed; the largest humanoid known has about 3,000.
  package static let maximumElements = 200_000

  /// Parses a text, or reports why not and returns nil.
  package static func parse(_ source: SourceText, diagnostics: Diagnostics) -> XMLElement? {
    guard source.bytes.count <= SourceText.maximumBytes else {
      diagnostics.error("\(source.bytes.count) bytes is too large: at most \(SourceText.maximumBytes)", file: source.name)
      return nil
    }
    let parser = XMLTreeParser()
    let problem = parser.parse(source.bytes)
    if let problem {
      diagnostics.error(problem.message, at: problem.span, in: source)
      return nil
    }
    return parser.root
  }
}

/// expat over bytes in memory, building the tree.
///
/// One thread, one use.
@safe private final class XMLTreeParser {
  private let parser: XML_Parser
  /// Elements whose end has not come, outermost first.
  private var open: [XMLElement] = []
  private var elementCount = 0
  private var refusal: (message: String, span: SourceSpan)?
  private(set) var root: XMLElement?

  init() {
    // Fails only where malloc does.
    guard let parser = unsafe XML_ParserCreate(nil) else { preconditionFailure("out of memory") }
    unsafe self.parser = unsafe parser
  }

  deinit { unsafe XML_ParserFree(parser) }

  func parse(_ bytes: [UInt8]) -> (message: String, span: SourceSpan)? {
    // SAFETY: expat calls back only inside XML_Parse below, while `self` is alive: the pointer needs no reference of its own.
    unsafe XML_SetUserData(parser, Unmanaged.passUnretained(self).toOpaque())
    unsafe XML_SetElementHandler(
      parser,
      { pointer, name, attributes in
        unsafe XMLTreeParser.from(pointer).start(name: name, attributes: attributes)
      },
      { pointer, _ in unsafe XMLTreeParser.from(pointer).end() })
    unsafe XML_SetStartDoctypeDeclHandler(parser) { pointer, _, _, _, _ in
      unsafe XMLTreeParser.from(pointer).refuse("a document type (<!DOCTYPE>) is not used in URDF: remove it")
    }
    let status = unsafe bytes.withUnsafeBytes { bytes in
      unsafe XML_Parse(parser, bytes.bindMemory(to: CChar.self).baseAddress, Int32(bytes.count), 1)
    }
    if let refusal { return refusal }
    guard status != XML_STATUS_OK else { return nil }
    let text = unsafe XML_ErrorString(XML_GetErrorCode(parser)).map { unsafe String(cString: $0) }
    return ("not well-formed XML: \(text ?? "unknown error")", place)
  }

  private static func from(_ pointer: UnsafeMutableRawPointer?) -> XMLTreeParser {
    guard let pointer = unsafe pointer else { preconditionFailure("expat lost its user data") }
    return unsafe Unmanaged<XMLTreeParser>.fromOpaque(pointer).takeUnretainedValue()
  }

  private var place: SourceSpan {
    unsafe SourceSpan(
      line: Int(XML_GetCurrentLineNumber(parser)), column: Int(XML_GetCurrentColumnNumber(parser)) + 1)
  }

  private func start(name: UnsafePointer<CChar>?, attributes: UnsafeMutablePointer<UnsafePointer<CChar>?>?) {
    guard let name = unsafe name, refusal == nil else { return }
    elementCount += 1
    guard elementCount <= XMLDocument.maximumElements else {
      return refuse("more than \(XMLDocument.maximumElements) elements")
    }
    guard open.count < XMLDocument.maximumDepth else { return refuse("nested deeper than \(XMLDocument.maximumDepth) levels") }
    let tag = unsafe String(cString: name)
    var pairs: [(name: String, value: String)] = []
    // SAFETY: expat passes names and values in turn and ends them with a null pointer.
    var cursor = unsafe attributes
    while let key = unsafe cursor?.pointee, let value = unsafe cursor?.advanced(by: 1).pointee {
      unsafe pairs.append((String(cString: key), String(cString: value)))
      unsafe cursor = cursor?.advanced(by: 2)
    }
    let start = place.start
    open.append(
      XMLElement(name: tag, attributes: pairs, children: [], span: SourceSpan(start: start, length: tag.unicodeScalars.count + 1)))
  }

  private func end() {
    guard refusal == nil, let element = open.popLast() else { return }
    if open.isEmpty { root = element } else { open[open.count - 1].children.append(element) }
  }

  private func refuse(_ message: String) {
    guard refusal == nil else { return }
    refusal = (message, place)
    unsafe XML_StopParser(parser, XML_Bool(XML_FALSE))
  }
}
