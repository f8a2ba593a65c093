/// Shares one value that has one owner: a closure cannot capture it otherwise.
final class Box<Value: ~Copyable & Sendable>: Sendable {
  let value: Value

  init(_ value: consuming Value) { self.value = value }
}
