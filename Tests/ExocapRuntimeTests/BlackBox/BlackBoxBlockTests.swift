import ExocapCore
import LinuxIO
import MCAP
import Testing

@testable import ExocapRuntime

struct BlackBoxBlockTests {
  @Test func everyEntryComesOutAsItWentIn() throws {
    let at = Timestamp(nanoseconds: 7_000_000_123)
    let clock = WallClockReading(
      monotonic: at, realtime: 1_772_600_767_000_000_000, uncertainty: .nanoseconds(321),
      synchronisation: .synchronised(estimatedError: .microseconds(4), maximumError: .milliseconds(9)))
    let event = DaemonEvent("recording_failed", .error, "the disk — gone", at: at)
    let bytes = [UInt8](0..<37)
    var page = BlackBoxPage()
    unsafe bytes.withUnsafeBytes { unsafe page.append(.device(DeviceID(3)), kind: 2, lostBefore: 70_000, $0) }
    unsafe bytes.withUnsafeBytes {
      unsafe page.append(.robot(RobotID(1)), kind: 9, lostBefore: 0, UnsafeRawBufferPointer(rebasing: $0[..<1]))
    }
    page.append(turn: at)
    page.append(clock)
    page.append(event)
    page.append(end: at + .seconds(1))

    var space = RecordBuffer(capacity: 64)
    let block = BlackBoxBlock(page, Compressor(.zstd), &space)
    #expect(block.first == at && block.last == at)
    var decompressor = Decompressor()
    var found: [String] = []
    unsafe block.read(&decompressor, &space) { entry, payload in
      switch entry {
      case .record(let source, let kind, let lostBefore): found.append(unsafe "\(source) \(kind) \(lostBefore) \(payload.map { $0 }.count)")
      case .turn(let time): found.append("turn \(time.nanoseconds)")
      case .clock(let read): found.append("clock \(read == clock)")
      case .event(let severity, let kind, let text, let time): found.append("\(severity) \(kind) \(text) \(time == at)")
      case .end(let time): found.append("end \(time.nanoseconds)")
      }
    }
    #expect(
      found == [
        "\(TapSource.device(DeviceID(3))) 2 70000 37", "\(TapSource.robot(RobotID(1))) 9 0 1", "turn 7000000123", "clock true",
        "error recording_failed the disk — gone true", "end 8000000123",
      ])
  }

  @Test func aPageIsFullAtItsSizeAndOldAfterHalfASecond() {
    var page = BlackBoxPage()
    func state(_ page: borrowing BlackBoxPage) -> [Bool] { [page.isEmpty, page.isOld, page.isFull] }
    let fresh = state(page)
    #expect(fresh == [true, false, false])
    page.append(turn: Timestamp(nanoseconds: 1_000_000_000))
    page.append(turn: Timestamp(nanoseconds: 1_499_999_999))
    let young = state(page)
    #expect(young == [false, false, false])
    page.append(turn: Timestamp(nanoseconds: 1_500_000_000))
    let old = state(page)
    #expect(old == [false, true, false])
    let bytes = [UInt8](repeating: 5, count: 65_520)
    for _ in 0..<4 { unsafe bytes.withUnsafeBytes { unsafe page.append(.device(DeviceID(0)), kind: 2, lostBefore: 0, $0) } }
    let full = state(page)
    #expect(full == [false, true, true])
    page.removeAll()
    let again = state(page)
    #expect(again == [true, false, false])
  }
}
