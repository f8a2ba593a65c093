import ExocapCore
import ExocapRuntime
import Glibc
import LinuxIO

/// The real daemon as a process, with a supervisor's socket of its own and its log in a file.
final class DaemonProcess {
  let process: pid_t
  private let notifications: UnixDatagrams
  private let logPath: String
  private var isOver = false
  /// What it told its supervisor so far, line by line.
  private(set) var told: [String] = []

  /// The program beside the tests.
  static var program: String { Files.folder(of: Files.resolved("/proc/self/exe") ?? "") + "/exocapd" }

  /// Starts `exocapd` for a rig. `watchdog` [µs] as systemd would say it.
  convenience init(_ rig: TestRig, arguments: [String] = [], watchdog: Int? = nil, number: Int = 0) throws {
    try self.init(
      rigFile: rig.rigFile, socket: rig.socketPath, folder: rig.folder, arguments: arguments, watchdog: watchdog, number: number)
  }

  /// Starts `exocapd` for a rig's file; its log and its supervisor's socket lie in `folder`.
  init(rigFile: String, socket: String, folder: String, arguments: [String] = [], watchdog: Int? = nil, number: Int = 0) throws {
    let notify = "\(folder)/notify\(number)"
    notifications = try UnixDatagrams(at: notify)
    logPath = "\(folder)/log\(number)"
    var words = [DaemonProcess.program, "--rig", rigFile, "--socket", socket, "--no-realtime"] + arguments
    if arguments.contains("--require-realtime") { words.removeAll { $0 == "--no-realtime" } }
    var environment = ["NOTIFY_SOCKET=\(notify)", "PATH=/usr/bin:/bin"]
    if let watchdog { environment.append("WATCHDOG_USEC=\(watchdog)") }
    process = try DaemonProcess.spawn(words, environment, output: logPath)
  }

  deinit {
    if !isOver {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
    }
  }

  /// Runs `exocapd` to its end; its status and all that it wrote.
  static func run(_ arguments: [String], folder: String) throws -> (status: Int32, text: String) {
    let output = "\(folder)/output"
    let process = try spawn([program] + arguments, ["PATH=/usr/bin:/bin"], output: output)
    let status = wait(for: process, seconds: 30)
    let text = String(decoding: try Files.contents(of: output, atMost: 1 << 20), as: UTF8.self)
    return (status, text)
  }

  var log: String { String(decoding: (try? Files.contents(of: logPath, atMost: 1 << 20)) ?? [], as: UTF8.self) }

  /// Takes what the supervisor was told; returns whether some of it begins like that.
  func hasTold(_ beginning: String) -> Bool {
    while let next = notifications.next() { told.append(next) }
    return told.contains { $0.hasPrefix(beginning) }
  }

  /// The number of its thread of that name; nil where there is none.
  func thread(_ name: String) -> pid_t? {
    let tasks = "/proc/\(process)/task"
    let task = (try? Files.list(tasks))?.first { task in
      (try? Files.contents(of: "\(tasks)/\(task)/comm", atMost: 64)).map { String(decoding: $0, as: UTF8.self) } == name + "\n"
    }
    return task.flatMap { pid_t($0) }
  }

  func signal(_ number: Int32) { kill(process, number) }

  /// Waits for the end; the exit status, or -1 where a signal ended it or nothing did.
  func end() -> Int32 {
    isOver = true
    return DaemonProcess.wait(for: process, seconds: 20)
  }

  private static func wait(for process: pid_t, seconds: Int64) -> Int32 {
    var status: Int32 = 0
    let isEnded = eventually(within: seconds) { unsafe waitpid(process, &status, WNOHANG) == process }
    guard isEnded else {
      kill(process, SIGKILL)
      waitpid(process, nil, 0)
      return -1
    }
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : -1
  }

  private static func spawn(_ words: [String], _ environment: [String], output: String) throws -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe _ = posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)
    // SAFETY: the copies live until the program has started, which has its own by then.
    var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
    var variables = unsafe environment.map { unsafe strdup($0) } + [nil]
    defer { unsafe (arguments + variables).forEach { unsafe free($0) } }
    var process = pid_t()
    let result = unsafe posix_spawn(&process, words[0], &actions, nil, &arguments, &variables)
    guard result == 0 else { throw IOError("start", words[0], .system(ErrorCode(rawValue: result))) }
    return process
  }
}

/// What systemd has at NOTIFY_SOCKET.
struct UnixDatagrams: ~Copyable {
  private let descriptor: FileDescriptor

  init(at path: String) throws {
    let number = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue), 0)
    descriptor = FileDescriptor(adopting: number)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
    let isName = path.hasPrefix("@")
    if isName { address.sun_path.0 = 0 }
    let length = isName ? MemoryLayout<sa_family_t>.size + path.utf8.count : MemoryLayout<sockaddr_un>.size
    let result = unsafe withUnsafePointer(to: &address) { pointer in
      unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        unsafe bind(number, $0, socklen_t(length))
      }
    }
    guard result == 0 else { throw IOError("listen at", path, .system(ErrorCode(rawValue: errno))) }
  }

  /// The next message, nil where none waits.
  func next() -> String? {
    var memory = [UInt8](repeating: 0, count: 4096)
    var span = memory.mutableSpan
    guard case .bytes(let count) = descriptor.read(into: &span) else { return nil }
    return String(decoding: memory.prefix(count), as: UTF8.self)
  }
}
