internal import Synchronization

/// The newest value only: one thread stores, any thread loads, nobody waits.
///
/// A sequence lock: odd while a store is under way. The words are relaxed atomics, so that a torn read is never undefined,
/// only repeated. Source: H.-J. Boehm, "Can seqlocks get along with programming language memory models?", MSPC 2012.
@safe
package final class Latest<Element: BitwiseCopyable & Sendable>: @unchecked Sendable {
  // SAFETY: the words are atomics; `store` is called by one thread, as its documentation demands.
  private let memory: UnsafeMutableRawPointer
  private let sequence: UnsafeMutablePointer<Atomic<UInt64>>
  private let words: UnsafeMutablePointer<Atomic<UInt64>>
  private let wordCount: Int

  /// Holds nothing until the first store.
  package init() {
    wordCount = (MemoryLayout<Element>.size + 7) / 8
    let size = 128 + wordCount * 8
    unsafe memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 128)
    unsafe sequence = memory.bindMemory(to: Atomic<UInt64>.self, capacity: 1)
    unsafe sequence.initialize(to: Atomic(0))
    unsafe words = (memory + 128).bindMemory(to: Atomic<UInt64>.self, capacity: wordCount)
    for index in 0..<wordCount { unsafe (words + index).initialize(to: Atomic(0)) }
  }

  deinit { unsafe memory.deallocate() }

  /// Replaces the value. One thread only.
  package func store(_ element: Element) {
    // SYNC: only this thread writes `sequence`; the odd value is ordered before the words by the fence below.
    let before = unsafe sequence.pointee.load(ordering: .relaxed)
    unsafe sequence.pointee.store(before &+ 1, ordering: .relaxed)
    // SYNC: pairs with the acquiring fence in load: a reader that sees a new word sees an odd or newer sequence.
    atomicMemoryFence(ordering: .releasing)
    unsafe withUnsafeBytes(of: element) { bytes in
      for index in 0..<wordCount {
        var word: UInt64 = 0
        let offset = index * 8
        let length = min(8, bytes.count - offset)
        for byte in 0..<length { word |= UInt64(unsafe bytes[offset + byte]) &<< UInt64(8 * byte) }
        // SYNC: ordered by the fence above and the releasing store below.
        unsafe words[index].store(word, ordering: .relaxed)
      }
    }
    // SYNC: pairs with the acquiring load in load; publishes the words.
    unsafe sequence.pointee.store(before &+ 2, ordering: .releasing)
  }

  /// The newest value, or nil before the first store or where `attempts` reads were all overtaken by stores.
  package func load(attempts: Int = 64) -> Element? {
    unsafe withUnsafeTemporaryAllocation(byteCount: wordCount * 8, alignment: 16) { copy in
      for _ in 0..<attempts {
        // SYNC: pairs with the releasing store at the end of store.
        let before = unsafe sequence.pointee.load(ordering: .acquiring)
        if before == 0 { return nil }
        if before & 1 != 0 { continue }
        for index in 0..<wordCount {
          // SYNC: ordered by the acquiring load above and the fence below.
          unsafe copy.storeBytes(of: words[index].load(ordering: .relaxed).littleEndian, toByteOffset: index * 8, as: UInt64.self)
        }
        // SYNC: pairs with the releasing fence in store.
        atomicMemoryFence(ordering: .acquiring)
        if unsafe sequence.pointee.load(ordering: .relaxed) == before { return unsafe copy.loadUnaligned(as: Element.self) }
      }
      return nil
    }
  }
}
