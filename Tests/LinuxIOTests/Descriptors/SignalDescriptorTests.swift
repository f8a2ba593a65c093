import Glibc
import LinuxIO
import Testing

@Suite struct SignalDescriptorTests {
  @Test func reportsEachOfTheThreeSignals() throws {
    var before = sigset_t()
    unsafe pthread_sigmask(SIG_BLOCK, nil, &before)
    defer { unsafe _ = pthread_sigmask(SIG_SETMASK, &before, nil) }
    let signals = try SignalDescriptor()
    #expect(signals.take() == nil)
    // raise sends to this thread alone.
    raise(SIGHUP)
    #expect(signals.pollDescriptor.wait(for: .readable, until: soon) == .readable)
    #expect(signals.take() == .hangUp)
    raise(SIGINT)
    #expect(signals.take() == .interrupt)
    raise(SIGTERM)
    #expect(signals.take() == .terminate)
    #expect(signals.take() == nil)
  }
}
