internal import ExocapCore

/// Everything that is measured of one device's tap. Drain thread only, or whoever reads a recording.
final class DeviceHealth {
  let name: String
  private let owner: QualityOwner
  private let profiles: [StreamProfile]
  private var timing: [StreamTiming]
  private var values: [ValueHealth]
  private var stuck: [StuckValues]
  private var forces: [[ForceHealth]]
  /// Whether records were lost since each stream's last sample.
  private var hasLost: [Bool]
  private var jumped: [Bool]
  private(set) var lostRecords = 0

  /// By stream and value: whether it may rest at a stop, as the trigger of a gripper does.
  private let mayRest: [[Bool]]

  /// A device that is worn, or (`isWorn` false) the state of a robot. `mayRest`: of a stream and a value.
  init(name: String, profile: DeviceProfile, isWorn: Bool, oldAfter: Double, mayRest: (Int, Int) -> Bool = { _, _ in false }) {
    self.name = name
    owner = isWorn ? .rig : .robot
    // What a robot reports besides its joints it may send as it likes.
    profiles = isWorn ? profile.streams : Array(profile.streams.prefix(1))
    timing = profiles.map { StreamTiming($0, oldAfter: oldAfter) }
    values = profiles.map { ValueHealth($0, isWorn: isWorn) }
    stuck = profiles.map { StuckValues(count: isWorn && $0.kind == .joints ? $0.values.count : 0) }
    forces = profiles.map { $0.kind == .forces && isWorn ? $0.values.map { _ in ForceHealth() } : [] }
    self.mayRest = profiles.enumerated().map { stream, profile in profile.values.indices.map { mayRest(stream, $0) } }
    hasLost = profiles.map { _ in false }
    jumped = hasLost
  }

  /// Takes note of records that are missing before the next one.
  func noteLost(_ count: UInt32) {
    guard count > 0 else { return }
    lostRecords += Int(count)
    for stream in hasLost.indices { hasLost[stream] = true }
  }

  /// Takes a sample; nil where its stream is none that is judged.
  func takeSample(_ fields: RecordFields) -> QualityFlags? {
    let stream = Int(fields.byte(at: 1))
    guard stream < profiles.count else { return nil }
    let sample = SampleFields(fields)
    let captured = Timestamp(nanoseconds: fields.signed64(at: 24))
    let arrived = Timestamp(nanoseconds: fields.signed64(at: 32))
    var flags = timing[stream].take(
      captured: captured, arrived: arrived, ticks: fields.unsigned64(at: 16), isAfterLoss: hasLost[stream])
    if hasLost[stream] { flags.insert(.lost) }
    hasLost[stream] = false
    flags.formUnion(values[stream].take(sample, at: arrived))
    if jumped[stream] { flags.insert(.jump) }
    jumped[stream] = false
    stuck[stream].take(sample, at: arrived)
    for index in 0..<stuck[stream].count where !mayRest[stream][index] && stuck[stream].isStuck(index) { flags.insert(.stuck) }
    for index in 0..<forces[stream].count {
      let force = sample.value(index)
      if force.isFinite { forces[stream][index].take(force, at: arrived) }
    }
    return flags
  }

  /// Takes an event of the calibration. It comes after the sample that it is about, so the next one bears the flag.
  func takeEvent(_ fields: RecordFields) {
    let stream = Int(fields.byte(at: 10))
    guard stream < profiles.count, CalibrationEvent.Kind(rawValue: fields.byte(at: 9)) == .jumpRefused else { return }
    values[stream].noteJump(of: Int(fields.byte(at: 11)))
    jumped[stream] = true
  }

  /// Adds what was measured.
  func report(into figures: inout [QualityFigure]) {
    if lostRecords > 0 { figures.append(QualityFigure(.lostRecords, name, Double(lostRecords))) }
    for (index, profile) in profiles.enumerated() {
      let source = "\(name).\(profile.name)"
      if timing[index].samples == 0 {
        // A stream without a rate sends on change, and may have had none.
        if profile.rate > 0 { figures.append(QualityFigure(.silentStreams, source, 1, owner: owner)) }
        continue
      }
      report(timing[index], profile, source, into: &figures)
      for value in profile.values.indices { report(index, value, "\(source).\(profile.values[value].name)", into: &figures) }
    }
  }

  private func report(_ timing: StreamTiming, _ profile: StreamProfile, _ source: String, into figures: inout [QualityFigure]) {
    figures += [
      QualityFigure("samples", source, Double(timing.samples)), QualityFigure("rate_hz", source, timing.rate),
      QualityFigure("lowest_rate_hz", source, timing.slowest.fewest), QualityFigure("jitter_s", source, timing.deviation),
      QualityFigure("age_p50_s", source, timing.usualAge),
    ]
    guard profile.rate > 0 else { return }
    figures += [
      QualityFigure(.longestGap, source, timing.longestGap.seconds, owner: owner),
      QualityFigure(.lateIntervals, source, timing.lateShare, owner: owner),
      QualityFigure(.jitter, source, timing.jitter, owner: owner), QualityFigure(.age, source, timing.worstAge, owner: owner),
      QualityFigure(.outOfOrder, source, timing.disorderedShare, owner: owner),
    ]
    // How often a robot reports is its own affair.
    if owner == .rig { figures.append(QualityFigure(.rate, source, timing.rate / profile.rate)) }
  }

  private func report(_ stream: Int, _ value: Int, _ source: String, into figures: inout [QualityFigure]) {
    figures.append(QualityFigure(.invalid, source, values[stream].invalidShare(of: value), owner: owner))
    guard owner == .rig else { return }
    if profiles[stream].kind == .joints {
      figures.append(QualityFigure(.jumps, source, Double(values[stream].jumps(of: value))))
      if !mayRest[stream][value] { figures.append(QualityFigure(.stuck, source, stuck[stream].longestTime(of: value))) }
    }
    if profiles[stream].kind != .inputs { figures.append(QualityFigure(.saturated, source, values[stream].saturatedShare(of: value))) }
    guard value < forces[stream].count else { return }
    figures.append(QualityFigure(.forceDrift, source, abs(forces[stream][value].baseline.drift)))
    figures.append(QualityFigure(.chatter, source, forces[stream][value].chatter.rate))
  }
}
