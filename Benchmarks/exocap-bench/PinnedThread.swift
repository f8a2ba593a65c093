internal import CxxRing
internal import Glibc

/// A thread on one CPU, under SCHED_FIFO where that is permitted. `join` waits for its end.
struct PinnedThread: ~Copyable {
  private let identifier: pthread_t

  init(cpu: Int32, _ body: @escaping @Sendable () -> Void) {
    var identifier = pthread_t()
    let box = unsafe Unmanaged.passRetained(
      Body {
        _ = bench_pin(cpu)
        body()
      }
    ).toOpaque()
    // SAFETY: the box is retained here and released by the thread, which is its only user.
    let result = unsafe pthread_create(
      &identifier, nil,
      { argument in
        guard let argument = unsafe argument else { return nil }
        unsafe Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
        return nil
      }, box)
    precondition(result == 0, "a benchmark's thread starts")
    self.identifier = identifier
  }

  consuming func join() { pthread_join(identifier, nil) }

  private final class Body: Sendable {
    let run: @Sendable () -> Void
    init(_ run: @escaping @Sendable () -> Void) { self.run = run }
  }
}
