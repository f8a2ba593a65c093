package import ExocapCore

/// A device that prints a line of numbers at its rate, whether anybody listens or not.
package struct SimulatedTextDevice: Sendable {
  /// What the person does to it.
  package var worn: Uncalibration
  private let builder: TextLineBuilder
  private let period: Interval
  private var nextLine: Timestamp
  private var line: PacedBytes

  /// `profile` speaks text and has a stream with a rate. The first line starts at `start`.
  package init(profile: DeviceProfile, calibration: DeviceCalibration?, start: Timestamp) {
    guard case .text(let format) = profile.wire else { preconditionFailure("a text device speaks text") }
    let rate = profile.streams.map(\.rate).max() ?? 0
    precondition(rate > 0, "a text device prints at a rate")
    worn = Uncalibration(profile: profile, calibration: calibration)
    builder = TextLineBuilder(format)
    period = .seconds(rounding: 1 / rate)
    nextLine = start
    line = PacedBytes(baud: profile.line.baud)
  }

  /// Takes what the host wrote: such a device does not listen.
  package mutating func receive(_ bytes: [UInt8], at now: Timestamp) {}

  /// Removes and returns the bytes that are on the wire by `now`.
  package mutating func poll(now: Timestamp) -> [UInt8] {
    // A caller that comes late gets one line, with what is worn now: the others it did not see.
    if now >= nextLine {
      let missed = (now - nextLine).nanoseconds / period.nanoseconds
      nextLine = nextLine + period * missed
      // The firmware prints when its line is free.
      if line.freeAt <= nextLine { line.append(builder.line(worn.counts), notBefore: nextLine) }
      nextLine = nextLine + period
    }
    return line.take(now: now)
  }

  /// When `poll` next has something to do.
  package var deadline: Timestamp { min(line.deadline, nextLine) }
}
