#if canImport(Glibc)
  internal import Glibc
#endif

/// A program of another language that a test runs against ours; its standard output is read line by line.
public struct Program: ~Copyable {
  /// A line and an end come within this many seconds, or not at all.
  private static let patience: Int32 = 30

  private let process: pid_t
  private let output: Int32
  private var pending: [UInt8] = []
  private var isOver = false

  /// Starts `words[0]`, found on the PATH; nil where there is no such program.
  public init?(_ words: [String]) {
    var ends: [Int32] = [0, 0]
    guard unsafe pipe(&ends) == 0 else { return nil }
    defer { close(ends[1]) }
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe _ = posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, ends[1], 1)
    // What tests that run beside this one have open would keep their pipes from ending.
    for number in 3..<Int32(256) { unsafe posix_spawn_file_actions_addclose(&actions, number) }
    // SAFETY: the copies live until the program has started, which has its own by then.
    var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
    defer { unsafe arguments.forEach { unsafe free($0) } }
    var process = pid_t()
    guard unsafe posix_spawnp(&process, words[0], &actions, nil, &arguments, environ) == 0 else {
      close(ends[0])
      return nil
    }
    self.process = process
    output = ends[0]
  }

  deinit {
    close(output)
    if !isOver {
      kill(process, SIGKILL)
      _ = waitpid(process, nil, 0)
    }
  }

  /// The next line without its newline; nil at the end, or where none comes.
  public mutating func line() -> String? {
    while true {
      if let end = pending.firstIndex(of: 0x0A) {
        let line = String(decoding: pending[..<end], as: UTF8.self)
        pending.removeSubrange(...end)
        return line
      }
      var wait = pollfd(fd: output, events: Int16(POLLIN), revents: 0)
      guard unsafe poll(&wait, 1, Program.patience * 1000) > 0 else { return nil }
      var block = [UInt8](repeating: 0, count: 4096)
      let count = unsafe read(output, &block, block.count)
      guard count > 0 else { return nil }
      pending += block[..<count]
    }
  }

  /// The lines up to the end of the output.
  public mutating func rest() -> [String] {
    var lines: [String] = []
    while let next = line() { lines.append(next) }
    return lines
  }

  /// The exit status once the output has ended; -1 where a signal ended the program.
  public mutating func status() -> Int32 {
    _ = rest()
    var status: Int32 = 0
    guard unsafe waitpid(process, &status, 0) == process else { return -1 }
    isOver = true
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : -1
  }

  /// Compiles a C program of the checkout into `folder` with every warning an error; nil where there is no compiler or it refuses.
  public static func compileC(_ source: String, into folder: TestFolder) -> String? {
    let root = Requirement.repositoryRoot
    let program = folder.path + "/program"
    let compiler = Program([
      "cc", "-std=c11", "-O1", "-Wall", "-Wextra", "-Werror", "-pedantic", "-I", root + "/Sources/CExocap/include", root + "/" + source,
      "-o", program, "-lrt",
    ])
    guard var compiler, compiler.status() == 0 else { return nil }
    return program
  }

  /// Whether a program of this name is on the PATH.
  public static func exists(_ name: String) -> Bool {
    guard var shell = Program(["sh", "-c", "command -v \(name)"]) else { return false }
    return shell.status() == 0
  }
}
