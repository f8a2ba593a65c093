/// An element of an XML file with its place.
///
/// Text between tags is not kept: URDF says nothing there.
package struct XMLElement {
  /// The tag.
  package var name: String
  /// Names and values in the file's order.
  package var attributes: [(name: String, value: String)]
  /// What stands inside, in order.
  package var children: [XMLElement]
  /// Where the tag begins.
  package var span: SourceSpan

  /// The value of an attribute, or nil.
  package func attribute(_ name: String) -> String? { attributes.first { $0.name == name }?.value }

  /// The first child of that name, or nil.
  package func child(_ name: String) -> XMLElement? { children.first { $0.name == name } }
}
