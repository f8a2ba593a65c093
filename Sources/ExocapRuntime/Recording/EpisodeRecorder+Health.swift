internal import ExocapCore
internal import MCAP

extension EpisodeRecorder {
  /// Says how every source of samples is doing.
  func writeHealth() {
    // By index: an iterator over an array allocates where the compiler does not optimise, and then tests could not count.
    for index in channels.health.indices {
      guard let reading = read(DeviceID(index)) else { continue }
      writeHealth(reading, channels.health[index])
    }
  }

  private func writeHealth(_ reading: DeviceReading, _ health: RecordingChannels.Health) {
    let status = reading.status
    var message = messages.begin(health.size)
    message.write(time: messages.wallTime(now))
    message.write(status.isOpen)
    message.write(status.openings)
    message.write(status.counters, resyncs: status.resyncs)
    message.write(status.errorFrames)
    message.write(status.lostSamples)
    message.write(reading.lostRecords)
    message.write(status.occupancy(baud: health.baud))
    message.write(status.clock, isThere: health.hasClock)
    message.write(names: health.streams)
    message.write(reading.streams) { $0.write($1.samples) }
    message.write(reading.streams) { $0.write($1.gaps) }
    message.write(reading.streams) { $0.write($1.longestGap.seconds) }
    message.write(reading.streams) { $0.write($1.invalid) }
    message.write(reading.streams) { $0.write($1.saturated) }
    message.write(reading.streams) { $0.write($1.saturations) }
    message.write(reading.streams) { $0.write($1.jumps) }
    message.write(reading.streams) { $0.write($1.tickAge.p50) }
    message.write(reading.streams) { $0.write($1.tickAge.p99) }
    message.write(names: health.nodes)
    message.write(nodes: health.nodes.count) { $0.write(status.state(ofNode: $1).rawValue) }
    message.write(nodes: health.nodes.count) { $0.write(status.nodes[$1].replies) }
    message.write(nodes: health.nodes.count) { $0.write(status.nodes[$1].retries) }
    message.write(nodes: health.nodes.count) { $0.write(status.nodes[$1].timeouts) }
    message.write(nodes: health.nodes.count) { $0.write(status.nodes[$1].errors) }
    message.write(nodes: health.nodes.count) { $0.write(status.nodes[$1].alerts) }
    messages.end(message, health.channel, at: now, made: now)
  }
}

extension CDRWriter {
  fileprivate mutating func write(_ counters: DriverCounters, resyncs: UInt64) {
    write(counters.packets)
    write(counters.skippedBytes)
    write(resyncs)
    write(counters.badChecksums)
    write(counters.truncated)
    write(counters.overlong)
    write(counters.malformed)
    write(counters.timeouts)
    write(counters.retries)
    write(counters.deviceErrors)
    write(counters.hardwareAlerts)
    write(counters.writeFailures)
    write(counters.sequenceGaps)
  }

  fileprivate mutating func write(_ clock: ClockState, isThere: Bool) {
    write(isThere && clock.isSettled)
    write(isThere && clock.isTwoWay)
    write(isThere ? clock.drift : .nan)
    write(isThere ? clock.bias.seconds : .nan)
    write(isThere ? clock.residual : .nan)
  }

  /// A sequence with one element for each stream.
  fileprivate mutating func write(_ streams: [StreamFigures], each: (inout CDRWriter, StreamFigures) -> Void) {
    writeSequenceCount(streams.count)
    for index in streams.indices { each(&self, streams[index]) }
  }

  /// A sequence with one element for each node of a bus.
  fileprivate mutating func write(nodes count: Int, each: (inout CDRWriter, Int) -> Void) {
    writeSequenceCount(count)
    for index in 0..<count { each(&self, index) }
  }
}
