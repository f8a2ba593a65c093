internal import ExocapRuntime
internal import Testing

@Suite struct XMLDocumentTests {
  private func problems(_ text: String) -> [String] {
    let diagnostics = Diagnostics()
    _ = XMLDocument.parse(SourceText(name: "t", text: text), diagnostics: diagnostics)
    return reports(diagnostics)
  }

  @Test func givesEveryElementItsPlace() throws {
    let diagnostics = Diagnostics()
    let text = "<?xml version=\"1.0\"?>\n<a x=\"1\" y='&lt;2'>\n  <!-- <c/> --><b/><b z=\"3\"/>text\n</a>\n"
    let root = try #require(XMLDocument.parse(SourceText(name: "t", text: text), diagnostics: diagnostics))
    #expect(root.name == "a")
    #expect(root.span == SourceSpan(line: 2, column: 1, length: 2))
    #expect(root.attribute("y") == "<2")
    #expect(root.children.map(\.name) == ["b", "b"])
    #expect(root.children.map(\.span.start.column) == [16, 20])
    #expect(root.child("b")?.attribute("z") == nil)
    #expect(root.children[1].attribute("z") == "3")
  }

  @Test func saysWhereXMLIsNotWellFormed() {
    #expect(problems("<a>\n  <b>\n</a>") == ["3:3: not well-formed XML: mismatched tag"])
    #expect(problems("") == ["1:1: not well-formed XML: no element found"])
    #expect(problems("a: 1") == ["1:1: not well-formed XML: syntax error"])
  }

  @Test func refusesDocumentTypesAndSoEntities() {
    let text = "<!DOCTYPE a [<!ENTITY b \"bbbb\"><!ENTITY c \"&b;&b;\">]><a>&c;</a>"
    #expect(problems(text).map { $0.drop { $0 != " " } } == [" a document type (<!DOCTYPE>) is not used in URDF: remove it"])
  }

  @Test func isBoundedInDepthAndSize() {
    #expect(problems(String(repeating: "<a>", count: 1_000)).first?.hasSuffix("nested deeper than 64 levels") == true)
    let many = "<a>" + String(repeating: "<b/>", count: XMLDocument.maximumElements) + "</a>"
    #expect(problems(many).first?.hasSuffix("more than 200000 elements") == true)
  }
}
