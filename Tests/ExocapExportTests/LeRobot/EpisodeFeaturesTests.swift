import ExocapTestSupport
import Testing

@testable import ExocapExport
@testable import ExocapRuntime

struct EpisodeFeaturesTests {
  /// float32 has 24 bits: at 1024 s a step is 2^-13 s = 1.2e-4 s, more than the loader's tolerance of 1e-4 s.
  @Test func timestampsAreEvenUpToTheirOwnResolution() throws {
    #expect(EpisodeFeatures.firstUneven(rows: 512 * 30, fps: 30) == nil)
    let first = try #require(EpisodeFeatures.firstUneven(rows: 3000 * 30, fps: 30))
    #expect(first >= 1024 * 30 && first < 2048 * 30)
    #expect(EpisodeFeatures.firstUneven(rows: 1, fps: 30) == nil)
  }

  @Test func whatIsNotKnownIsWhatWasKnownLast() throws {
    var recording = MadeRecording.simple()
    recording.robotForces = [(250, [.nan, 1, .nan, 4, 5, 6, 7]), (500, [1, 2, 3, .nan, 5, 6, 7])]
    let folder = try TestFolder()
    let file = try Recording(path: recording.write(to: folder.path + "/a.mcap"))
    let reader = EpisodeReader(recording: file, layout: SignalLayout(rig: try file.loadRig(), robot: 0), fps: 10, gapPeriods: 3)
    let features = EpisodeFeatures(try reader.read().rows, at: .init(episode: 2, firstRow: 100, task: 1))
    func values(_ name: String) -> ParquetCells.Values? {
      features.features.firstIndex { $0.name == name }.map { features.values[$0] }
    }
    // Rows at 100, 200 … ms: nothing yet; then the right hand's 4 N alone; from 500 ms on the left hand's 3 N beside it.
    guard case .floats(let forces) = values("grip_force.measured") else { throw TestFolder.Failure.cannotMake }
    #expect(forces.prefix(12) == [0, 0, 0, 0, 0, 4, 0, 4, 3, 4, 3, 4])
    // Joints below 15 are led by nobody: what was sent. The others want half more.
    guard case .floats(let requested) = values("requested") else { throw TestFolder.Failure.cannotMake }
    #expect(requested[0] == 5 && requested[15] == 5.5)
    guard case .integers(let index) = values("index") else { throw TestFolder.Failure.cannotMake }
    #expect(index.first == 100 && index.count == 14)
  }
}
