// Report/ collects what an engineer needs who was not there: facts of the machine, a rig's files, and what went over each wire.
// It knows no daemon and no command line.

package import ExocapCore

/// What went over a device's wire, as text in the format of Tests/Captures/README.md: it is run as it is.
package struct CaptureText: Sendable {
  /// What happened at the port.
  package enum Verb: String, Sendable {
    case open
    case close
    /// A read returned these bytes.
    case rx
    /// The driver was polled and wrote these bytes, and the port took them.
    case tx
    /// The driver was polled and wrote nothing.
    case poll
  }

  /// Header and events.
  package private(set) var text: [UInt8]
  /// [B] Read and written so far.
  package private(set) var bytesRead = 0
  package private(set) var bytesWritten = 0

  /// A header and no event yet.
  ///
  /// - Parameters:
  ///   - device: the profile's name.
  ///   - source: where the bytes come from, in a sentence.
  package init(device: String, source: String) {
    text = Array("device: \(device)\nsource: \(source)\n\n".utf8)
  }

  /// Adds an event.
  package mutating func note(_ verb: Verb, at time: Timestamp, _ bytes: Span<UInt8>) {
    text += "\(time.nanoseconds) \(verb.rawValue)".utf8
    for index in bytes.indices {
      text.append(UInt8(ascii: " "))
      text.append(CaptureText.digits[Int(bytes[index] >> 4)])
      text.append(CaptureText.digits[Int(bytes[index] & 15)])
    }
    text.append(UInt8(ascii: "\n"))
    if verb == .rx { bytesRead += bytes.count }
    if verb == .tx { bytesWritten += bytes.count }
  }

  /// Adds an event without bytes.
  package mutating func note(_ verb: Verb, at time: Timestamp) {
    let none: [UInt8] = []
    note(verb, at: time, none.span)
  }

  /// Adds a line for people, which whoever runs the capture passes over.
  package mutating func remark(_ words: String) { text += "# \(words)\n".utf8 }

  private static let digits = Array("0123456789abcdef".utf8)
}
