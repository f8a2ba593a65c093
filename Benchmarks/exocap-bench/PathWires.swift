internal import CTwin
internal import ExocapCore
internal import LinuxIO
internal import Synchronization

/// What a round's threads share: a pty, a pair of sockets, and the word to stop.
final class PathWires: Sendable {
  let device: PseudoTerminal
  let port: SerialPort
  let receiver: DatagramSocket
  let socket: DatagramSocket
  private let isOver = Atomic<Bool>(false)

  init() throws(IOError) {
    device = try PseudoTerminal()
    port = try SerialPort(.path(device.path), speed: 115_200)
    receiver = try DatagramSocket(boundTo: .loopback(port: 0))
    socket = try DatagramSocket(connectedTo: receiver.localAddress)
  }

  // SYNC: a flag alone; nothing is published through it.
  func stop() { isOver.store(true, ordering: .relaxed) }
  var shouldStop: Bool { isOver.load(ordering: .relaxed) }
}

/// Owns a C twin. In timer mode its two threads use different halves of it, and its own queue orders them.
@safe
final class PathTwin: @unchecked Sendable {
  // SAFETY: see above.
  let twin: OpaquePointer

  init(_ wires: PathWires) {
    var settings = PathRig.twin(tty: wires.port.pollDescriptor.number, socket: wires.socket.pollDescriptor.number)
    guard let made = unsafe ctwin_make(&settings) else { preconditionFailure("the twin aborts where memory is short") }
    unsafe twin = made
  }

  deinit { unsafe ctwin_free(twin) }
}
