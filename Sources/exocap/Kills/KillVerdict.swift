internal import ExocapCore
internal import ExocapRuntime
internal import LinuxIO

/// A repaired file held against what the witness saw.
struct KillVerdict {
  /// What is wrong with it; empty: nothing.
  private(set) var faults: [String] = []
  /// From the last record in the file to the blow.
  private(set) var tail = Interval.zero
  /// What the repair said of it.
  private(set) var estimate = Interval.zero
  /// Bytes of devices that were compared.
  private(set) var bytes = 0
  /// Commands that were compared with what the robot received.
  private(set) var commands = 0
  /// [s] The longest write or sync of that life of the daemon.
  let slowest: Double
  let moment: String
  /// Whether the recording was closed before the blow.
  private(set) var isClosed = false

  init(_ kill: Kill, path: String, rig: Rig) {
    slowest = kill.slowest
    moment = kill.moment
    let recording: Recording
    do throws(RecordingError) {
      recording = try Recording(path: path)
    } catch {
      // Killed before the first bytes were written: a whole file of no message.
      if case .notOurs = error, kill.moment == "beginning" { tail = kill.time - kill.asked } else { faults.append("\(error)") }
      return
    }
    if let damage = recording.damage { faults.append("it is not whole after the repair: \(damage)") }
    isClosed = recording.closing != nil
    estimate = recording.recovery?.lostTail ?? .zero
    let newest = compare(recording, kill.seen, rig: rig)
    if !isClosed { tail = kill.time - (newest == .never ? recording.start : newest) }
    let outcome = ReplayFile.check(recording, rig: rig)
    // A take that was killed before its first tick has none to replay.
    let isEmpty = outcome.report.ticks == 0 && outcome.report.differenceCount == 0 && outcome.report.unreadable == nil
    if !isEmpty, !outcome.isFaithful || outcome.report.skipped > 0 { faults.append(outcome.text) }
    if outcome.damages.contains(where: { !$0.isTorn }) { faults.append("damaged: \(outcome.damages)") }
  }

  /// Compares all bytes in and all commands out; returns the time of the last call in the file.
  private mutating func compare(_ recording: Recording, _ seen: KillWitness.Log, rig: Rig) -> Timestamp {
    let taps = recording.taps()
    var newest = Timestamp.never
    for index in 0..<recording.deviceCount {
      var bytes: [UInt8] = []
      var datagrams: [[UInt8]] = []
      while let record = taps.devices[index].take() {
        if record.lostBefore > 0 { faults.append("\(record.lostBefore) records are missing in the middle, of device \(index)") }
        guard record.kind.isCall else { continue }
        newest = max(newest, record.time)
        guard record.kind == .receive else { continue }
        // Time, number of the call, and whether a packet ends with it stand before.
        if index < rig.devices.count { bytes += record.bytes.dropFirst(17) } else { datagrams.append(Array(record.bytes.dropFirst(17))) }
      }
      if index < rig.devices.count {
        self.bytes += bytes.count
        if !KillVerdict.contains(seen.sent[index], bytes) { faults.append("\(rig.devices[index].role) did not send what is recorded") }
      } else if !KillVerdict.isInOrder(datagrams, of: seen.states.map(\.bytes)) {
        faults.append("the robot did not send what is recorded")
      }
    }
    for stream in taps.robots { newest = max(newest, compare(stream, seen)) }
    return newest
  }

  private mutating func compare(_ stream: TapStream, _ seen: KillWitness.Log) -> Timestamp {
    var newest = Timestamp.never
    var packets: [[UInt8]] = []
    while let record = stream.take() {
      if record.lostBefore > 0 { faults.append("\(record.lostBefore) ticks are missing in the middle") }
      guard let tick = record.tick else { continue }
      newest = max(newest, tick.time)
      // docs/link.md: a command is kind 4. What the robot had no time to read before the blow is not compared.
      if tick.packet.count > 10, tick.packet[10] == 4 { packets.append(tick.packet) }
    }
    let received = seen.commands.map(\.bytes)
    commands += packets.count
    if !KillVerdict.contains(received, packets) { faults.append("the robot did not receive what is recorded as sent") }
    return newest
  }

  /// Whether all of `part` stands in `whole`, in its order: a socket may drop a datagram before the daemon reads it.
  private static func isInOrder<Element: Equatable>(_ part: [Element], of whole: [Element]) -> Bool {
    var rest = whole[...]
    for element in part {
      guard let place = rest.firstIndex(of: element) else { return false }
      rest = rest[(place + 1)...]
    }
    return true
  }

  /// Whether `part` is a stretch of `whole`.
  private static func contains<Element: Equatable>(_ whole: [Element], _ part: [Element]) -> Bool {
    guard let first = part.first else { return true }
    guard whole.count >= part.count else { return false }
    for start in 0...(whole.count - part.count) where whole[start] == first {
      if whole[start..<start + part.count].elementsEqual(part) { return true }
    }
    return false
  }
}

extension RecordKind {
  /// Whether it is a call into a device's part of the core, with its time.
  fileprivate var isCall: Bool {
    switch self {
    case .opened, .receive, .poll, .wrote, .request, .felt, .closed: true
    case .sample, .deviceEvent, .checkpoint, .tick, .sent, .change: false
    }
  }
}
