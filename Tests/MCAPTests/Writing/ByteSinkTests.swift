import MCAP
import Testing

/// A sink that takes a bounded number of writes: a disk that is full.
struct FullSink: ByteSink {
  struct Full: Error, Equatable {}

  var memory = MemorySink()
  var writesLeft: Int

  mutating func write(_ bytes: RawSpan) throws(Full) {
    guard writesLeft > 0 else { throw Full() }
    writesLeft -= 1
    memory.write(bytes)
  }
}

struct ByteSinkTests {
  @Test func memorySinkKeepsBytesInOrder() {
    var sink = MemorySink()
    for part in [[1, 2], [], [3]] as [[UInt8]] { sink.write(unsafe part.span.bytes) }
    #expect(sink.bytes == [1, 2, 3])
  }
}
