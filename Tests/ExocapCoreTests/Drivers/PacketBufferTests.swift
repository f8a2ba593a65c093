import CRealtimeCheck
import ExocapCore
import Testing

@Suite struct PacketBufferTests {
  @Test func numbersAreLittleEndian() {
    var packet = PacketBuffer()
    packet.append(UInt8(0x01))
    packet.append(UInt16(0x0302))
    packet.append(UInt32(0x0706_0504))
    packet.append(UInt64(0x0F0E_0D0C_0B0A_0908))
    packet.append(Int64(-2))
    packet.append(Float(1.0))
    let bytes = packet.toArray()
    #expect(bytes == Array(1...15) + [0xFE] + Array(repeating: 0xFF, count: 7) + [0x00, 0x00, 0x80, 0x3F])
    #expect(packet.count == 27)
  }

  @Test func replacesOnlyTwoBytesInPlace() {
    var packet = PacketBuffer()
    for byte in 0..<6 { packet.append(UInt8(byte)) }
    packet.replace(at: 2, with: 0xBEEF)
    let bytes = packet.toArray()
    #expect(bytes == [0, 1, 0xEF, 0xBE, 4, 5])
    let last = packet[5]
    #expect(last == 5)
  }

  @Test func isEmptyAfterClear() {
    var packet = PacketBuffer()
    packet.append(UInt32(7))
    packet.clear()
    #expect(packet.count == 0)
    let bytes = packet.toArray()
    #expect(bytes.isEmpty)
  }

  @Test func takesExactlyItsCapacity() async {
    var packet = PacketBuffer()
    for _ in 0..<PacketBuffer.capacity { packet.append(UInt8(1)) }
    #expect(packet.count == PacketBuffer.capacity)
    await #expect(processExitsWith: .failure) {
      var packet = PacketBuffer()
      for _ in 0...PacketBuffer.capacity { packet.append(UInt8(1)) }
    }
  }

  @Test func replacingWhatWasNotAppendedTraps() async {
    await #expect(processExitsWith: .failure) {
      var packet = PacketBuffer()
      packet.append(UInt8(1))
      packet.replace(at: 0, with: 1)
    }
  }

  @Test func readingBehindTheEndTraps() async {
    await #expect(processExitsWith: .failure) {
      var packet = PacketBuffer()
      packet.append(UInt8(1))
      _ = packet[1]
    }
  }

  @Test func fillingAllocatesNothing() {
    var packet = PacketBuffer()
    let before = exocap_allocation_count()
    for _ in 0..<100 {
      packet.clear()
      for _ in 0..<64 { packet.append(UInt32(9)) }
    }
    let allocations = exocap_allocation_count() - before
    #expect(allocations == 0)
  }
}
