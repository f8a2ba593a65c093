// Programs/ runs other programs to their end. It knows none of them.

internal import Glibc

/// Another program, run to its end with no shell between.
package enum ProgramRun {
  /// Runs `words[0]`, found on the PATH, and waits for it; what it prints and complains of goes into the file `output`.
  ///
  /// Returns its exit status, or the negated number of the signal that ended it. Signals that we have blocked stay blocked in it.
  package static func run(_ words: [String], output: String) throws(IOError) -> Int32 {
    var actions = unsafe posix_spawn_file_actions_t()
    // SAFETY: each call reads or writes the structures handed to it, during the call.
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe _ = posix_spawn_file_actions_destroy(&actions) }
    unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    unsafe posix_spawn_file_actions_addopen(&actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
    unsafe posix_spawn_file_actions_adddup2(&actions, 1, 2)
    // SAFETY: the copies live until the program has started, which has its own by then.
    var arguments = unsafe words.map { unsafe strdup($0) } + [nil]
    defer { unsafe arguments.forEach { unsafe free($0) } }
    var process = pid_t()
    let result = unsafe posix_spawnp(&process, words[0], &actions, nil, &arguments, environ)
    guard result == 0 else { throw IOError("start", words[0], .system(ErrorCode(rawValue: result))) }
    var status: Int32 = 0
    while unsafe waitpid(process, &status, 0) < 0 {
      guard errno == EINTR else { throw IOError("wait for", words[0], ErrorCode.last) }
    }
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
  }
}
