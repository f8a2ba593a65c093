import ExocapCore
import Testing

@testable import ExocapRuntime

struct EpisodeCutTests {
  private static func at(_ milliseconds: Int64) -> Timestamp { Timestamp(nanoseconds: milliseconds * 1_000_000) }

  private struct Bench {
    var cut = EpisodeCut(devices: 2, robots: 1)
    var now = EpisodeCutTests.at(0)

    mutating func device(_ index: Int, _ kind: RecordKind, sample: UInt64 = 0) -> Bool {
      var bytes = RecordBytes(capacity: 56)
      bytes.append(UInt64(0))
      bytes.append([sample, 0, 0, 0, 0, 0] as [UInt64])
      return unsafe bytes.bytes.withUnsafeBytes {
        unsafe cut.admits(DeviceID(index), kind, RecordFields($0), now: now)
      }
    }

    /// A tick that took one sample of a device, or none.
    mutating func tick(took sample: UInt64? = nil, of device: UInt8 = 0) -> Bool {
      var bytes = RecordBytes(capacity: 512)
      bytes.append([UInt64(0), 0, 0])
      bytes.append(UInt32(0))
      bytes.append(UInt16(0))
      bytes.append(UInt8(sample == nil ? 0 : 1))
      bytes.append([UInt8](repeating: 0, count: 33))
      if let sample {
        bytes.append(UInt16(device))
        bytes.append(UInt16(1))
        bytes.append(UInt32(0))
        bytes.append(sample)
      }
      bytes.append([UInt8](repeating: 0, count: 224))
      return robot(.tick, bytes.bytes)
    }

    mutating func robot(_ kind: RecordKind, _ bytes: [UInt8] = []) -> Bool {
      unsafe bytes.withUnsafeBytes { unsafe cut.admits(RobotID(0), kind, RecordFields($0), now: now) }
    }
  }

  @Test func keepsNothingWithoutAnEpisode() {
    var bench = Bench()
    let kept = [bench.device(0, .receive), bench.device(0, .checkpoint), bench.tick(), bench.robot(.checkpoint)]
    #expect(kept == [false, false, false, false])
  }

  @Test func beginsWithEveryDeviceThenTheLoop() {
    var bench = Bench()
    bench.cut.begin(at: bench.now)
    let first = bench.cut.takeWish(now: bench.now)
    #expect(first == .devices)
    var kept = [bench.device(0, .receive), bench.device(0, .checkpoint), bench.device(0, .receive), bench.robot(.checkpoint)]
    #expect(kept == [false, true, true, false])
    #expect(bench.cut.phase == .startingDevices)
    kept = [bench.device(1, .receive), bench.device(1, .checkpoint)]
    #expect(kept == [false, true])
    let second = bench.cut.takeWish(now: bench.now)
    #expect(second == .robots)
    kept = [bench.tick(), bench.robot(.checkpoint), bench.tick()]
    #expect(kept == [false, true, true])
    #expect(bench.cut.phase == .running)
  }

  @Test func aLoopBeginsOnlyWhenItHasTakenWhatCameBefore() {
    var bench = Bench()
    bench.cut.begin(at: bench.now)
    // Samples 1 and 2 are older than the file; the loop has taken the first only.
    let before = [bench.device(0, .sample, sample: 1), bench.device(0, .sample, sample: 2)]
    #expect(before == [false, false])
    _ = bench.tick(took: 1)
    let checkpoints = [bench.device(0, .checkpoint), bench.device(1, .checkpoint)]
    #expect(checkpoints == [true, true])
    let tooEarly = bench.robot(.checkpoint)
    #expect(!tooEarly)
    _ = bench.tick(took: 2)
    let kept = bench.robot(.checkpoint)
    #expect(kept)
    #expect(bench.cut.phase == .running)
  }

  @Test func aDeviceEndsOnlyBehindTheLastSampleThatWasTaken() {
    var bench = Bench()
    bench.cut.begin(at: bench.now)
    _ = [bench.device(0, .checkpoint), bench.device(1, .checkpoint), bench.robot(.checkpoint)]
    bench.cut.end(at: bench.now)
    let wish = bench.cut.takeWish(now: bench.now)
    #expect(wish == .robots)
    // The loop has taken sample 5, whose record is still on its way.
    let last = [bench.tick(took: 5), bench.robot(.checkpoint), bench.tick(took: 6)]
    #expect(last == [true, true, false])
    #expect(bench.cut.phase == .endingDevices)
    let tooEarly = [bench.device(1, .checkpoint), bench.device(1, .receive), bench.device(0, .checkpoint)]
    #expect(tooEarly == [true, false, true])
    #expect(bench.cut.phase == .endingDevices)
    // The tick after the loop's last checkpoint is not in the file, and neither need its sample be: but it may.
    let end = [bench.device(0, .sample, sample: 5), bench.device(0, .sample, sample: 6), bench.device(0, .checkpoint)]
    #expect(end == [true, true, true])
    #expect(bench.cut.phase == .ended)
  }

  @Test func aThreadThatGivesNoCheckpointIsNotWaitedForForEver() {
    var bench = Bench()
    bench.cut.begin(at: bench.now)
    _ = bench.device(0, .checkpoint)
    bench.cut.turn(now: Self.at(1_999))
    #expect(bench.cut.phase == .startingDevices)
    bench.cut.turn(now: Self.at(2_000))
    #expect(bench.cut.phase == .startingRobots)
    bench.cut.turn(now: Self.at(6_100))
    bench.cut.turn(now: Self.at(8_100))
    #expect(bench.cut.phase == .running)
    bench.cut.end(at: Self.at(9_000))
    bench.cut.turn(now: Self.at(11_000))
    bench.cut.turn(now: Self.at(13_000))
    #expect(bench.cut.phase == .ended)
  }

  @Test func aWishIsToldAgainUntilItIsMet() {
    var bench = Bench()
    bench.cut.begin(at: bench.now)
    let wishes = [0, 1, 49, 50, 51].map { bench.cut.takeWish(now: Self.at($0)) }
    #expect(wishes == [.devices, nil, nil, .devices, nil])
  }
}
