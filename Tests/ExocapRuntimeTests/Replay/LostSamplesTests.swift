import ExocapCore
import ExocapRuntime
import ExocapSimulation
import ExocapTestSupport
import Testing

/// Records that a device's tap lost: every tick that took one of their samples is counted as skipped, and no other.
@Suite struct LostSamplesTests {
  @Test(arguments: [UInt64(21), 22, 23, 24])
  func everyTickWhoseSampleIsLostIsCounted(seed: UInt64) throws {
    let rig = try #require(ReplayerTests.rig)
    var options = WorldOptions(seed: 5)
    options.hasFaults = false
    let whole = ReplayerTests.Run(rig: rig, options: options)
    try #require(whole.report.lostRecords == 0)
    var random = SeededGenerator(seed: seed)
    var skips = 0
    for _ in 0..<12 {
      let device = Int.random(in: 0..<rig.sampleSources.count, using: &random)
      let count = whole.records[device].count
      let first = Int.random(in: 1..<count - 400, using: &random)
      let lost = Int.random(in: 1...300, using: &random)
      var run = whole
      run.records[device].removeSubrange(first..<first + lost)
      run.records[device][first].lostBefore = UInt32(lost)

      let expected = Self.skippedTicks(whole.records, device: device, lost: first..<first + lost)
      let report = run.replay(rig: rig)
      skips += expected > 0 ? 1 : 0
      #expect(
        report.skipped == expected,
        "device \(device): \(lost) of \(count) records lost from \(first) on, replay: \(report.skipped) of \(report.ticks)")
      #expect(report.hasNoDifference)
    }
    // Otherwise nothing was tried.
    #expect(skips > 6)
  }

  /// What follows from the records alone: samples are missing until the device's next checkpoint; a tick that took one of them is
  /// skipped, and all after it until the loop's next checkpoint.
  private static func skippedTicks(_ records: [[TapRecord]], device: Int, lost: Range<Int>) -> Int {
    let mine = records[device]
    // Where the call itself is there, its samples come out again.
    let begin = mine[lost.lowerBound...].firstIndex { $0.kind != .sample && $0.kind != .deviceEvent } ?? mine.endIndex
    let resumed = mine[lost.upperBound...].firstIndex { $0.kind == .checkpoint } ?? mine.endIndex
    let missing = Set(mine[min(begin, resumed)..<resumed].compactMap { $0.sample?.sequence })
    var isLive = true
    var skipped = 0
    for record in records[records.count - 1] {
      if record.kind == .checkpoint { isLive = true }
      guard let tick = record.tick else { continue }
      let isMissing = tick.runs.contains { run in
        Int(run.device.index) == device && (0..<UInt64(run.count)).contains { missing.contains(run.first + $0) }
      }
      if isMissing { isLive = false }
      skipped += isLive ? 0 : 1
    }
    return skipped
  }
}
