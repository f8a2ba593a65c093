import ExocapCore
import ExocapTestSupport
import Testing

@testable import ExocapRuntime

struct TapDecoderTests {
  /// Begins an episode so that every record is kept.
  private func begun(_ bench: RecordingBench) {
    bench.begin(at: Timestamp(nanoseconds: 1_000_000_000))
    let checkpoint = [UInt8](repeating: 0, count: 16)
    for index in 0...3 {
      let source = index < 3 ? TapSource.device(DeviceID(index)) : .robot(RobotID(0))
      take(bench, source, TapRecord(kind: .checkpoint, lostBefore: 0, bytes: checkpoint))
    }
  }

  private func take(_ bench: RecordingBench, _ source: TapSource, _ record: TapRecord) {
    unsafe record.bytes.withUnsafeBytes { bytes in
      unsafe bench.recorder.take(source, kind: record.kind, lostBefore: record.lostBefore, bytes: bytes)
    }
  }

  @Test(arguments: RecordKind.allCases)
  func everyKindOfRecordComesBackByteForByte(kind: RecordKind) throws {
    let folder = try TestFolder()
    let bench = try RecordingBench(folder: folder.path)
    begun(bench)
    var records = RandomRecords(.printed("\(kind)"))
    var expected: [TapSource: [TapRecord]] = [:]
    for round in 0..<150 {
      let (source, record) = records.record(of: kind)
      take(bench, source, record)
      expected[source, default: []].append(record)
      if round % 20 == 0 { bench.recorder.turn(now: Timestamp(nanoseconds: 1_000_000_000 + Int64(round) * 50_000_000)) }
      bench.write()
    }
    bench.recorder.endEpisodeNow(now: Timestamp(nanoseconds: 9_000_000_000))
    bench.write()
    let file = try #require(bench.status.snapshot.finished)
    #expect(file.problem == nil)
    let taps = try Recording(path: file.path).taps()
    for index in 0...3 {
      let source = index < 3 ? TapSource.device(DeviceID(index)) : .robot(RobotID(0))
      let stream = index < 3 ? taps.devices[index] : taps.robots[0]
      #expect(stream.take()?.kind == .checkpoint)
      for record in expected[source] ?? [] {
        // By hand: printing thousands of bytes helps nobody.
        let found = stream.take()
        #expect(found?.lostBefore == record.lostBefore)
        #expect(found?.kind == record.kind && found?.bytes == record.bytes)
      }
      let rest = stream.take()
      #expect(rest == nil)
    }
  }
}
