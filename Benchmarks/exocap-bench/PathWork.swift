internal import CTwin
internal import ExocapCore
internal import Glibc
internal import LinuxIO

/// Packets through the path on one thread, for an instruction counter: each is written into a pty and taken out at the other end.
enum PathWork {
  /// `count` packets through a contender: `c`, `exocap`, `whole`, or `untapped`, whose taps are full. Returns how many datagrams
  /// were sent.
  static func run(_ contender: String, count: Int) throws(IOError) -> Int {
    let lines = PathRig.makeLines()
    let device = try PseudoTerminal()
    let port = try SerialPort(.path(device.path), speed: 115_200)
    let receiver = try DatagramSocket(boundTo: .loopback(port: 0))
    let socket = try DatagramSocket(connectedTo: receiver.localAddress)
    // The end of a line that was missed.
    let feed: [UInt8] = [0x0A]
    _ = device.write(feed.span)
    var sent = 0
    switch contender {
    case "c", "c-table":
      var settings = PathRig.twin(tty: port.pollDescriptor.number, socket: socket.pollDescriptor.number)
      settings.uses_table = contender == "c-table"
      let twin = unsafe ctwin_make(&settings)
      defer { unsafe ctwin_free(twin) }
      for index in 0..<count {
        let line = lines[index % lines.count]
        _ = device.write(line.span)
        sent += unsafe Int(ctwin_turn(twin, .max))
      }
    case "exocap":
      var part = PathPart(port: port)
      var memory = [UInt8](repeating: 0, count: 4096)
      for index in 0..<count {
        let line = lines[index % lines.count]
        _ = device.write(line.span)
        sent += part.turn(port, socket, &memory, until: Timestamp(nanoseconds: .max - 1))
      }
    default:
      var whole = PathWhole(port: port, receiver: receiver.localAddress, tapBytes: contender == "whole" ? 1 << 28 : 4096)
      var memory = [UInt8](repeating: 0, count: 4096)
      for index in 0..<count {
        let line = lines[index % lines.count]
        _ = device.write(line.span)
        sent += whole.turn(port, socket, &memory)
      }
      guard whole.isEngaged else { throw IOError("engage", "the bench's robot", .malformed(expected: "an engaged arm")) }
    }
    return sent
  }
}
