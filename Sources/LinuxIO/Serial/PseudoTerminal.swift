internal import CExocap
internal import ExocapCore
internal import Glibc

/// The device's end of a pty pair: a simulated device writes here, and a daemon opens the other end as a serial port.
///
/// One thread uses it. Ending its life unplugs: the daemon reads the end of file, and the path is gone.
package struct PseudoTerminal: ~Copyable, Sendable {
  /// The other end, below /dev/pts.
  ///
  /// The kernel gives the number again after an unplug.
  package let path: String
  /// A stable name for the other end, nil where none was asked for.
  package let link: String?

  private let descriptor: FileDescriptor

  /// Makes a pair in raw mode.
  ///
  /// `link` becomes a symbolic link to it, in one step, replacing what is there.
  package init(link: String? = nil) throws(IOError) {
    let number = exocap_pty_open()
    guard number >= 0 else { throw IOError("make", "a pseudo-terminal", ErrorCode(negated: number)) }
    let descriptor = FileDescriptor(adopting: number)
    let path = try Self.otherEnd(of: descriptor)
    let result = exocap_tty_make_raw(number, Self.firstSpeed)
    guard result == 0 else { throw IOError("make raw", path, ErrorCode(negated: result)) }
    // Opened and closed once, a pty that nobody has open yet looks the same as one that was closed.
    _ = try FileDescriptor.open(path, .readWrite, options: .nonBlocking)
    if let link { try Self.makeLink(link, to: path) }
    self.path = path
    self.link = link
    self.descriptor = descriptor
  }

  deinit {
    // Only our own link: a successor may have replaced it already.
    if let link, Self.target(of: link) == path { _ = unsafe unlink(link) }
  }

  /// For a `PollSet`.
  ///
  /// Always ready while the other end is closed: wait on a timer then.
  package var pollDescriptor: PollDescriptor { descriptor.pollDescriptor }

  /// Whether somebody has the other end open.
  package var isOpenAtOtherEnd: Bool { !pollDescriptor.wait(for: .none, until: .never).contains(.hungUp) }

  /// [bit/s] What the other end was set to, so that a device can pace its bytes and send garbage at a wrong one.
  package var speed: UInt32 {
    do throws(ErrorCode) { return try TerminalLine(of: descriptor).outputSpeed } catch { return 0 }
  }

  /// The settings of the other end.
  package borrowing func readLine() throws(IOError) -> TerminalLine {
    do throws(ErrorCode) { return try TerminalLine(of: descriptor) } catch { throw IOError("read the settings of", path, error) }
  }

  /// Reads what the other end wrote.
  ///
  /// `endOfFile` while nobody has it open.
  package borrowing func read(into bytes: inout MutableSpan<UInt8>) -> ReadResult {
    let result = descriptor.read(into: &bytes)
    return result == .gone(.inputOutput) ? .endOfFile : result
  }

  /// Sends bytes to the other end, as many as its queue holds.
  ///
  /// It queues also while nobody has it open.
  package borrowing func write(_ bytes: Span<UInt8>) -> WriteResult { descriptor.write(bytes) }

  /// Takes the device away (as letting the value go does).
  package consuming func unplug() {}
}

extension PseudoTerminal {
  /// [bit/s] Until the other end is set: the kernel's own for a new tty.
  private static var firstSpeed: UInt32 { 38_400 }

  private static func otherEnd(of descriptor: borrowing FileDescriptor) throws(IOError) -> String {
    var text = [CChar](repeating: 0, count: 64)
    // SAFETY: the call writes at most the array's length, with a zero at the end.
    let result = unsafe exocap_pty_path(descriptor.number, &text, text.count)
    guard result == 0 else { throw IOError("name", "a pseudo-terminal", ErrorCode(negated: result)) }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  private static func makeLink(_ link: String, to path: String) throws(IOError) {
    let temporary = "\(link).\(getpid()).tmp"
    try Files.remove(temporary)
    // SAFETY: paths are C strings for the length of each call.
    guard unsafe symlink(path, temporary) == 0 else { throw IOError("make the link", link, ErrorCode.last) }
    guard unsafe rename(temporary, link) == 0 else {
      let code = ErrorCode.last
      _ = unsafe unlink(temporary)
      throw IOError("make the link", link, code)
    }
  }

  private static func target(of link: String) -> String? {
    var text = [CChar](repeating: 0, count: 4096)
    // SAFETY: the call writes at most the array's length and returns how much.
    let count = unsafe readlink(link, &text, text.count)
    guard count > 0 else { return nil }
    return String(decoding: text[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self)
  }
}
