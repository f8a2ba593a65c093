import ExocapCore
import Testing

@Suite struct RecordTests {
  @Test func kindsKeepTheirNumbers() {
    // The numbers stand in recordings.
    let numbers: [RecordKind: UInt16] = [
      .opened: 1, .receive: 2, .poll: 3, .wrote: 4, .request: 5, .closed: 6, .felt: 7, .sample: 16, .deviceEvent: 17, .checkpoint: 20,
      .tick: 32, .sent: 33, .change: 34,
    ]
    for kind in RecordKind.allCases { #expect(numbers[kind] == kind.rawValue) }
    #expect(numbers.count == RecordKind.allCases.count)
  }

  @Test func readsFieldsInOrderAndTheRest() {
    let bytes: [UInt8] = [1, 2, 3, 0x78, 0x56, 0x34, 0x12, 9, 8, 7]
    unsafe bytes.withUnsafeBytes { raw in
      var reader = unsafe RecordReader(raw)
      #expect(reader.read(UInt8(0)) == 1)
      let block = unsafe Array(reader.readBytes(2))
      #expect(block == [2, 3])
      #expect(reader.read(UInt32(0)) == 0x1234_5678)
      let rest = unsafe Array(reader.readRest())
      #expect(rest == [9, 8, 7])
      #expect(!reader.isShort)
    }
  }

  @Test func aFieldThatIsNotThereIsZeroAndSaysSo() {
    let bytes: [UInt8] = [1, 2, 3]
    unsafe bytes.withUnsafeBytes { raw in
      var reader = unsafe RecordReader(raw)
      #expect(reader.read(UInt64(7)) == 7)
      #expect(reader.isShort)
      var other = unsafe RecordReader(raw)
      let block = unsafe Array(other.readBytes(5))
      #expect(block == [1, 2, 3] && other.isShort)
      let rest = unsafe Array(other.readRest())
      #expect(rest == [])
    }
  }
}
