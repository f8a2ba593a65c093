package import ExocapCore
internal import LinuxIO

/// What is wrong with a device whose port is open, from what its line brought in the last second: for people, each with what to do.
///
/// Pure: the same status gives the same words. docs/troubleshooting.md has them all in a table.
package struct DeviceDiagnosis {
  private let role: String
  private let profile: DeviceProfile
  private let port: String
  private let status: DeviceStatus
  private let now: Timestamp

  /// Bytes that a line may bring and none of them believed, before it is called another speed: noise alone brings fewer.
  private static var fewBytes: UInt64 { 32 }
  /// [-] Of packets, damaged ones: a good line has none, and one in a hundred is felt.
  private static var tolerableNoise: Double { 0.01 }
  /// A device that starts, and a bus that is being set up, is given this long.
  private static var patience: Interval { .seconds(2) }

  /// `port`: as the rig names it.
  package init(role: String, profile: DeviceProfile, port: String, status: DeviceStatus, now: Timestamp) {
    self.role = role
    self.profile = profile
    self.port = port
    self.status = status
    self.now = now
  }

  /// Everything that is wrong, the cause before its consequences; nothing where there was no whole second yet.
  package var problems: [ControlRefusal] {
    guard status.isOpen, status.lastSecond.length > .zero, now - status.since > DeviceDiagnosis.patience else { return [] }
    if let line { return [line] }
    return nodes + noise
  }

  private var nodeIDs: [Int] { profile.wire.nodes.ids }
  private var word: String { profile.wire.nodes.word }
  private var isAsked: Bool { profile.wire.busRate != nil }
  private var counters: DriverCounters { status.lastSecond.counters }

  /// What is wrong with the line as a whole: nothing comes, or nothing that could be read.
  private var line: ControlRefusal? {
    if case .link = profile.wire { return nil }
    guard counters.packets == 0 else { return nil }
    let read = status.lastSecond.bytesRead
    let speed = "\(profile.line.baud) baud"
    if read >= DeviceDiagnosis.fewBytes {
      return ControlRefusal(
        "\(role): \(read) bytes a second come at \(speed), and none of them is a packet: it has another speed, or is another device",
        remedy: "look what it sends: exocap profile sniff \(port)")
    }
    if isAsked {
      return ControlRefusal(
        "\(role): none of \(word) \(list(nodeIDs)) answers at \(speed)",
        remedy: "is it powered and its cable whole? A \(word) set to another speed is silent, too: exocap profile sniff \(port)")
    }
    return read == 0
      ? ControlRefusal(
        "\(role) sends nothing at \(speed)", remedy: "is it powered, and does its firmware run? exocap profile sniff \(port)")
      : nil
  }

  /// What is wrong with single nodes of a bus.
  private var nodes: [ControlRefusal] {
    var problems: [ControlRefusal] = []
    let silent = places(status.bus.silent)
    if let problem = silence(silent) { problems.append(problem) }
    func tell(_ mask: UInt32, _ text: String, _ remedy: String) {
      let found = places(mask & ~status.bus.silent)
      if !found.isEmpty { problems.append(ControlRefusal("\(role): \(word) \(list(found.map { nodeIDs[$0] })) \(text)", remedy: remedy)) }
    }
    tell(
      status.bus.refused, "has other scales than the profile says, and is not believed",
      "correct the motor's limits in the profile, or set PMAX, VMAX and TMAX with the maker's tool")
    tell(
      status.bus.alerting, "reports a hardware fault",
      "let it cool and take the load off, then switch its power off and on")
    tell(
      status.bus.notSetUp & ~status.bus.refused, "does not take the registers of the profile",
      "is it the model that the profile says? Then: exocap setup \(role)")
    return problems
  }

  /// One is missing, or a part of the chain is.
  private func silence(_ silent: [Int]) -> ControlRefusal? {
    guard !silent.isEmpty else { return nil }
    let ids = list(silent.map { nodeIDs[$0] })
    let isTail = silent.first.map { $0 > 0 && silent == Array($0..<nodeIDs.count) } ?? false
    if isTail, silent.count > 1, let first = silent.first {
      return ControlRefusal(
        "\(role): \(word) \(ids) do not answer: everything behind \(word) \(nodeIDs[first - 1])",
        remedy: "plug in the cable between \(word) \(nodeIDs[first - 1]) and \(word) \(nodeIDs[first])")
    }
    let verb = silent.count == 1 ? "does" : "do"
    return ControlRefusal(
      "\(role): \(word) \(ids) \(verb) not answer",
      remedy: silent.count * 2 >= nodeIDs.count
        ? "is every part of the chain powered, and each \(word) set to its own id and to \(profile.line.baud) baud?"
        : "is its cable plugged in, and is it set to that id and to \(profile.line.baud) baud?")
  }

  private var noise: [ControlRefusal] {
    let damaged = counters.damaged
    let all = counters.packets + damaged
    guard damaged > 1, Double(damaged) > DeviceDiagnosis.tolerableNoise * Double(all) else { return [] }
    return [
      ControlRefusal(
        "\(role): \(damaged) of \(all) packets of the last second were damaged",
        remedy: "look at plug, cable and ground; keep the cable away from motor cables; a shorter one, or a lower speed, helps")
    ]
  }

  private func places(_ mask: UInt32) -> [Int] { nodeIDs.indices.filter { mask & (1 << UInt32($0)) != 0 } }

  private func list(_ ids: [Int]) -> String { ids.map(String.init).joined(separator: ", ") }
}
