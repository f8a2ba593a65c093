import ExocapCore
import ExocapTestSupport
import Testing

@testable import ExocapExport
@testable import ExocapRuntime

/// One recording brought onto a grid; numbers by hand from `MadeRecording.simple`.
struct EpisodeReaderTests {
  private func read(_ recording: MadeRecording, fps: Int = 10) throws -> EpisodeReader.Result {
    let folder = try TestFolder()
    let file = try Recording(path: recording.write(to: folder.path + "/a.mcap"))
    let layout = SignalLayout(rig: try file.loadRig(), robot: 0)
    return try EpisodeReader(recording: file, layout: layout, fps: fps, gapPeriods: 3).read()
  }

  @Test func rowsGoFromTheFirstCommandToTheLast() throws {
    let result = try read(.simple())
    let rows = result.rows
    #expect(rows.grid == TimeGrid(start: 1_700_000_000_100_000_000, end: 1_700_000_001_400_000_000, fps: 10))
    #expect(rows.count == 14)
    let state = try #require(rows.signal(.measured))
    let sent = try #require(rows.signal(.sent))
    for row in 0..<14 {
      // Joint 3 at 3 + t, where t = 0.1 s + row / 10; its velocity is minus that, its effort is not measured.
      #expect(abs(state.number(row, 3) - (3.1 + Double(row) / 10)) < 1e-12)
      #expect(abs(state.number(row, 31 + 3) + (3.1 + Double(row) / 10)) < 1e-12)
      #expect(state.number(row, 62 + 3).isNaN)
      // Commands at 100, 120 … ms have the numbers 5, 6 …
      #expect(sent.number(row, 0) == Double(5 + 5 * row))
    }
    #expect(state.isValid.allSatisfy { $0 } && sent.isValid.allSatisfy { $0 })
    #expect(rows.quality.allSatisfy { $0 == 0 })
    #expect(result.damages.isEmpty && result.malformed == 0 && result.gaps.allSatisfy { $0.count == 0 })
  }

  @Test func gripForcesAndWeightsAreThoseOfTheirGroups() throws {
    let rows = try read(.simple()).rows
    #expect(rows.layout.grips.map(\.name) == ["left_hand", "right_hand"])
    let sent = try #require(rows.signal(.sent))
    // The message has group g at g + 0.5 N and at weight g / 8; the hands are groups 2 and 3.
    #expect((sent.number(0, 31), sent.number(0, 32)) == (2.5, 3.5))
    #expect((0..<7).map { sent.number(0, 33 + $0) } == (0..<7).map { Double($0) / 8 })
    #expect(try #require(rows.signal(.robotForces)).number(0, 1) == 2.5)
    #expect(try #require(rows.signal(.wornForces(device: 2, stream: 0))).number(0, 0) == 3)
  }

  @Test func whatIsAgainstARowIsMarked() throws {
    var recording = MadeRecording.simple()
    recording.state.removeAll { 300...500 ~= $0.0 }
    recording.ticks = recording.ticks.map { time, _, _ in (time, time == 700 ? 2 : (time == 900 ? 4 : 0), time == 1100 ? 3 : 0) }
    recording.leftGrip = recording.leftGrip.map { ($0.0, $0.1, saturated: $0.0 == 1300) }
    let result = try read(recording)
    var expected = [Int64](repeating: 0, count: 14)
    for row in 2...4 { expected[row] = RowQuality.gap.rawValue }
    expected[6] = RowQuality.limited.rawValue
    expected[8] = RowQuality.fault.rawValue
    expected[10] = RowQuality.recordsLost.rawValue
    expected[12] = RowQuality.saturated.rawValue
    #expect(result.rows.quality == expected)
    #expect(result.gaps[0].count == 1 && result.gaps[0].longest == 220_000_000)
    recording.engaged = 0
    #expect(try read(recording).rows.quality.allSatisfy { RowQuality(rawValue: $0).contains(.notEngaged) })
  }

  @Test func anEpisodeWithoutRowsSaysWhy() throws {
    var silent = MadeRecording.simple()
    silent.sent = []
    #expect(throws: EpisodeFailure.noSignal("g1", true)) { try read(silent) }
    var late = MadeRecording.simple()
    late.sent = [(2000, Array(repeating: 0, count: 31))]
    #expect(throws: EpisodeFailure.noOverlap) { try read(late) }
    var long = MadeRecording.simple()
    long.state.append((90_000_000, Array(repeating: 0, count: 31)))
    long.sent.append((90_000_000, Array(repeating: 0, count: 31)))
    #expect(throws: EpisodeFailure.tooLong(seconds: Double(89_999_900_000_000) * 1e-9, rows: 2_000_000)) { try read(long) }
  }
}
