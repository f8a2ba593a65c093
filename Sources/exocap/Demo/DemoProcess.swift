// Demo/ is `exocap demo`: it starts a whole rig without hardware as processes of its own, plays a session, and judges what came out.
// It knows the rig's parts only through their command lines, the control socket, shared memory and recordings.
internal import ExocapCore
internal import Foundation
internal import LinuxIO

/// A process that the demo started and ends by its number.
final class DemoProcess {
  /// What people call it.
  let name: String
  /// Its number.
  let process: pid_t
  /// nil once it has ended; then its status is in `status`.
  private(set) var status: Int32?
  private let input: FileDescriptor
  private let output: FileDescriptor
  private var pending: [UInt8] = []

  /// Starts `words[0]`, a path. Its standard output is read by `lines`; its messages go to the file `log`.
  init(_ name: String, _ words: [String], log: String) throws {
    self.name = name
    let toChild = try DemoProcess.makePipe()
    let fromChild = try DemoProcess.makePipe()
    input = FileDescriptor(adopting: toChild.writer)
    output = FileDescriptor(adopting: fromChild.reader)
    // The child's ends close here once it has its own.
    let childInput = FileDescriptor(adopting: toChild.reader)
    let childOutput = FileDescriptor(adopting: fromChild.writer)
    do throws(IOError) {
      let messages = try FileDescriptor.open(log, .writeOnly, options: [.create, .truncate])
      process = try DemoProcess.spawn(words, input: childInput.number, output: childOutput.number, messages: messages.number)
    } catch {
      throw ToolFailure(error)
    }
    _ = fcntl(output.number, F_SETFL, O_NONBLOCK)
  }

  /// The lines that it has printed since it was asked last.
  func lines() -> [String] {
    var block = [UInt8](repeating: 0, count: 4096)
    while true {
      let count = unsafe read(output.number, &block, block.count)
      if count <= 0 { break }
      pending += block[..<count]
    }
    var lines: [String] = []
    while let end = pending.firstIndex(of: 0x0A) {
      lines.append(String(decoding: pending[..<end], as: UTF8.self))
      pending.removeSubrange(...end)
    }
    return lines
  }

  /// Writes a line to its standard input.
  func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = unsafe write(input.number, bytes, bytes.count)
  }

  /// Sends it a signal, where it still runs.
  func signal(_ number: Int32) { if isRunning() { kill(process, number) } }

  /// Whether it still runs.
  func isRunning() -> Bool {
    if status != nil { return false }
    var found: Int32 = 0
    guard unsafe waitpid(process, &found, WNOHANG) == process else { return true }
    status = found & 0x7F == 0 ? (found >> 8) & 0xFF : -(found & 0x7F)
    return false
  }

  /// Asks it to end, and waits; what does not end in time is killed. Whether it ended as asked.
  @discardableResult
  func end(within patience: Interval) -> Bool {
    guard isRunning() else { return status == 0 }
    kill(process, SIGTERM)
    let deadline = MonotonicClock.now() + patience
    while isRunning() {
      let now = MonotonicClock.now()
      if now >= deadline {
        kill(process, SIGKILL)
        var found: Int32 = 0
        _ = unsafe waitpid(process, &found, 0)
        status = -SIGKILL
        return false
      }
      MonotonicClock.sleep(until: now + .milliseconds(10))
    }
    return status == 0
  }

  /// In a process group of its own, so that Ctrl-C reaches the demo alone and the parts end in their order; with no signal blocked.
  private static func spawn(_ words: [String], input: Int32, output: Int32, messages: Int32) throws(IOError) -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    var attributes = posix_spawnattr_t()
    // SAFETY: each call reads or writes the structures handed to it, during the call.
    unsafe posix_spawn_file_actions_init(&actions)
    unsafe posix_spawnattr_init(&attributes)
    defer {
      unsafe _ = posix_spawn_file_actions_destroy(&actions)
      unsafe _ = posix_spawnattr_destroy(&attributes)
    }
    for (from, to) in [(input, 0), (output, 1), (messages, 2)] as [(Int32, Int32)] {
      unsafe posix_spawn_file_actions_adddup2(&actions, from, to)
    }
    var none = sigset_t()
    unsafe sigemptyset(&none)
    var standard = sigset_t()
    unsafe sigemptyset(&standard)
    unsafe sigaddset(&standard, SIGPIPE)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setsigdefault(&attributes, &standard)
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF))
    // SAFETY: the copies live until the program has started, which has its own by then.
    var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
    defer { unsafe arguments.forEach { unsafe free($0) } }
    var process = pid_t()
    let result = unsafe posix_spawn(&process, words[0], &actions, &attributes, &arguments, environ)
    guard result == 0 else { throw IOError("start", words[0], .system(ErrorCode(rawValue: result))) }
    return process
  }

  private static func makePipe() throws -> (reader: Int32, writer: Int32) {
    var numbers: [Int32] = [0, 0]
    guard unsafe pipe(&numbers) == 0 else { throw ToolFailure(.negative, "no pipe can be made: error \(errno)") }
    // Other parts must not hold these ends open. Nothing else starts programs meanwhile.
    for number in numbers { _ = fcntl(number, F_SETFD, FD_CLOEXEC) }
    return (numbers[0], numbers[1])
  }
}
