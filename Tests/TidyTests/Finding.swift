// TidyTests/ reads the tree as text and holds the rules of the style that a compiler cannot. It knows no type of the product.

/// One broken rule, at a place.
struct Finding: Equatable, CustomStringConvertible {
  /// From the root of the checkout.
  var path: String
  /// From 1.
  var line: Int
  /// From 1.
  var column: Int = 1
  /// What is wrong, and what to do instead.
  var message: String

  /// As compilers print it, so that editors jump there.
  var description: String { "\(path):\(line):\(column): error: \(message)" }
}
