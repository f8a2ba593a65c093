internal import Foundation

/// A JSON value that keeps the order of its keys, so that two outputs can be compared by eye and by `diff`.
enum JSON: Sendable {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([(String, JSON)])

  /// Reads a text; nil where it is no JSON. Keys come in alphabetical order.
  init?(parsing text: some Sequence<UInt8>) {
    guard let value = try? JSONSerialization.jsonObject(with: Data(text), options: [.fragmentsAllowed]) else { return nil }
    self.init(value)
  }

  private init(_ value: Any) {
    switch value {
    case let number as NSNumber where CFGetTypeIsBoolean(number): self = .bool(number.boolValue)
    case let number as NSNumber: self = JSON(number)
    case let text as String: self = .string(text)
    case let list as [Any]: self = .array(list.map(JSON.init))
    case let table as [String: Any]: self = .object(table.sorted { $0.key < $1.key }.map { ($0.key, JSON($0.value)) })
    default: self = .null
    }
  }

  private init(_ number: NSNumber) {
    let value = number.doubleValue
    self = value == value.rounded() && abs(value) < 9e18 && !String(describing: number).contains(".") ? .integer(number.int64Value) : .number(value)
  }

  /// The value of a key; nil where it is no object or has no such key.
  subscript(key: String) -> JSON? {
    guard case .object(let entries) = self else { return nil }
    return entries.first { $0.0 == key }?.1
  }

  /// The text of a string.
  var text: String? { if case .string(let text) = self { text } else { nil } }
  /// The value of a number.
  var double: Double? {
    switch self {
    case .number(let value): value
    case .integer(let value): Double(value)
    case .null, .bool, .string, .array, .object: nil
    }
  }
  /// The value of a whole number.
  var integer: Int? { if case .integer(let value) = self { Int(value) } else { double.flatMap { Int(exactly: $0) } } }
  /// The value of true and false.
  var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
  /// The elements of an array; none where it is none.
  var elements: [JSON] { if case .array(let elements) = self { elements } else { [] } }
  /// The keys and values of an object; none where it is none.
  var entries: [(String, JSON)] { if case .object(let entries) = self { entries } else { [] } }

  /// One line of JSON. Numbers that JSON cannot say (NaN, infinities) are null.
  var line: String {
    switch self {
    case .null: "null"
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): "\(value)"
    case .number(let value): value.isFinite ? "\(value)" : "null"
    case .string(let text): JSON.quoted(text)
    case .array(let elements): "[" + elements.map(\.line).joined(separator: ",") + "]"
    case .object(let entries): "{" + entries.map { JSON.quoted($0) + ":" + $1.line }.joined(separator: ",") + "}"
    }
  }

  private static func quoted(_ text: String) -> String {
    var out = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": out += "\\\""
      case "\\": out += "\\\\"
      case "\n": out += "\\n"
      case "\t": out += "\\t"
      case "\r": out += "\\r"
      case _ where scalar.value < 0x20: out += "\\u00" + (scalar.value < 16 ? "0" : "") + String(scalar.value, radix: 16)
      default: out.unicodeScalars.append(scalar)
      }
    }
    return out + "\""
  }
}

/// Whether Foundation made this number of `true` or `false`: their type encoding is that of a C character.
private func CFGetTypeIsBoolean(_ number: NSNumber) -> Bool { unsafe String(cString: number.objCType) == "c" }
