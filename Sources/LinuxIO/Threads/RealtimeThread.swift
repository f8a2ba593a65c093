internal import CExocap
internal import ExocapCore
internal import Glibc

/// How the kernel chooses when a thread runs.
package enum ThreadPolicy: Hashable, Sendable {
  /// Like every other thread.
  case normal
  /// Before all normal threads and all of lower priority (SCHED_FIFO), 1…99.
  case fifo(priority: Int32)
}

/// What a thread is to be.
package struct ThreadSettings: Hashable, Sendable {
  /// What `top -H` shows; the kernel keeps 15 bytes.
  package var name: String
  /// How it is scheduled.
  package var policy: ThreadPolicy
  /// The one processor that it stays on, nil for any.
  package var processor: Int?
  /// [byte] All of it is touched before the body runs, so that no page is missing later.
  package var stackSize: Int

  /// Describes a thread.
  package init(name: String, policy: ThreadPolicy, processor: Int? = nil, stackSize: Int = 256 * 1024) {
    self.name = name
    self.policy = policy
    self.processor = processor
    self.stackSize = stackSize
  }
}

/// A running thread.
///
/// Join it; letting the value go lets the thread run on by itself.
package struct RealtimeThread: ~Copyable {
  /// What the system did not grant, each with its repair.
  ///
  /// The thread runs all the same.
  package let refusals: [IOError]

  private let handle: pthread_t
  private var isJoined = false

  /// Starts `body` in a thread of its own, and returns when the thread is set up and about to run it.
  ///
  /// Its timer slack is 1 ns; a signal that the caller blocks stays blocked. Throws only where there can be no thread.
  package init(_ settings: ThreadSettings, body: sending @escaping () -> Void) throws(IOError) {
    let start = ThreadStart(settings, body: body, isReady: try EventDescriptor())
    var attributes = pthread_attr_t()
    // SAFETY: each call reads or writes the structures handed to it, during the call.
    unsafe pthread_attr_init(&attributes)
    defer { unsafe _ = pthread_attr_destroy(&attributes) }
    // Without all three a thread made by a FIFO thread would be FIFO as well, or would not be at all.
    var parameters = sched_param(sched_priority: 0)
    unsafe pthread_attr_setinheritsched(&attributes, Int32(PTHREAD_EXPLICIT_SCHED))
    unsafe pthread_attr_setschedpolicy(&attributes, SCHED_OTHER)
    unsafe pthread_attr_setschedparam(&attributes, &parameters)
    guard unsafe pthread_attr_setstacksize(&attributes, settings.stackSize) == 0 else {
      throw IOError("start the thread", settings.name, .malformed(expected: "a stack of 16 KiB or more"))
    }
    var handle = pthread_t()
    // SAFETY: the thread takes over this reference and lets it go once; ours lives until it has answered.
    let passed = unsafe Unmanaged.passRetained(start)
    let result = unsafe pthread_create(&handle, &attributes, { unsafe ThreadStart.run($0) }, passed.toOpaque())
    guard result == 0 else {
      unsafe passed.release()
      throw IOError("start the thread", settings.name, ErrorCode(rawValue: result))
    }
    _ = start.isReady.pollDescriptor.wait(for: .readable, until: .distantFuture)
    _ = start.isReady.takeRings()
    self.handle = handle
    self.refusals = start.refusals
  }

  deinit {
    if !isJoined { pthread_detach(handle) }
  }

  /// Waits until the body has returned.
  package consuming func join() {
    isJoined = true
    pthread_join(handle, nil)
  }
}

/// What passes from the thread that starts to the one that is started, and back.
private final class ThreadStart {
  let settings: ThreadSettings
  let isReady: EventDescriptor
  private(set) var refusals: [IOError] = []
  private var body: (() -> Void)?

  init(_ settings: ThreadSettings, body: sending @escaping () -> Void, isReady: EventDescriptor) {
    self.settings = settings
    self.isReady = isReady
    self.body = body
  }

  /// The new thread's first function.
  static func run(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context = unsafe context else { return nil }
    let body = unsafe prepare(context)
    body?()
    return nil
  }

  private static func prepare(_ context: UnsafeMutableRawPointer) -> (() -> Void)? {
    // SAFETY: the starter passed one reference for us to take over.
    let start = unsafe Unmanaged<ThreadStart>.fromOpaque(context).takeRetainedValue()
    start.setUp()
    let body = start.body
    start.body = nil
    // SYNC: the starter reads `refusals` only after it has taken this ring; the eventfd's lock orders the two.
    start.isReady.ring()
    return body
  }

  private func setUp() {
    _ = unsafe exocap_thread_set_name(settings.name)
    _ = exocap_thread_set_timer_slack(1)
    if let processor = settings.processor {
      let result = exocap_thread_set_cpu(Int32(clamping: processor))
      if result != 0 { refusals.append(IOError("keep on processor \(processor) the thread", settings.name, ErrorCode(negated: result))) }
    }
    exocap_thread_touch_stack()
    if case .fifo(let priority) = settings.policy {
      let result = exocap_thread_set_fifo(priority)
      if result != 0 { refusals.append(refusal(ErrorCode(negated: result), priority)) }
    }
  }

  private func refusal(_ code: ErrorCode, _ priority: Int32) -> IOError {
    let remedy =
      code == .notPermitted
      ? "LimitRTPRIO=\(priority) in the service, or in this shell: sudo prlimit --pid $$ --rtprio=\(priority) (ulimit -r)" : nil
    return IOError("give FIFO priority \(priority) to the thread", settings.name, code, remedy: remedy)
  }
}
