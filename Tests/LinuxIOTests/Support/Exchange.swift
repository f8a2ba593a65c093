import ExocapCore
import LinuxIO

/// The deadline of waits that should be over at once: long enough for a loaded machine, short enough for a person.
var soon: Timestamp { MonotonicClock.now() + .seconds(10) }

/// Runs `body` and returns the error that it throws, nil where it throws none.
func error(of body: () throws(IOError) -> Void) -> IOError? {
  do throws(IOError) {
    try body()
    return nil
  } catch {
    return error
  }
}

extension DatagramSocket {
  /// A socket that holds its port, so that nobody else gets it, and hears nobody there: it is connected elsewhere.
  static func deaf() throws(IOError) -> DatagramSocket {
    try DatagramSocket(connectedTo: DatagramSocket(boundTo: .loopback(port: 0)).localAddress, from: .loopback(port: 0))
  }
}

/// What several reads brought together.
struct Received: Equatable {
  var bytes: [UInt8] = []
  /// What ended it; nil where `count` bytes came or the deadline did.
  var end: ReadResult?
}

/// Reads until `count` bytes are there, the other end is gone, or the deadline comes.
func receive(_ count: Int, waitingOn descriptor: PollDescriptor, _ read: (inout MutableSpan<UInt8>) -> ReadResult) -> Received {
  var received = Received()
  var block = [UInt8](repeating: 0, count: 4096)
  let deadline = soon
  while received.bytes.count < count, MonotonicClock.now() < deadline {
    var span = block.mutableSpan
    switch read(&span) {
    case .bytes(let length): received.bytes += block[..<length]
    case .wouldBlock: _ = descriptor.wait(for: .readable, until: deadline)
    case let result:
      received.end = result
      return received
    }
  }
  return received
}
