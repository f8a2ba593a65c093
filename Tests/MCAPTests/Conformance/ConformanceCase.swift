// Conformance/ holds the MCAP project's own 416 cases against our writer and readers. The expected bytes come from the cases alone.
import ExocapTestSupport
import FoundationEssentials

/// One case of the MCAP project's conformance suite (foxglove/mcap, MIT): the records of a file and what its bytes hash to.
struct ConformanceCase: Sendable {
  /// A field as the case's JSON has it: text or number, bytes, or a map.
  enum Value: Decodable, Equatable, Sendable {
    case text(String)
    case bytes([UInt8])
    case map([String: String])

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self) {
        self = .text(text)
      } else if let list = try? container.decode([String].self) {
        self = .bytes(
          try list.map { text in
            guard let byte = UInt8(text) else { throw DecodingError.dataCorruptedError(in: container, debugDescription: text) }
            return byte
          })
      } else {
        self = .map(try container.decode([String: String].self))
      }
    }
  }

  struct Record: Decodable, Equatable, Sendable {
    var type: String
    var fields: [String: Value]

    init(_ type: String, _ fields: [String: Value]) {
      self.type = type
      self.fields = fields
    }

    private enum Key: CodingKey { case type, fields }

    private struct Pair: Decodable {
      var name: String
      var value: Value

      init(from decoder: any Decoder) throws {
        var container = try decoder.unkeyedContainer()
        name = try container.decode(String.self)
        value = try container.decode(Value.self)
      }
    }

    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      type = try container.decode(String.self, forKey: .type)
      let pairs = try container.decode([Pair].self, forKey: .fields)
      fields = Dictionary(uniqueKeysWithValues: pairs.map { ($0.name, $0.value) })
    }

    func text(_ name: String) -> String {
      guard case .text(let text)? = fields[name] else { fatalError("\(type) has no text \(name)") }
      return text
    }

    func number<T: FixedWidthInteger>(_ name: String, _: T.Type = T.self) -> T {
      guard let number = T(text(name)) else { fatalError("\(type).\(name) is no \(T.self)") }
      return number
    }

    func bytes(_ name: String) -> [UInt8] {
      guard case .bytes(let bytes)? = fields[name] else { fatalError("\(type) has no bytes \(name)") }
      return bytes
    }

    func map(_ name: String) -> [String: String] {
      guard case .map(let map)? = fields[name] else { fatalError("\(type) has no map \(name)") }
      return map
    }
  }

  private struct Body: Decodable {
    struct Meta: Decodable { var variant: Variant }
    struct Variant: Decodable { var features: [String] }
    var records: [Record]
    var meta: Meta
  }

  var name: String
  var records: [Record]
  /// ch, mx, st, rsh, rch, ax, mdx, chx, sum, pad: see the data's README.
  var features: Set<String>
  var sha256: String
  var size: Int

  /// All cases by name, or nil where the shared data is absent.
  static let all: [ConformanceCase]? = {
    guard let cases = Requirement.sharedData("mcap-conformance/cases.json"),
      let hashes = Requirement.sharedData("mcap-conformance/sha256.tsv"),
      let json = FileManager.default.contents(atPath: cases), let table = FileManager.default.contents(atPath: hashes),
      let bodies = try? JSONDecoder().decode([String: Body].self, from: json)
    else { return nil }
    return String(decoding: table, as: UTF8.self).split(separator: "\n").dropFirst().map { line in
      let columns = line.split(separator: "\t").map(String.init)
      guard columns.count == 3, let body = bodies[columns[0]], let size = Int(columns[2]) else { fatalError("bad line: \(line)") }
      return ConformanceCase(
        name: columns[0], records: body.records, features: Set(body.meta.variant.features), sha256: columns[1], size: size)
    }
  }()
}
