import ExocapCore
import ExocapSimulation
import ExocapTestSupport
import Testing

@testable import ExocapRuntime

struct RecordedLineTests {
  @Test func readsComeInOrderWithTheirBordersAndTimes() throws {
    let folder = try TestFolder()
    let recorded = try RecordedSession.record(into: folder.path)
    let recording = try Recording(path: recorded.file.path)
    let line = RecordedLine(recording, device: SmallRig.grip)
    var entries: [RecordedLine.Entry] = []
    while let entry = line.take() { entries.append(entry) }
    // The made-up sensor prints a line each 10 ms, which the daemon takes in one read: "NNNN\n".
    #expect(entries.count > 150)
    for entry in entries {
      guard case .read(let bytes) = entry.step else { continue }
      #expect(bytes.last == 0x0A && bytes.filter { $0 == 0x0A }.count == 1)
    }
    for (entry, next) in zip(entries, entries.dropFirst()) { #expect(next.time - entry.time == .milliseconds(10)) }
    let part = RecordedLine(recording, device: SmallRig.grip, from: .milliseconds(500), to: .milliseconds(1000))
    var times: [Interval] = []
    while let entry = part.take() { times.append(entry.time) }
    #expect(times.allSatisfy { $0 >= .milliseconds(500) && $0 < .milliseconds(1000) })
    #expect(abs(times.count - 50) <= 1)
  }
}
