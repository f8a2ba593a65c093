import LinuxIO
import Testing

@Suite struct EventDescriptorTests {
  @Test func countsRingsAndForgetsThemWhenTaken() throws {
    let event = try EventDescriptor()
    #expect(event.takeRings() == 0)
    event.ring()
    event.ring()
    #expect(event.takeRings() == 2)
    #expect(event.takeRings() == 0)
  }

  @Test func wakesAnotherThread() throws {
    let request = try EventDescriptor()
    let answer = try EventDescriptor()
    let thread = try RealtimeThread(ThreadSettings(name: "echo", policy: .normal)) {
      if request.pollDescriptor.wait(for: .readable, until: soon).contains(.readable) { answer.ring() }
    }
    request.ring()
    #expect(answer.pollDescriptor.wait(for: .readable, until: soon) == .readable)
    thread.join()
  }
}
