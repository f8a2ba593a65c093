import Testing

@testable import ExocapRuntime

struct SourceTracksTests {
  /// By hand: three records, a chunk's end; a dropped chunk of two, the first of which tells of three lost ones; then one more.
  @Test func whatADroppedChunkToldIsToldAgainAndCountedOnce() {
    let track = DeviceTrack()
    track.start()
    // What was lost before the first record is not the episode's.
    var counted: UInt32 = 0
    for lost in [9, 0, 0] as [UInt32] { counted += track.take(lostBefore: lost).fresh }
    #expect(track.endChunk(isQueued: true) == 0)
    let first = track.take(lostBefore: 3)
    #expect(first == DeviceTrack.Loss(told: 3, fresh: 3))
    #expect(track.take(lostBefore: 0) == DeviceTrack.Loss(told: 0, fresh: 0))
    let dropped = track.endChunk(isQueued: false)
    #expect(dropped == 2)
    // Missing since the last record in the file: three of the tap, two of the chunk, and one of the tap now.
    let next = track.take(lostBefore: 1)
    #expect(next == DeviceTrack.Loss(told: 6, fresh: 1))
    counted += first.fresh + dropped + next.fresh
    #expect(counted == 6)
    #expect(track.endChunk(isQueued: true) == 0)
    #expect(track.take(lostBefore: 0) == DeviceTrack.Loss(told: 0, fresh: 0))
  }

  @Test func chunksThatAreDroppedInARowAddUp() {
    let track = DeviceTrack()
    track.start()
    #expect(track.take(lostBefore: 7) == DeviceTrack.Loss(told: 0, fresh: 0))
    #expect(track.endChunk(isQueued: false) == 1)
    #expect(track.take(lostBefore: 0) == DeviceTrack.Loss(told: 1, fresh: 0))
    #expect(track.take(lostBefore: 0) == DeviceTrack.Loss(told: 0, fresh: 0))
    #expect(track.endChunk(isQueued: false) == 2)
    #expect(track.endChunk(isQueued: false) == 0)
    #expect(track.take(lostBefore: 0) == DeviceTrack.Loss(told: 3, fresh: 0))
    track.start()
    #expect(track.take(lostBefore: 5) == DeviceTrack.Loss(told: 0, fresh: 0))
  }
}
