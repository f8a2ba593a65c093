package import ExocapCore
package import ExocapTestSupport

/// What went over a wire, as Tests/Captures/README.md lays it out.
package struct Capture {
  package enum Verb: String {
    case open
    case close
    case rx
    case tx
    case poll
  }

  package struct Event {
    package var time: Timestamp
    package var verb: Verb
    package var bytes: [UInt8]
  }

  /// One line of `.expected`.
  package struct Expectation {
    package var arrived: Timestamp
    package var stream: Int
    package var isValid: [Bool]
    package var isSaturated: [Bool]
    /// nil: nothing was measured yet.
    package var values: [Double?]
  }

  /// All of Tests/Captures.
  package static let names = [
    "text/hmc-exo", "text/hx711", "dynamixel2/sync-read", "dynamixel2/fast-sync-read", "ft300/wrist", "feetech/sts-sync-read",
    "feetech/scs-reads", "damiao/leader", "packets/exo", "packets/optoforce", "packets/exostream", "keys/pedal",
    "modbus/encoders", "modbus/pipelined", "modbus/transmitter",
  ]

  /// Folder and name, without ending.
  package var name: String
  package var device = ""
  package var source = ""
  package var events: [Event] = []
  package var expectations: [Expectation] = []

  /// A committed capture with what a person would read out of it; nil where a file breaks the format.
  package init?(_ name: String) {
    guard let file = TextFile(checkout: "Tests/Captures/\(name).capture"),
      let expected = TextFile(checkout: "Tests/Captures/\(name).expected")
    else { return nil }
    self.init(name: name, file)
    for line in expected.lines {
      let words = line.split(separator: " ").map(String.init)
      guard words.count > 4, let time = Int64(words[0]), let stream = Int(words[1]) else { return nil }
      expectations.append(
        Expectation(
          arrived: Timestamp(nanoseconds: time), stream: stream, isValid: words[2].map { $0 == "1" },
          isSaturated: words[3].map { $0 == "1" }, values: words[4...].map { Double($0) }))
    }
  }

  /// A capture alone; nil where the file breaks the format.
  package init?(name: String, _ file: TextFile) {
    self.name = name
    for line in file.lines where !line.hasPrefix("#") { if !take(line) { return nil } }
  }

  private mutating func take(_ line: Substring) -> Bool {
    if line.hasPrefix("device: ") {
      device = String(line.dropFirst(8))
      return true
    }
    if line.hasPrefix("source: ") {
      source = String(line.dropFirst(8))
      return true
    }
    let words = line.split(separator: " ").map(String.init)
    guard words.count >= 2, let time = Int64(words[0]), let verb = Verb(rawValue: words[1]) else { return false }
    let bytes = words[2...].compactMap { UInt8($0, radix: 16) }
    guard bytes.count == words.count - 2 else { return false }
    events.append(Event(time: Timestamp(nanoseconds: time), verb: verb, bytes: bytes))
    return true
  }
}
