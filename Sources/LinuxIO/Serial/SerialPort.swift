internal import CExocap
package import ExocapCore
internal import Glibc

/// An open serial port: raw 8N1, ours alone, and quick where the driver lets it be.
///
/// One thread reads and writes. Reads and writes never block; that thread waits in a `PollSet`.
package struct SerialPort: ~Copyable, Sendable {
  /// What became of the wish for low latency (ASYNC_LOW_LATENCY).
  package enum LowLatency: Hashable, Sendable {
    /// The driver took the flag; it was read back.
    case set
    /// This tty has no such flag: a pty, or a CDC-ACM device, which has no latency timer either.
    case unsupported
    /// The driver has it and would not let us.
    case refused(ErrorCode)
  }

  /// What was opened, with links followed: the serial number's path at this plug.
  package let path: String
  /// [bit/s] What the driver runs at: within 2 % of what was asked.
  package let speed: UInt32
  /// Whether bytes reach us without the driver's wait.
  package let lowLatency: LowLatency
  /// How long an FTDI chip holds bytes back, read after low latency was asked for.
  ///
  /// Nil for all else.
  package let latencyTimer: Interval?

  private let descriptor: FileDescriptor
  private let isExclusive: Bool

  /// Opens, locks, sets up and empties the port.
  ///
  /// Bytes that came before are dropped: their time of arrival is unknown.
  ///
  /// `speed` [bit/s] may be any that the hardware can make, not only the traditional ones.
  package init(_ address: SerialAddress, speed: UInt32, sysfs: String = "/sys") throws(IOError) {
    precondition(speed > 0, "a speed of 0 hangs up")
    let given = try address.resolve(sysfs: sysfs)
    let descriptor = try Self.openTerminal(given, sysfs: sysfs)
    // A node that is no link is called by its own name, which sysfs knows.
    let path = Files.isLink(given) ? Files.resolved(given) ?? given : given
    let isExclusive = try Self.lock(descriptor, path)
    let accepted = try Self.configure(descriptor, path, speed)
    self.speed = accepted
    self.isExclusive = isExclusive
    lowLatency = Self.makeQuick(descriptor)
    latencyTimer = USBSerialPort(tty: Files.name(of: path), sysfs: sysfs)?.latencyTimer
    _ = tcflush(descriptor.number, TCIFLUSH)
    self.path = path
    self.descriptor = descriptor
  }

  deinit {
    // Closing alone would leave the lock to a child that is between its fork and its exec.
    _ = exocap_unlock(descriptor.number)
    if isExclusive { _ = exocap_tty_set_exclusive(descriptor.number, 0) }
  }

  /// For a `PollSet`.
  package var pollDescriptor: PollDescriptor { descriptor.pollDescriptor }

  /// Reads what has arrived.
  ///
  /// An unplugged USB adapter reads as the end of file.
  package borrowing func read(into bytes: inout MutableSpan<UInt8>) -> ReadResult { descriptor.read(into: &bytes) }

  /// Hands bytes to the driver, as many as it has room for.
  package borrowing func write(_ bytes: Span<UInt8>) -> WriteResult { descriptor.write(bytes) }

  /// Drops what has arrived and was not read.
  package borrowing func dropInput() { _ = tcflush(descriptor.number, TCIFLUSH) }

  /// The line as the driver has it now.
  package borrowing func readLine() throws(IOError) -> TerminalLine {
    do throws(ErrorCode) { return try TerminalLine(of: descriptor) } catch { throw IOError("read the settings of", path, error) }
  }

  /// Other processes that have the port open all the same, as those that do not lock may: they steal bytes.
  ///
  /// Reads all of /proc.
  package borrowing func otherHolders() -> [Holder] { Holder.all(ofDeviceAt: path).filter { $0.process != getpid() } }
}

extension SerialPort {
  private static func openTerminal(_ path: String, sysfs: String) throws(IOError) -> FileDescriptor {
    switch FileDescriptor.openOrCode(path, .readWrite, options: .nonBlocking) {
    case .success(let number):
      let descriptor = FileDescriptor(adopting: number)
      guard isatty(number) == 1 else { throw IOError("open", path, .notATerminal) }
      return descriptor
    case .failure(.busy): throw held(path)
    case .failure(.noSuchFile): throw IOError("open", path, .notFound(found: USBSerialPort.all(sysfs: sysfs).map(\.description)))
    case .failure(.accessDenied): throw IOError("open", path, .accessDenied, remedy: PortAccess.remedy(for: path))
    case .failure(let code): throw IOError("open", path, code)
    }
  }

  /// Takes the port for this process alone; true where the kernel's own exclusive mode is on.
  private static func lock(_ descriptor: borrowing FileDescriptor, _ path: String) throws(IOError) -> Bool {
    let result = exocap_lock_exclusively(descriptor.number)
    if result == -EWOULDBLOCK { throw held(path) }
    guard result == 0 else { throw IOError("lock", path, ErrorCode(negated: result)) }
    // A pty keeps its exclusive flag while its master lives, so one `kill -9` here would shut out every later user but root.
    guard !path.hasPrefix("/dev/pts/") else { return false }
    // Root is let in past the flag: it has to look for itself.
    if exocap_tty_is_exclusive(descriptor.number) == 1 { throw held(path) }
    return exocap_tty_set_exclusive(descriptor.number, 1) == 0
  }

  /// Sets the line and reads it back.
  private static func configure(_ descriptor: borrowing FileDescriptor, _ path: String, _ speed: UInt32) throws(IOError) -> UInt32 {
    let operation = "set \(speed) bit/s on"
    let result = exocap_tty_make_raw(descriptor.number, speed)
    guard result == 0 else { throw IOError(operation, path, ErrorCode(negated: result)) }
    let line: TerminalLine
    do throws(ErrorCode) { line = try TerminalLine(of: descriptor) } catch { throw IOError(operation, path, error) }
    guard line.runs(at: speed) else {
      let got = "\(line.outputSpeed) bit/s\(line.isRaw ? "" : ", not raw")"
      throw IOError(operation, path, .notAccepted(asked: "\(speed) bit/s, raw 8N1", got: got))
    }
    return line.outputSpeed
  }

  private static func makeQuick(_ descriptor: borrowing FileDescriptor) -> LowLatency {
    switch exocap_tty_set_low_latency(descriptor.number) {
    case 1: .set
    case 0, -ENOTTY, -EINVAL, -EOPNOTSUPP: .unsupported
    case let result: .refused(ErrorCode(negated: result))
    }
  }

  private static func held(_ path: String) -> IOError {
    let holders = Holder.all(ofDeviceAt: path).filter { $0.process != getpid() }
    let shown = holders.isEmpty ? Holder.all(ofDeviceAt: path) : holders
    return IOError("open", path, .held(by: shown), remedy: holders.first?.remedy)
  }
}
