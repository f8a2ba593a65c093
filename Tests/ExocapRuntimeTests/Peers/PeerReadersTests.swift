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
    let script = Requirement.repositoryRoot + "/Tests/ExocapRuntimeTests/Peers/read_recording.py"
    let lines = try output(of: "'\(python)' '\(script)' '\(recorded.file.path)' 2>&1")
    let found = Dictionary(lines.map { ($0.prefix(3).joined(separator: " "), $0.dropFirst(3).joined(separator: " ")) }) { $1 }
    #expect(found["mcap rigs/small.yaml attachment"] == "7", "\(lines.suffix(5))")
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
      case .latency, .event, .quality: break
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
