internal import ExocapRuntime

/// What is kept of an episode that was written: enough to make the data set's own tables, and to go on after a crash.
struct EpisodeEntry: Equatable {
  /// Its place in the plan.
  var item: Int
  /// Why it is not in the data set; nil: it is.
  var failure: String?
  var rows = 0
  var firstRow = 0
  var task = 0
  /// [ns] Of its first row.
  var began: Int64 = 0
  /// The file that it is in, by number, and where its bytes end there [B].
  var file = 0
  var end = 0
  /// Its row group's entry in the footer of that file; empty where the file is its own.
  var group: [UInt8] = []
  /// By feature; empty for tables.
  var statistics: [FeatureStatistics] = []
  /// By bit of `RowQuality`: how many rows have it.
  var quality: [Int] = []
  var notes: [String] = []

  init(item: Int, failure: String? = nil) {
    self.item = item
    self.failure = failure
  }

  /// One line of the journal.
  var json: JSONValue {
    .object([
      JSONMember("item", .count(item)), JSONMember("failure", .text(failure)), JSONMember("rows", .count(rows)),
      JSONMember("first_row", .count(firstRow)), JSONMember("task", .count(task)), JSONMember("began", .integer(began)),
      JSONMember("file", .count(file)), JSONMember("end", .count(end)), JSONMember("group", .string(Self.hexadecimal(group))),
      JSONMember("statistics", .array(statistics.map { $0.json() })), JSONMember("quality", .array(quality.map { .count($0) })),
      JSONMember("notes", .array(notes.map { .string($0) })),
    ])
  }

  /// Nil where it is no such line.
  init?(_ json: JSONValue) {
    func number(_ name: String) -> Int? { json[name]?.integer.map { Int($0) } }
    guard let item = number("item"), let rows = number("rows"), let firstRow = number("first_row"), let task = number("task"),
      let file = number("file"), let end = number("end"), let began = json["began"]?.integer,
      let group = json["group"]?.text.flatMap(Self.bytes), let statistics = json["statistics"]?.elements,
      let quality = json["quality"]?.elements, let notes = json["notes"]?.elements
    else { return nil }
    self.item = item
    failure = json["failure"]?.text
    self.rows = rows
    self.firstRow = firstRow
    self.task = task
    self.began = began
    self.file = file
    self.end = end
    self.group = group
    self.statistics = statistics.compactMap { FeatureStatistics($0) }
    self.quality = quality.compactMap { $0.integer.map { Int($0) } }
    self.notes = notes.compactMap(\.text)
    guard self.statistics.count == statistics.count else { return nil }
  }

  private static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  private static func bytes(_ text: String) -> [UInt8]? {
    let digits = text.utf8.map { Character(Unicode.Scalar($0)).hexDigitValue }
    guard digits.count % 2 == 0 else { return nil }
    var bytes: [UInt8] = []
    for place in stride(from: 0, to: digits.count, by: 2) {
      guard let high = digits[place], let low = digits[place + 1] else { return nil }
      bytes.append(UInt8(high << 4 | low))
    }
    return bytes
  }
}
