/// An element of a small, well-formed XML file (a URDF): enough for tests, and independent of the product's own reader.
public struct XMLElement {
  public var name: String
  public var attributes: [String: String] = [:]
  public var children: [XMLElement] = []

  /// Reads a document; nil where tags do not match.
  ///
  /// Text between tags, comments and declarations are left out.
  public init?(document: String) {
    var open = [XMLElement(name: "")]
    var rest = document[...]
    while let start = rest.firstIndex(of: "<") {
      rest = rest[start...]
      let (opening, closing) = rest.hasPrefix("<!--") ? ("<!--", "-->") : ("<", ">")
      guard let end = rest.dropFirst(opening.count).firstRange(of: closing) else { return nil }
      let tag = rest[rest.index(rest.startIndex, offsetBy: opening.count)..<end.lowerBound]
      rest = rest[end.upperBound...]
      if opening == "<!--" || tag.hasPrefix("?") || tag.hasPrefix("!") { continue }
      if tag.hasPrefix("/") {
        guard let done = open.popLast(), !open.isEmpty, done.name == tag.dropFirst().trimmed else { return nil }
        open[open.count - 1].children.append(done)
        continue
      }
      let element = XMLElement(tag: tag.hasSuffix("/") ? tag.dropLast() : tag)
      if tag.hasSuffix("/") { open[open.count - 1].children.append(element) } else { open.append(element) }
    }
    guard open.count == 1, open[0].children.count == 1 else { return nil }
    self = open[0].children[0]
  }

  private init(name: String) { self.name = name }

  /// Reads what stands between the angle brackets.
  private init(tag: Substring) {
    let nameEnd = tag.firstIndex(where: \.isWhitespace) ?? tag.endIndex
    name = String(tag[..<nameEnd])
    var rest = tag[nameEnd...]
    while let equals = rest.firstIndex(of: "="), let open = rest[equals...].firstIndex(where: { $0 == "\"" || $0 == "'" }) {
      let valueStart = rest.index(after: open)
      guard let close = rest[valueStart...].firstIndex(of: rest[open]) else { return }
      attributes[String(rest[..<equals].trimmed)] = String(rest[valueStart..<close])
      rest = rest[rest.index(after: close)...]
    }
  }

  /// The children of that name.
  public func all(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }

  /// The first child of that name; nil where there is none.
  public func first(_ name: String) -> XMLElement? { children.first { $0.name == name } }

  /// The numbers of an attribute, parted by white space; nil where it is missing.
  public func numbers(_ attribute: String) -> [Double]? {
    attributes[attribute]?.split(whereSeparator: \.isWhitespace).map { Double($0) ?? .nan }
  }
}

extension Substring {
  fileprivate var trimmed: Substring {
    guard let start = firstIndex(where: { !$0.isWhitespace }), let end = lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return self[start...end]
  }
}
