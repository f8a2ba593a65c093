// Service/ holds what we tell the system's supervisor. It knows nothing of what the daemon does.

package import ExocapCore
internal import Glibc

/// Tells systemd how we are (sd_notify); does nothing where no supervisor listens.
///
/// One thread uses it.
///
/// Protocol: sd_notify(3), one datagram of KEY=value lines to the socket that NOTIFY_SOCKET names.
package struct ServiceNotifier: ~Copyable, Sendable {
  /// The supervisor kills us when it does not hear `feedWatchdog` for so long.
  ///
  /// Nil where it does not watch.
  package let watchdogLimit: Interval?

  private let descriptor: FileDescriptor?

  /// Talks to the supervisor that the environment names.
  package static func fromEnvironment() throws(IOError) -> ServiceNotifier {
    try ServiceNotifier(
      socket: variable("NOTIFY_SOCKET"), watchdogMicroseconds: variable("WATCHDOG_USEC"), watchdogProcess: variable("WATCHDOG_PID"))
  }

  /// Talks to the supervisor at `socket`: a path or "@name"; nil where there is none.
  ///
  /// The other two are as systemd writes them. A watchdog that is meant for another process is none of ours.
  package init(socket: String?, watchdogMicroseconds: String? = nil, watchdogProcess: String? = nil) throws(IOError) {
    guard let socket, !socket.isEmpty else {
      descriptor = nil
      watchdogLimit = nil
      return
    }
    let address = try UnixAddress(socket)
    let descriptor = try address.makeSocket(SOCK_DGRAM)
    if let code = address.connect(descriptor) { throw IOError("reach the supervisor at", socket, code) }
    self.descriptor = consume descriptor
    let isOurs = watchdogProcess.map { Int32($0) == getpid() } ?? true
    let limit = watchdogMicroseconds.flatMap { Int64($0) } ?? 0
    watchdogLimit = isOurs && limit > 0 && limit < .max / 1000 ? .microseconds(limit) : nil
  }

  /// Whether anybody listens.
  package var isSupervised: Bool { descriptor != nil }

  /// Tells that start-up is over, or that a reload is.
  package borrowing func ready(status: String) { send("READY=1\nSTATUS=\(Self.oneLine(status))") }

  /// Tells what we are doing, in one line that `systemctl status` shows.
  package borrowing func status(_ text: String) { send("STATUS=\(Self.oneLine(text))") }

  /// Tells that we are alive.
  package borrowing func feedWatchdog() { send("WATCHDOG=1") }

  /// Tells that we read the configuration again; `ready` ends it.
  ///
  /// `now` is the time of the request.
  package borrowing func reloading(at now: Timestamp) { send("RELOADING=1\nMONOTONIC_USEC=\(now.nanoseconds / 1000)") }

  /// Tells that we are on our way out.
  package borrowing func stopping() { send("STOPPING=1") }

  /// A lost line is not worth a stop: the next one follows, and a supervisor that does not hear acts by itself.
  private borrowing func send(_ text: String) {
    guard let number = descriptorNumber else { return }
    var text = text
    text.withUTF8 { bytes in
      // SAFETY: the kernel reads at most the buffer's length, during the call.
      _ = uninterrupted { unsafe Glibc.send(number, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL)) }
    }
  }

  private var descriptorNumber: Int32? {
    switch descriptor {
    case .some(let descriptor): descriptor.number
    case .none: nil
    }
  }

  /// A line break would begin another key.
  private static func oneLine(_ text: String) -> String { String(text.map { $0.isNewline ? " " : $0 }) }

  private static func variable(_ name: String) -> String? {
    // SAFETY: the string is copied before anybody can change the environment.
    guard let value = unsafe getenv(name) else { return nil }
    return unsafe String(cString: value)
  }
}
