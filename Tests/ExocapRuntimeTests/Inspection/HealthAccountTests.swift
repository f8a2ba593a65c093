import ExocapCore
import ExocapTestSupport
import Testing

@testable import ExocapRuntime

struct HealthAccountTests {
  /// What `verify` finds in a recording whose devices say these counts of packets, one after the other and then on by one.
  private static func findings(packets: [UInt64]) throws -> [String] {
    let folder = try TestFolder()
    var asked: [DeviceID: Int] = [:]
    let recorded = try RecordedSession.record(into: folder.path) { device in
      var status = DeviceStatus()
      let turn = asked[device, default: 0]
      asked[device] = turn + 1
      status.counters.packets = turn < packets.count ? packets[turn] : packets[packets.count - 1] + UInt64(turn)
      let streams = SmallRig.rig.sampleSources[Int(device.index)].streams.map { StreamFigures($0) }
      return DeviceReading(status: status, streams: streams, lostRecords: 0)
    }
    let report = try RecordingCheck.check(recorded.file.path)
    return report.findings.filter { $0.kind == "health" }.map { "\($0.topic ?? ""): \($0.text)" }
  }

  @Test func countersThatGoUpAreRight() throws {
    #expect(try Self.findings(packets: [5, 5, 7]) == [])
  }

  @Test func aCounterThatGoesBackIsFound() throws {
    let said = try Self.findings(packets: [5, 4])
    #expect(
      said == ["left_arm", "left_grip", "r1"].map { "/health/\($0): the counter 'packets' went back: it counts since the daemon's start" })
  }
}
