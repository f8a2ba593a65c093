import ExocapCore
import ExocapTestCaptures
import LinuxIO

/// The device's side of a capture: it sends what was read after the host has written what was written before.
///
/// The host's own time-outs pass in real time. What it asks besides, because it came late, is not answered; but for who a servo is.
struct CapturePlayback {
  private let events: [Capture.Event]
  private let identities: IdentityReplies
  /// The event that comes next.
  private var place = 0
  private var heard: [UInt8] = []

  init(_ capture: Capture, of device: WireProtocol) {
    // A close and an open in the middle would be another port: none of the captures has them.
    events = capture.events.filter { $0.verb == .rx || $0.verb == .tx }
    identities = IdentityReplies(of: device)
  }

  var isOver: Bool { rest == 0 }
  /// Events that have not come yet.
  var rest: Int { events.count - place }
  /// Whether the device speaks before it is asked.
  var speaksFirst: Bool { events.first?.verb == .rx }

  /// True where it did something.
  mutating func turn(_ terminal: borrowing PseudoTerminal) -> Bool {
    var memory = [UInt8](repeating: 0, count: 512)
    var span = memory.mutableSpan
    if case .bytes(let count) = terminal.read(into: &span) { heard += memory.prefix(count) }
    if let reply = identities.reply(to: heard) {
      guard case .bytes(reply.count) = terminal.write(reply.span) else { return false }
      heard.removeAll()
      return true
    }
    guard !isOver else { return false }
    let event = events[place]
    switch event.verb {
    case .rx:
      guard case .bytes(event.bytes.count) = terminal.write(event.bytes.span) else { return false }
    case .tx:
      // Pipelined requests may be heard together.
      guard let end = heard.indices.first(where: { heard[...$0].suffix(event.bytes.count) == event.bytes[...] }) else { return false }
      heard.removeSubrange(...end)
    case .open, .close, .poll: break
    }
    place += 1
    return true
  }
}
