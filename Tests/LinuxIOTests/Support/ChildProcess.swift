import ExocapCore
import Glibc
import LinuxIO

/// A shell that runs until its owner lets it go.
struct ChildProcess: ~Copyable {
  let process: pid_t
  private let input: FileDescriptor
  private let output: FileDescriptor

  /// Starts `sh -c script` with `arguments` as $1, $2, …; returns when it has printed its first byte.
  init(shell script: String, _ arguments: [String]) throws {
    let toChild = try Pipe()
    let fromChild = try Pipe()
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe _ = posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_adddup2(&actions, toChild.reader.number, 0)
    unsafe posix_spawn_file_actions_adddup2(&actions, fromChild.writer.number, 1)
    var words = unsafe (["sh", "-c", script, "sh"] + arguments).map { unsafe strdup($0) } + [nil]
    defer { unsafe words.forEach { unsafe free($0) } }
    var process = pid_t()
    let result = unsafe posix_spawnp(&process, "sh", &actions, nil, &words, environ)
    guard result == 0 else { throw IOError("start", "sh", .system(ErrorCode(rawValue: result))) }
    self.process = process
    self.input = toChild.writer
    self.output = fromChild.reader
    _ = output.pollDescriptor.wait(for: .readable, until: soon)
  }

  deinit {
    kill(process, SIGKILL)
    waitpid(process, nil, 0)
  }
}
