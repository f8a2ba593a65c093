import MCAP
import Testing

struct RepairedFileTests {
  @Test func patchesAreWhatDiffersAndTheFileIsCutBehindThem() {
    var salvage = Salvage.open(MemorySource(Array(SampleRecording(.zstd, messages: 8).bytes.dropLast(20)) + [7, 7, 7]), library: "test")
    let isDone = salvage.scan()
    let file = salvage.finish(adding: [])
    #expect(isDone)
    // Footer and magic were torn: one patch at the end.
    #expect(file.patches.count == 1)
    #expect(file.length == file.oldLength - 3 + 20)
    #expect(file.patches.last.map { $0.offset + $0.bytes.count } == file.length)
    #expect(!file.isUnchanged)
  }
}
