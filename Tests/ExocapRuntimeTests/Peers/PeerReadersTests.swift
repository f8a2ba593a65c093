import ExocapCore
import ExocapTestSupport
import Glibc
import Testing

@testable import ExocapRuntime

/// Recordings as PyPI's `mcap`, `mcap-ros2-support` and `rosbags` read them.
struct PeerReadersTests {
  @Test func otherReadersFindTheSameMessagesAndNumbers() throws {
    let python = Requirement.repositoryRoot + "/.build/venv/bin/python"
    guard unsafe access(python, X_OK) == 0 else { return Requirement.skip("no Python with readers in .build/venv") }
    let folder = try TestFolder()
    let attachment = RecordingAttachment(name: "rigs/small.yaml", bytes: Array("rig: 1\n".utf8))
    let recorded = try RecordedSession.record(into: folder.path, attachments: [attachment])
    let found = try read(recorded.file.path, with: python)
    #expect(found["mcap rigs/small.yaml attachment"] == "7")
    #expect(found["mcap /session text"] == "11111111-2222-4333-8444-555555555555 small 0123456789abcdef p01")
    #expect(found["mcap /joint_states/left_arm names"] == "angle_0,angle_1,angle_2")

    let recording = try Recording(path: recorded.file.path)
    for channel in recording.survey().channels where channel.count > 0 {
      for reader in ["mcap", "rosbags"] {
        #expect(found["\(reader) \(channel.topic) count"] == "\(channel.count)", "\(reader) \(channel.topic)")
      }
    }
    for (key, sum) in sums(of: recording) {
      for reader in ["mcap", "rosbags"] {
        let peer = found["\(reader) \(key)"].flatMap { Double($0) }
        // rosbags hands out messages in the order of log times, so its sums may round otherwise.
        #expect(
          peer.map { abs($0 - sum) <= (reader == "mcap" ? 0 : 1e-9 * max(1, abs(sum))) } ?? false,
          "\(reader) \(key): \(peer ?? .nan), ours \(sum)")
      }
    }
  }

  /// Numbers are those of MadeHealth, written down once more; the third servo is silent, the second alerting.
  @Test func otherReadersFindTheSameHealth() throws {
    let python = Requirement.repositoryRoot + "/.build/venv/bin/python"
    guard unsafe access(python, X_OK) == 0 else { return Requirement.skip("no Python with readers in .build/venv") }
    let folder = try TestFolder()
    let bench = try RecordingBench(rig: MadeHealth.rig, folder: folder.path, read: { MadeHealth.reading(of: $0) })
    bench.begin(at: Timestamp(nanoseconds: 1_000_000_000))
    bench.recorder.endEpisodeNow(now: Timestamp(nanoseconds: 1_500_000_000))
    bench.write()
    let found = try read(try #require(bench.status.snapshot.finished).path, with: python)
    for reader in ["mcap", "rosbags"] {
      func field(_ topic: String, _ name: String) -> String { found["\(reader) /health/\(topic) \(name)"] ?? "" }
      let counters = [
        "packets", "skipped_bytes", "resyncs", "bad_checksums", "truncated", "overlong", "malformed", "timeouts", "retries",
        "device_errors", "hardware_alerts", "write_failures", "sequence_gaps", "error_frames",
      ]
      for (index, name) in counters.enumerated() { #expect(field("left_arm", name) == "\(101 + index)", "\(reader) \(name)") }
      let arm: KeyValuePairs = [
        "open": "1", "openings": "3", "lost_samples": "116", "lost_records": "117", "occupancy": "0.5", "clock_settled": "0",
        "clock_two_way": "0", "clock_drift": "nan", "clock_shortest_way": "nan", "clock_residual": "nan", "stream": "joints,inputs",
        "samples": "6,6", "gaps": "2,2", "longest_gap": "1.0,1.0", "invalid": "1,1", "saturated": "3,3", "saturations": "2,2",
        "jumps": "3,3", "tick_age_p50": "0.004,0.004", "tick_age_p99": "0.011,0.011", "node": "servo 1,servo 2,servo 7",
        "node_state": "0,4,2", "node_replies": "1000,1001,1002", "node_timeouts": "10,11,12", "node_errors": "20,21,22",
        "node_alerts": "30,31,32", "node_retries": "40,41,42",
      ]
      for (name, value) in arm { #expect(field("left_arm", name) == value, "\(reader) \(name)") }
      let glove: KeyValuePairs = [
        "clock_settled": "1", "clock_two_way": "0", "clock_drift": "3e-05", "clock_residual": "5e-06", "node": "",
      ]
      for (name, value) in glove { #expect(field("glove", name) == value, "\(reader) \(name)") }
      #expect(Double(field("glove", "clock_shortest_way")).map { abs($0 - 350e-6) < 1e-12 } ?? false)
    }
  }

  /// What the script finds in a recording.
  private func read(_ path: String, with python: String) throws -> [String: String] {
    let script = Requirement.repositoryRoot + "/Tests/ExocapRuntimeTests/Peers/read_recording.py"
    let lines = try output(of: "'\(python)' '\(script)' '\(path)' 2>&1")
    return Dictionary(lines.map { ($0.prefix(3).joined(separator: " "), $0.dropFirst(3).joined(separator: " ")) }) { $1 }
  }

  /// The same sums as the script's, by our own reader.
  private func sums(of recording: Recording) -> [String: Double] {
    var sums: [String: Double] = [:]
    func add(_ topic: String, _ field: String, _ numbers: [Double]) {
      for number in numbers where !number.isNaN { sums["\(topic) \(field)", default: 0] += number }
    }
    recording.read(topics: { _ in true }) { entry in
      switch entry.message {
      case .joints(let joints):
        add(entry.topic, "position", joints.position)
        add(entry.topic, "velocity", joints.velocity)
        add(entry.topic, "effort", joints.effort)
      case .command(let command):
        add(entry.topic, "q", command.q)
        add(entry.topic, "dq", command.dq)
        add(entry.topic, "tau", command.tau)
        add(entry.topic, "kp", command.kp)
        add(entry.topic, "kd", command.kd)
        add(entry.topic, "weight", command.weight)
      case .values(let values):
        add(entry.topic, entry.topic.contains("grip") || entry.topic.contains("forces") ? "force" : "value", values.values)
      case .latency, .event, .quality, .health: break
      }
    }
    return sums
  }

  private func output(of command: String) throws -> [[Substring]] {
    let pipe = unsafe try #require(popen(command, "r"))
    var bytes: [UInt8] = []
    var block = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = unsafe fread(&block, 1, block.count, pipe)
      if count == 0 { break }
      bytes += block[..<count]
    }
    let status = unsafe pclose(pipe)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(status == 0, "\(text.suffix(2_000))")
    return text.split(separator: "\n").map { $0.split(separator: " ") }
  }
}
