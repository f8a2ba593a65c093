internal import Synchronization

/// The memory of a `Latest`: the sequence and the words on cache lines of their own, then the writer's staging area.
@safe @usableFromInline
struct LatestStorage: @unchecked Sendable {
  // SAFETY: sequence and words are atomics; staging is touched by the one storing thread only.
  @usableFromInline let memory: UnsafeMutableRawPointer
  let sequence: UnsafeMutablePointer<Atomic<UInt64>>
  let words: UnsafeMutablePointer<Atomic<UInt64>>
  @usableFromInline let staging: UnsafeMutableRawPointer
  /// Zeros, never written again: where a loaded element starts from.
  @usableFromInline let blank: UnsafeMutableRawPointer
  @usableFromInline let wordCount: Int

  init(byteCount: Int) {
    let separation = 128
    wordCount = (byteCount + 7) / 8
    let wordBytes = (wordCount * 8 + separation - 1) / separation * separation
    let size = separation + 3 * wordBytes
    unsafe memory = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: separation)
    unsafe memory.initializeMemory(as: UInt8.self, repeating: 0, count: size)
    unsafe sequence = memory.bindMemory(to: Atomic<UInt64>.self, capacity: 1)
    unsafe sequence.initialize(to: Atomic(0))
    unsafe words = (memory + separation).bindMemory(to: Atomic<UInt64>.self, capacity: wordCount)
    for index in 0..<wordCount { unsafe (words + index).initialize(to: Atomic(0)) }
    unsafe staging = memory + separation + wordBytes
    unsafe blank = memory + separation + 2 * wordBytes
  }

  /// Copies the staged bytes into the words between an odd and an even sequence.
  @usableFromInline
  func publish() {
    // SYNC: only this thread writes `sequence`; the odd value is ordered before the words by the fence below.
    let before = unsafe sequence.pointee.load(ordering: .relaxed)
    unsafe sequence.pointee.store(before &+ 1, ordering: .relaxed)
    // SYNC: pairs with the acquiring fence in read: a reader that sees a new word sees an odd or newer sequence.
    atomicMemoryFence(ordering: .releasing)
    for index in 0..<wordCount {
      let word = unsafe staging.load(fromByteOffset: index &* 8, as: UInt64.self)
      // SYNC: ordered by the fence above and the releasing store below.
      unsafe words[index].store(word, ordering: .relaxed)
    }
    // SYNC: pairs with the acquiring load in read; publishes the words.
    unsafe sequence.pointee.store(before &+ 2, ordering: .releasing)
  }

  /// Copies the words into `copy`. False before the first store, and where each of `attempts` reads was overtaken.
  @usableFromInline
  func read(into copy: UnsafeMutableRawBufferPointer, attempts: Int) -> Bool {
    let wholeWords = copy.count &>> 3
    for _ in 0..<attempts {
      // SYNC: pairs with the releasing store at the end of publish.
      let before = unsafe sequence.pointee.load(ordering: .acquiring)
      if before == 0 { return false }
      if before & 1 != 0 { continue }
      for index in 0..<wholeWords {
        // SYNC: ordered by the acquiring load above and the fence below.
        unsafe copy.storeBytes(of: words[index].load(ordering: .relaxed), toByteOffset: index &* 8, as: UInt64.self)
      }
      if wholeWords != wordCount {
        // SYNC: as the whole words.
        var rest = unsafe words[wholeWords].load(ordering: .relaxed).littleEndian
        for offset in (wholeWords &* 8)..<copy.count {
          unsafe copy[offset] = UInt8(truncatingIfNeeded: rest)
          rest &>>= 8
        }
      }
      // SYNC: pairs with the releasing fence in publish; the sequence is read after the words.
      atomicMemoryFence(ordering: .acquiring)
      if unsafe sequence.pointee.load(ordering: .relaxed) == before { return true }
    }
    return false
  }
}
