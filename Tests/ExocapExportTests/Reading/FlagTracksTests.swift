import ExocapTestSupport
import Testing

@testable import ExocapExport
@testable import ExocapRuntime

/// Bits of samples on rows at 100, 200 … ms, by hand.
struct FlagTracksTests {
  private func rows(_ flags: [(Int, device: Int, stream: UInt8, bits: UInt32)]) throws -> EpisodeRows {
    let folder = try TestFolder()
    var made = MadeRecording.simple()
    made.flags = flags
    let file = try Recording(path: made.write(to: folder.path + "/a.mcap"))
    let layout = SignalLayout(rig: try file.loadRig(), robot: 0)
    return try EpisodeReader(recording: file, layout: layout, fps: 10, gapPeriods: 3).read().rows
  }

  private func column(_ rows: EpisodeRows, _ name: String) throws -> [Int64] {
    rows.flags[try #require(rows.layout.flagColumns.firstIndex(of: name))]
  }

  @Test func aRowHasTheNewestSamplesBitsAndThoseSaidSinceTheRowBefore() throws {
    // Device 4 is the robot's state: stream 0 its joints, 255 its ticks. Row 0 is at 100 ms.
    let rows = try rows([
      (40, 4, 0, 1), (60, 4, 0, 0), (250, 4, 0, 4), (270, 4, 0, 0), (510, 4, 0, 1 << 4), (730, 4, 0, 0), (150, 4, 255, 1 << 24),
    ])
    var state = [Int64](repeating: 0, count: 14)
    // Said between the rows 1 and 2, and taken back there; then from 510 to 730 ms in the rows 5, 6; the row at 800 ms is behind it.
    state[2] = 4
    state[5] = 16
    state[6] = 16
    #expect(try column(rows, "state") == state)
    #expect(try column(rows, "ticks") == [-1] + Array(repeating: 1 << 24, count: 13))
    #expect(try column(rows, "operator").allSatisfy { $0 == -1 })
  }

  @Test func whatIsWornCountsTogetherAndForcesByThemselves() throws {
    let layout = SignalLayout(rig: try MadeRecording.loaded.get().rig, robot: 0)
    #expect(layout.flagColumns == ["state", "ticks", "operator.left_grip", "operator.right_grip", "operator"])
    let rows = try rows([(0, 0, 0, 1 << 6), (0, 2, 0, 1 << 5), (320, 2, 0, 0), (900, 0, 0, 0)])
    #expect(try column(rows, "operator.left_grip") == [32, 32, 32] + Array(repeating: 0, count: 11))
    #expect(try column(rows, "operator.right_grip").allSatisfy { $0 == -1 })
    #expect(try column(rows, "operator") == [96, 96, 96, 64, 64, 64, 64, 64] + Array(repeating: 0, count: 6))
  }

  @Test func aRecordingWithoutThemSaysThatNothingIsKnown() throws {
    #expect(try rows([]).flags.allSatisfy { $0.allSatisfy { $0 == FlagTracks.unknown } })
  }
}
