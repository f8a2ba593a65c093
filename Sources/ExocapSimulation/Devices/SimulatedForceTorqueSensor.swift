package import ExocapCore

/// A Robotiq FT-300: streams once it is told to, until it is told to stop.
package struct SimulatedForceTorqueSensor: Sendable {
  /// [Hz]
  package static let rate = 100.0
  /// So many 0xFF in a row stop the stream; Robotiq's example sends about fifty.
  package static let stopLength = 40

  /// What the person does to it.
  package var worn: Uncalibration
  package private(set) var isStreaming: Bool
  private let period = Interval.seconds(rounding: 1 / SimulatedForceTorqueSensor.rate)
  private let startRequest: [UInt8]
  private var checksum = CRC16Modbus()
  private var nextPacket: Timestamp
  private var line: PacedBytes
  /// The last bytes that the host wrote.
  private var heard: [UInt8] = []
  private var stopBytes = 0

  /// `isStreaming`: it was told to stream before.
  package init(profile: DeviceProfile, calibration: DeviceCalibration?, start: Timestamp, isStreaming: Bool = false) {
    precondition(profile.wire == .ft300, "a force-torque sensor speaks ft300")
    worn = Uncalibration(profile: profile, calibration: calibration)
    self.isStreaming = isStreaming
    nextPacket = start
    line = PacedBytes(baud: profile.line.baud)
    var packet = PacketBuffer()
    FT300Packets.appendStartRequest(to: &packet, checksum: &checksum)
    startRequest = packet.toArray()
  }

  /// Takes what the host wrote.
  package mutating func receive(_ bytes: [UInt8], at now: Timestamp) {
    for byte in bytes {
      stopBytes = byte == 0xFF ? stopBytes + 1 : 0
      if stopBytes >= SimulatedForceTorqueSensor.stopLength { isStreaming = false }
      heard.append(byte)
      if heard.count > startRequest.count { heard.removeFirst() }
      if heard == startRequest { start(at: now) }
    }
  }

  private mutating func start(at now: Timestamp) {
    heard = []
    var packet = PacketBuffer()
    FT300Packets.appendStartReply(to: &packet, checksum: &checksum)
    line.append(packet.toArray(), notBefore: now + .milliseconds(1))
    if !isStreaming { nextPacket = line.freeAt + period }
    isStreaming = true
  }

  /// Removes and returns the bytes that are on the wire by `now`.
  package mutating func poll(now: Timestamp) -> [UInt8] {
    if isStreaming && now >= nextPacket {
      let missed = (now - nextPacket).nanoseconds / period.nanoseconds
      nextPacket = nextPacket + period * missed
      line.append(reading(), notBefore: nextPacket)
      nextPacket = nextPacket + period
    }
    return line.take(now: now)
  }

  private mutating func reading() -> [UInt8] {
    let counts = worn.counts
    let readings = InlineArray<6, Int16> { Int16(min(max(counts[$0], -32768), 32767)) }
    var packet = PacketBuffer()
    FT300Packets.appendReading(readings, to: &packet, checksum: &checksum)
    return packet.toArray()
  }

  /// When `poll` next has something to do.
  package var deadline: Timestamp { min(line.deadline, isStreaming ? nextPacket : .distantFuture) }
}
