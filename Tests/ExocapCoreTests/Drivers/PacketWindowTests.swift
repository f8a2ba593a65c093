@testable import ExocapCore
import Testing

@Suite struct PacketWindowTests {
  static func window(_ bytes: [UInt8]) -> PacketWindow {
    var window = PacketWindow()
    for byte in bytes { window.append(byte) }
    return window
  }

  static func content(_ window: inout PacketWindow) -> [UInt8] {
    var content: [UInt8] = []
    for index in 0..<window.count { content.append(window[index]) }
    return content
  }

  @Test func whatIsDeliveredStaysUntilItIsDropped() {
    var window = Self.window([1, 2, 3, 4])
    window.deliver(3)
    let before = Self.content(&window)
    window.dropDelivered()
    let after = Self.content(&window)
    window.dropDelivered()
    let again = Self.content(&window)
    #expect([before, after, again] == [[1, 2, 3, 4], [4], [4]])
  }

  @Test func skippedBytesAreCounted() {
    var counters = DriverCounters()
    var window = Self.window([7, 5, 6, 7, 8])
    window.skip(to: 7, &counters)
    let first = Self.content(&window)
    window.skip(to: 7, &counters)
    #expect(first == [7, 8])
    #expect(window.count == 0)
    #expect(counters.skippedBytes == 5)
  }

  @Test func aCheckpointCannotReachBehindTheMemory() {
    var archive = CheckpointArchive()
    var window = Self.window([1, 2, 3])
    window.deliver(2)
    archive.beginWriting()
    window.checkpoint(&archive)
    var bytes = unsafe Array(archive.contents)
    // The count lies behind the 256 bytes, low byte first.
    bytes[257] = 0xFF
    unsafe bytes.withUnsafeBytes { unsafe archive.beginReading($0) }
    var restored = PacketWindow()
    restored.checkpoint(&archive)
    #expect(restored.count == 255)
  }
}
