/// The newest value only: one thread stores, any thread loads, nobody waits.
///
/// A sequence lock: odd while a store is under way. The words are relaxed atomics, so that a torn read is never undefined,
/// only repeated. Source: H.-J. Boehm, "Can seqlocks get along with programming language memory models?", MSPC 2012.
@usableFromInline @safe
package final class Latest<Element: BitwiseCopyable & Sendable>: Sendable {
  @usableFromInline let storage: LatestStorage

  /// Holds nothing until the first store. All memory is allocated and touched here.
  package init() {
    storage = LatestStorage(byteCount: MemoryLayout<Element>.size)
  }

  deinit { unsafe storage.memory.deallocate() }

  /// Replaces the value. One thread only.
  @inlinable @inline(__always)
  package func store(_ element: Element) {
    let storage = self.storage
    unsafe storage.staging.storeBytes(of: element, as: Element.self)
    storage.publish()
  }

  /// The newest value, or nil before the first store or where `attempts` reads were all overtaken by stores.
  @inlinable @inline(__always)
  package func load(attempts: Int = 64) -> Element? {
    let storage = self.storage
    var element = unsafe storage.blank.load(as: Element.self)
    let isWhole = unsafe withUnsafeMutableBytes(of: &element) { unsafe storage.read(into: $0, attempts: attempts) }
    return isWhole ? element : nil
  }
}
