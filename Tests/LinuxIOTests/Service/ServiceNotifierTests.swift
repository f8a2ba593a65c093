import ExocapCore
import ExocapTestSupport
import Glibc
import LinuxIO
import Testing

@Suite struct ServiceNotifierTests {
  @Test(arguments: [true, false])
  func tellsTheSupervisorInItsOwnWords(isPath: Bool) throws {
    let folder = try TestFolder()
    let place = isPath ? "\(folder.path)/notify" : "@\(folder.path)/notify"
    let supervisor = try Supervisor(at: place)
    let notifier = try ServiceNotifier(socket: place)
    #expect(notifier.isSupervised == true)

    // The words of sd_notify(3).
    notifier.ready(status: "2 of 4 devices\nstreaming")
    #expect(try supervisor.next() == "READY=1\nSTATUS=2 of 4 devices streaming")
    notifier.status("engaged")
    #expect(try supervisor.next() == "STATUS=engaged")
    notifier.feedWatchdog()
    #expect(try supervisor.next() == "WATCHDOG=1")
    notifier.reloading(at: Timestamp(nanoseconds: 12_345_678))
    #expect(try supervisor.next() == "RELOADING=1\nMONOTONIC_USEC=12345")
    notifier.stopping()
    #expect(try supervisor.next() == "STOPPING=1")
  }

  @Test func withoutASupervisorNothingHappens() throws {
    for socket in [nil, ""] {
      let notifier = try ServiceNotifier(socket: socket, watchdogMicroseconds: "2000000")
      #expect(notifier.isSupervised == false)
      #expect(notifier.watchdogLimit == nil)
      notifier.ready(status: "")
      notifier.feedWatchdog()
    }
  }

  @Test func theWatchdogIsOursWhereItNamesUs() throws {
    let folder = try TestFolder()
    let place = "\(folder.path)/notify"
    let supervisor = try Supervisor(at: place)
    func limit(_ microseconds: String?, _ process: String?) throws -> Interval? {
      try ServiceNotifier(socket: place, watchdogMicroseconds: microseconds, watchdogProcess: process).watchdogLimit
    }
    #expect(try limit("2000000", "\(getpid())") == .seconds(2))
    #expect(try limit("2000000", nil) == .seconds(2))
    #expect(try limit("2000000", "1") == nil)
    #expect(try limit(nil, nil) == nil)
    #expect(try limit("0", nil) == nil)
    #expect(try limit("soon", nil) == nil)
    _ = consume supervisor
  }

  @Test func aSupervisorThatIsNotThereIsNamed() {
    let failure = error { () throws(IOError) in _ = try ServiceNotifier(socket: "/nowhere/notify") }
    #expect(failure?.description == "cannot reach the supervisor at /nowhere/notify: No such file or directory (ENOENT).")
  }
}

/// What systemd has at NOTIFY_SOCKET: a datagram socket.
private struct Supervisor: ~Copyable {
  private let descriptor: FileDescriptor

  init(at place: String) throws {
    let number = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    let descriptor = FileDescriptor(adopting: number)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { field in
      unsafe field.copyBytes(from: place.utf8)
      if place.hasPrefix("@") { unsafe field[0] = 0 }
    }
    let result = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(number, $0, socklen_t(2 + place.utf8.count))
      }
    }
    guard result == 0 else { throw IOError("listen at", place, .system(ErrorCode(rawValue: errno))) }
    self.descriptor = descriptor
  }

  borrowing func next() throws -> String {
    var block = [UInt8](repeating: 0, count: 4096)
    _ = descriptor.pollDescriptor.wait(for: .readable, until: soon)
    var span = block.mutableSpan
    guard case .bytes(let count) = descriptor.read(into: &span) else { return "" }
    return String(decoding: block[..<count], as: UTF8.self)
  }
}
