import CRealtimeCheck
import Testing

/// The instruments themselves: a counter that counts nothing would let every promise of "no allocation" pass.
@Suite struct RealtimeCheckTests {
  @Test func anAllocationIsCounted() {
    guard exocap_counts_allocations() else { return }
    let before = exocap_allocation_count()
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 16)
    unsafe memory.deallocate()
    #expect(exocap_allocation_count() == before + 1)
  }

  @Test func theSanitizerStopsAnAllocationInARealtimeScope() async {
    guard exocap_realtime_sanitized() else { return }
    await #expect(processExitsWith: .failure) {
      exocap_realtime_enter()
      let memory = UnsafeMutableRawPointer.allocate(byteCount: 64, alignment: 16)
      unsafe memory.deallocate()
      exocap_realtime_exit()
    }
  }
}
