package import ExocapCore

/// A chain of Feetech servos on one half-duplex bus, behind one USB adapter.
///
/// It answers ping, read, write, sync read (STS) and sync write with each servo's own return delay. After a sync read every listed
/// servo has its slot: one that does not answer leaves a gap, and the others answer all the same.
package struct SimulatedFeetechBus: Sendable {
  /// What the person does to it: n positions, n speeds, n loads.
  package var worn: Uncalibration
  package var servos: [SimulatedFeetechServo]
  private let series: FeetechSeries
  private var line: PacedBytes
  private var heard: [UInt8] = []
  private var packets: FeetechPackets

  /// `profile` speaks feetech. The servos of a calibrated arm have the homing offsets that it was calibrated with.
  package init(profile: DeviceProfile, calibration: DeviceCalibration?) {
    guard case .feetech(let bus) = profile.wire else { preconditionFailure("a Feetech bus speaks feetech") }
    worn = Uncalibration(profile: profile, calibration: calibration)
    servos = bus.ids.map { SimulatedFeetechServo(id: $0, baud: profile.line.baud, series: bus.series) }
    for (index, part) in bus.ids.indices.map({ calibration?.fingerprint?.part($0) }).enumerated() where bus.series == .sts {
      if let part { servos[index].setHoming(Int(DeviceIdentity.servo(part).homing)) }
    }
    series = bus.series
    line = PacedBytes(baud: profile.line.baud)
    packets = FeetechPackets(bus.series)
  }

  /// Takes what the host wrote; requests are answered when their last byte is here.
  package mutating func receive(_ bytes: [UInt8], at now: Timestamp) {
    heard += bytes
    while let request = FeetechRequest.take(from: &heard) { answer(request, at: now) }
  }

  /// Removes and returns the bytes that are on the wire by `now`.
  package mutating func poll(now: Timestamp) -> [UInt8] { line.take(now: now) }

  /// When `poll` next has something to do.
  package var deadline: Timestamp { line.deadline }

  // MARK: Requests

  private mutating func answer(_ request: FeetechRequest, at now: Timestamp) {
    for index in servos.indices {
      servos[index].measure(
        position: Int(worn.counts[index]), speed: Int(worn.counts[servos.count + index]), load: Int(worn.counts[2 * servos.count + index]))
    }
    let isForAll = request.id == FeetechPackets.broadcast
    switch request.instruction {
    case .syncRead: if isForAll && series.hasSyncRead { answerSyncRead(request, at: now) }
    case .syncWrite: if isForAll { take(syncWrite: request) }
    case .ping, .read, .write:
      for index in servos.indices where servos[index].isAnswering && (isForAll || servos[index].id == request.id) {
        answer(request, by: index, at: now, isForAll: isForAll)
      }
    }
  }

  private mutating func answer(_ request: FeetechRequest, by index: Int, at now: Timestamp, isForAll: Bool) {
    let parameters = request.parameters
    switch request.instruction {
    case .ping:
      reply(index, [], notBefore: now + servos[index].returnDelay)
    case .read:
      guard !isForAll, parameters.count == 2, let found = servos[index].read(Int(parameters[0]), Int(parameters[1])) else { return }
      reply(index, found, notBefore: now + servos[index].returnDelay)
    case .write:
      guard parameters.count >= 2 else { return }
      // The reply to a new return delay still keeps the old one.
      let delay = servos[index].returnDelay
      servos[index].write(Int(parameters[0]), Array(parameters[1...]))
      if !isForAll && servos[index].answersWrites { reply(index, [], notBefore: now + delay) }
    case .syncRead, .syncWrite: break
    }
  }

  private mutating func answerSyncRead(_ request: FeetechRequest, at now: Timestamp) {
    guard request.parameters.count > 2 else { return }
    let length = Int(request.parameters[1])
    var slot = now
    for id in request.parameters[2...] {
      let index = servos.firstIndex { $0.id == id && $0.isAnswering }
      let delay = index.map { servos[$0].returnDelay } ?? .zero
      if let index, let found = servos[index].read(Int(request.parameters[0]), length) { reply(index, found, notBefore: slot + delay) }
      slot = slot + max(FeetechTiming.slot, delay + line.time(of: 6 + length))
    }
  }

  private mutating func take(syncWrite request: FeetechRequest) {
    guard request.parameters.count > 2 else { return }
    let length = Int(request.parameters[1])
    var rest = request.parameters[2...]
    while rest.count >= 1 + length {
      if let index = servos.firstIndex(where: { $0.id == rest[rest.startIndex] }), servos[index].isAnswering {
        servos[index].write(Int(request.parameters[0]), Array(rest.dropFirst().prefix(length)))
      }
      rest = rest.dropFirst(1 + length)
    }
  }

  private mutating func reply(_ index: Int, _ bytes: [UInt8], notBefore time: Timestamp) {
    var packet = PacketBuffer()
    packets.beginReply(id: servos[index].id, error: servos[index].errors, in: &packet)
    for byte in bytes { packet.append(byte) }
    packets.finish(&packet)
    line.append(packet.toArray(), notBefore: time)
  }
}
