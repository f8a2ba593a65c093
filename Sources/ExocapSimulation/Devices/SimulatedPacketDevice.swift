package import ExocapCore

/// A device whose packets its profile describes: sends every message at its rate, starts where it is told to, answers pings.
package struct SimulatedPacketDevice: Sendable {
  /// What an answer takes.
  private static var answerTime: Interval { .microseconds(200) }
  /// [B] Of what the host wrote: longer than every command.
  private static let longestHeard = 600

  /// What the person does to it.
  package var worn: Uncalibration
  /// Whether it was told to start, or needs not to be.
  package private(set) var isStreaming: Bool
  /// What it says of itself where its messages have room for it.
  package var unit: UInt32 = 1
  package var firmware: UInt32 = 1
  /// [-] How much faster its clock runs than the true time.
  package var drift = 0.0
  private let format: PacketFormat
  private let encoder: PacketEncoder
  private let startBytes: [UInt8]
  /// When its clock was 0.
  private var born: Timestamp
  /// When each message is due; `.distantFuture` for those that do not come by themselves.
  private var due: [Timestamp]
  private var sequences: [UInt32]
  private var line: PacedBytes
  /// The last bytes that the host wrote.
  private var heard: [UInt8] = []

  /// `profile` speaks packets. A device without a start command sends from `start` on.
  package init(profile: DeviceProfile, calibration: DeviceCalibration?, start: Timestamp) {
    guard case .packets(let format) = profile.wire else { preconditionFailure("such a device speaks packets") }
    worn = Uncalibration(profile: profile, calibration: calibration)
    self.format = format
    encoder = PacketEncoder(format: format)
    startBytes = format.start.map { [encoder] in encoder.command($0) } ?? []
    isStreaming = format.start == nil
    born = start
    due = Array(repeating: .distantFuture, count: format.messages.count)
    sequences = Array(repeating: 0, count: format.messages.count)
    line = PacedBytes(baud: profile.line.baud)
    if isStreaming { schedule(from: start) }
  }

  private mutating func schedule(from time: Timestamp) {
    for (index, message) in format.messages.enumerated() {
      // What comes on change is told once, when it starts.
      due[index] = message.rate > 0 || (message.placeCount > 0 && index != format.ping?.reply) ? time : .distantFuture
      if message.fields.contains(where: { $0.role == .unit || $0.role == .firmware }) { due[index] = time }
    }
  }

  /// Starts anew, as after a loss of power: the clock is 0, numbers begin again, nothing is sent until it is told.
  package mutating func restart(at now: Timestamp) {
    born = now
    sequences = Array(repeating: 0, count: sequences.count)
    heard = []
    line.removeAll()
    isStreaming = format.start == nil
    due = Array(repeating: .distantFuture, count: due.count)
    if isStreaming { schedule(from: now) }
  }

  /// Takes what the host wrote.
  package mutating func receive(_ bytes: [UInt8], at now: Timestamp) {
    for byte in bytes {
      heard.append(byte)
      if heard.count > SimulatedPacketDevice.longestHeard { heard.removeFirst() }
      if !startBytes.isEmpty && heard.suffix(startBytes.count) == startBytes[...] {
        heard = []
        if !isStreaming { schedule(from: max(now + SimulatedPacketDevice.answerTime, line.freeAt)) }
        isStreaming = true
      } else if let echo = pingEcho() {
        heard = []
        answer(echo, at: now)
      }
    }
  }

  /// The echo that a ping at the end of what was heard asks for; nil where there is no ping.
  private func pingEcho() -> [UInt8]? {
    guard let ping = format.ping else { return nil }
    let length = echoLength(ping)
    let whole = encoder.command(ping.command, echo: Array(repeating: 0xA5, count: length))
    guard heard.count >= whole.count else { return nil }
    // The echo is the payload's end, before the checksum.
    var plain = Array(heard.suffix(whole.count))
    if format.ending == .cobs {
      guard heard.last == 0, let block = PacketEncoder.unstuffed(Array(heard.dropLast().reversed().prefix { $0 != 0 }.reversed())) else {
        return nil
      }
      plain = block
    }
    guard plain.count >= length + format.checksum.length else { return nil }
    let echo = Array(plain.dropLast(format.checksum.length).suffix(length))
    let expected = encoder.command(ping.command, echo: echo)
    return heard.suffix(expected.count) == expected[...] ? echo : nil
  }

  private func echoLength(_ ping: PacketPing) -> Int {
    format.messages[ping.reply].fields.first { $0.role == .echo }?.number.length ?? 0
  }

  private mutating func answer(_ echo: [UInt8], at now: Timestamp) {
    guard let ping = format.ping else { return }
    let isBig = format.messages[ping.reply].fields.first { $0.role == .echo }?.isBigEndian ?? false
    let value = (isBig ? echo : echo.reversed()).reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
    send(ping.reply, at: now + SimulatedPacketDevice.answerTime, echo: value)
  }

  private mutating func send(_ index: Int, at time: Timestamp, echo: UInt32 = 0) {
    let number = format.sequence == nil ? sequences[index] : sequences.reduce(0, &+)
    let extras = PacketEncoder.Extras(sequence: number, ticks: ticks(at: time), echo: echo, unit: unit, firmware: firmware)
    sequences[index] &+= 1
    line.append(encoder.packet(index, counts: worn.counts, extras), notBefore: time)
  }

  /// Its clock.
  private func ticks(at time: Timestamp) -> UInt64 {
    let tick = format.deviceClock?.tick ?? 1
    return UInt64(max(0, Double((time - born).nanoseconds) * (1 + drift) / tick))
  }

  /// Removes and returns the bytes that are on the wire by `now`.
  package mutating func poll(now: Timestamp) -> [UInt8] {
    for index in due.indices where now >= due[index] {
      let rate = format.messages[index].rate
      guard rate > 0 else {
        send(index, at: due[index])
        due[index] = .distantFuture
        continue
      }
      // A caller that comes late gets one packet, with what is worn now: the others it did not see.
      let period = Interval.seconds(rounding: 1 / rate)
      due[index] = due[index] + period * ((now - due[index]).nanoseconds / period.nanoseconds)
      // The firmware waits for its line, and leaves out what would be old by then.
      if line.freeAt < due[index] + period { send(index, at: due[index]) }
      due[index] = due[index] + period
    }
    return line.take(now: now)
  }

  /// When `poll` next has something to do.
  package var deadline: Timestamp { min(line.deadline, due.min() ?? .distantFuture) }
}
