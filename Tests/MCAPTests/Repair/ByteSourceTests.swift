import MCAP
import Testing

struct ByteSourceTests {
  @Test func memoryIsReadAtAnyPlace() {
    var source = MemorySource([1, 2, 3, 4, 5])
    var bytes: [UInt8] = [0, 0]
    var span = bytes.mutableSpan
    var raw = unsafe span.mutableBytes
    source.read(into: &raw, at: 2)
    #expect(source.count == 5)
    #expect(bytes == [3, 4])
  }
}
