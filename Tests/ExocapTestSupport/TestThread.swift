internal import Glibc

/// A thread for tests of what crosses threads. Starts at once; `join` waits for its end.
public struct TestThread: ~Copyable {
  private let identifier: pthread_t

  /// Starts `body` on a thread of its own. Traps where the system gives none.
  public init(_ body: @escaping @Sendable () -> Void) {
    var identifier = pthread_t()
    let box = unsafe Unmanaged.passRetained(Body(body)).toOpaque()
    // SAFETY: the box is retained here and released by the thread, which is its only user.
    let result = unsafe pthread_create(
      &identifier, nil,
      { argument in
        unsafe Unmanaged<Body>.fromOpaque(argument!).takeRetainedValue().run()
        return nil
      }, box)
    precondition(result == 0, "a test thread starts")
    self.identifier = identifier
  }

  /// Waits until the body has returned.
  public consuming func join() { pthread_join(identifier, nil) }

  /// Runs both bodies at once, each on a thread of its own, and returns when both have.
  public static func run(_ first: @escaping @Sendable () -> Void, and second: @escaping @Sendable () -> Void) {
    let one = TestThread(first)
    let two = TestThread(second)
    one.join()
    two.join()
  }

  /// Lets another thread run: for loops that wait for the other end of a queue on a machine with few cores.
  public static func yield() { sched_yield() }

  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }
}
