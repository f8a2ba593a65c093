package import ExocapCore

/// A chain of Dynamixel servos on one half-duplex bus, behind one USB adapter.
///
/// It answers ping, read, write, sync read, fast sync read, sync write and reboot with each servo's own return delay. A servo that
/// does not answer silences those listed behind it, as they wait for its reply.
package struct SimulatedServoChain: Sendable {
  /// What the person does to it: n positions, n velocities, n currents.
  package var worn: Uncalibration
  package var servos: [SimulatedServo]
  /// Older firmware does not know fast sync read and stays silent.
  package var knowsFastSyncRead = true
  private var line: PacedBytes
  private var heard: [UInt8] = []
  private var packets = DynamixelPackets()

  /// `profile` speaks dynamixel2.
  package init(profile: DeviceProfile, calibration: DeviceCalibration?) {
    guard case .dynamixel2(let bus) = profile.wire else { preconditionFailure("a servo chain speaks dynamixel2") }
    worn = Uncalibration(profile: profile, calibration: calibration)
    servos = bus.ids.map { SimulatedServo(id: $0, baud: profile.line.baud) }
    line = PacedBytes(baud: profile.line.baud)
  }

  /// Takes what the host wrote; requests are answered when their last byte is here.
  package mutating func receive(_ bytes: [UInt8], at now: Timestamp) {
    heard += bytes
    while let request = DynamixelRequest.take(from: &heard) { answer(request, at: now) }
  }

  /// Removes and returns the bytes that are on the wire by `now`.
  package mutating func poll(now: Timestamp) -> [UInt8] { line.take(now: now) }

  /// When `poll` next has something to do.
  package var deadline: Timestamp { line.deadline }

  // MARK: Requests

  private mutating func answer(_ request: DynamixelRequest, at now: Timestamp) {
    measure(now)
    let isForAll = request.id == DynamixelPackets.broadcast
    switch request.instruction {
    case .syncRead: if isForAll { answerSyncRead(request, at: now) }
    case .fastSyncRead: if isForAll && knowsFastSyncRead { answerFastSyncRead(request, at: now) }
    case .syncWrite: if isForAll { take(syncWrite: request) }
    case .ping, .read, .write, .reboot:
      var time = now
      for index in servos.indices where servos[index].isAnswering && (isForAll || servos[index].id == request.id) {
        answer(request, by: index, &time, isForAll: isForAll)
      }
    case .status: break
    }
  }

  private mutating func answer(_ request: DynamixelRequest, by index: Int, _ time: inout Timestamp, isForAll: Bool) {
    let parameters = request.parameters
    switch request.instruction {
    case .ping:
      reply(index, 0, Array(servos[index].registers[0..<2]) + [servos[index].registers[6]], &time)
    case .read:
      guard !isForAll, servos[index].statusLevel >= 1, parameters.count == 4 else { return }
      let found = servos[index].read(request.word(0), request.word(2))
      reply(index, found == nil ? 7 : 0, found ?? [], &time)
    case .write:
      guard parameters.count >= 3 else { return }
      let delay = servos[index].returnDelay
      let error = servos[index].write(request.word(0), Array(parameters[2...]))
      // The reply to a new return delay still keeps the old one.
      if !isForAll && servos[index].statusLevel >= 2 { reply(index, error, [], &time, after: delay) }
    case .reboot:
      if !isForAll && servos[index].statusLevel >= 2 { reply(index, 0, [], &time) }
      servos[index].reboot()
    case .status, .syncRead, .syncWrite, .fastSyncRead: break
    }
  }

  private mutating func answerSyncRead(_ request: DynamixelRequest, at now: Timestamp) {
    guard request.parameters.count > 4 else { return }
    var time = now
    for id in request.parameters[4...] {
      guard let index = place(id), servos[index].isAnswering, servos[index].statusLevel >= 1 else { return }
      let found = servos[index].read(request.word(0), request.word(2))
      reply(index, found == nil ? 7 : 0, found ?? [], &time)
    }
  }

  private mutating func answerFastSyncRead(_ request: DynamixelRequest, at now: Timestamp) {
    guard request.parameters.count > 4 else { return }
    let ids = request.parameters[4...]
    var packet = PacketBuffer()
    packets.beginFastReply(nodes: ids.count, length: request.word(2), in: &packet)
    var blocks = 0
    for id in ids {
      guard let index = place(id), servos[index].isAnswering, servos[index].statusLevel >= 1,
        let found = servos[index].read(request.word(0), request.word(2))
      else { break }
      packets.beginFastBlock(id: id, error: servos[index].alertBit, in: &packet)
      for byte in found { packet.append(byte) }
      packets.finishFastBlock(&packet)
      blocks += 1
    }
    guard blocks > 0, let first = ids.first.flatMap(place) else { return }
    line.append(packet.toArray(), notBefore: now + servos[first].returnDelay)
  }

  private mutating func take(syncWrite request: DynamixelRequest) {
    guard request.parameters.count > 4 else { return }
    let length = request.word(2)
    var rest = request.parameters[4...]
    while rest.count >= 1 + length {
      let id = rest[rest.startIndex]
      if let index = place(id), servos[index].isAnswering {
        _ = servos[index].write(request.word(0), Array(rest.dropFirst().prefix(length)))
      }
      rest = rest.dropFirst(1 + length)
    }
  }

  // MARK: Replies

  /// Adds the status packet of one servo after its return delay; `time` moves to its end.
  private mutating func reply(_ index: Int, _ error: UInt8, _ bytes: [UInt8], _ time: inout Timestamp, after delay: Interval? = nil) {
    var packet = PacketBuffer()
    packets.begin(.status, id: servos[index].id, in: &packet)
    packets.parameter(error | servos[index].alertBit, in: &packet)
    for byte in bytes { packets.parameter(byte, in: &packet) }
    packets.finish(&packet)
    line.append(packet.toArray(), notBefore: time + (delay ?? servos[index].returnDelay))
    time = line.freeAt
  }

  private func place(_ id: UInt8) -> Int? { servos.firstIndex { $0.id == id } }

  private mutating func measure(_ now: Timestamp) {
    let count = servos.count
    for index in servos.indices {
      servos[index].measure(
        position: Int32(worn.counts[index]), velocity: Int32(worn.counts[count + index]),
        current: Int16(min(max(worn.counts[2 * count + index], -32768), 32767)), at: now)
    }
  }
}
