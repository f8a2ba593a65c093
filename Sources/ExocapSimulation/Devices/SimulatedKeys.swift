package import ExocapCore

/// A pedal or keyboard as the port gives it: an event for each change, and now and then the state of all keys, as after opening.
package struct SimulatedKeys: Sendable {
  /// How often it looks at what the person does: a pedal is scanned 100 times a second or so.
  package static var scan: Interval { .milliseconds(10) }
  /// How often it tells the state of all keys: it does not see when its port is opened.
  package static var wholeState: Interval { .seconds(1) }

  /// What the person does to it.
  package var worn: Uncalibration
  private let codes: [UInt16]
  private var told: [Bool]
  private var nextScan: Timestamp
  private var nextWhole: Timestamp
  private var line: PacedBytes

  /// `profile` speaks keys. The state of all keys is told at `start`.
  package init(profile: DeviceProfile, calibration: DeviceCalibration?, start: Timestamp) {
    guard case .keys(let format) = profile.wire else { preconditionFailure("keys speak keys") }
    worn = Uncalibration(profile: profile, calibration: calibration)
    codes = format.codes
    told = Array(repeating: false, count: format.codes.count)
    nextScan = start
    nextWhole = start
    line = PacedBytes(baud: profile.line.baud)
  }

  /// Removes and returns the bytes that are on the wire by `now`.
  package mutating func poll(now: Timestamp) -> [UInt8] {
    if now >= nextScan {
      nextScan = nextScan + SimulatedKeys.scan * ((now - nextScan).nanoseconds / SimulatedKeys.scan.nanoseconds + 1)
      let down = codes.indices.map { worn.counts[$0] >= 0.5 }
      if now >= nextWhole {
        nextWhole = now + SimulatedKeys.wholeState
        line.append(state(down, at: now), notBefore: now)
      } else if down != told {
        line.append(changes(to: down, at: now), notBefore: now)
      }
      told = down
    }
    return line.take(now: now)
  }

  /// When `poll` next has something to do.
  package var deadline: Timestamp { min(line.deadline, nextScan) }

  private func state(_ down: [Bool], at now: Timestamp) -> [UInt8] {
    let keys = codes.indices.filter { down[$0] }.map { (InputEvent.key, codes[$0], UInt32(1)) }
    return events([(InputEvent.synchronisation, InputEvent.allKeysUp, 0)] + keys, at: now)
  }

  private func changes(to down: [Bool], at now: Timestamp) -> [UInt8] {
    events(codes.indices.filter { down[$0] != told[$0] }.map { (InputEvent.key, codes[$0], down[$0] ? 1 : 0) }, at: now)
  }

  /// The events and the end of their report.
  private func events(_ events: [(type: UInt16, code: UInt16, value: UInt32)], at now: Timestamp) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: (events.count + 1) * InputEvent.length)
    var count = 0
    var span = bytes.mutableSpan
    for event in events { count = InputEvent.put(event.type, event.code, event.value, at: now, into: &span, from: count) }
    _ = InputEvent.put(InputEvent.synchronisation, InputEvent.report, 0, at: now, into: &span, from: count)
    return bytes
  }
}
