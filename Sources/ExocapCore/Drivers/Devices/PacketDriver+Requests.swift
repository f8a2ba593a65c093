extension PacketDriver {
  /// Writes the start where the device has to be told, and the ping where it is due; gives up what is half here.
  ///
  /// True `hasSample`: something whole came out of what was half here.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func poll(now: Timestamp, into request: inout PacketBuffer, raw: inout RawSample) -> PollOutcome {
    var outcome = PollOutcome(hasRequest: false, hasSample: false)
    if now >= flushAt { outcome.hasSample = giveUp(into: &raw) }
    guard isOpen else { return outcome }
    if now >= startAt {
      if hasAsked {
        counters.timeouts &+= 1
        counters.retries &+= 1
      } else if !isFirst {
        counters.timeouts &+= 1
      }
      hasAsked = true
      startAt = now + PacketDriver.startSpacing
      commands.appendStart(to: &request)
      outcome.hasRequest = true
    }
    if now >= pingAt {
      if isPingUnderWay { counters.timeouts &+= 1 }
      token &+= 1
      pingAt = now + PacketDriver.pingPeriod
      pingSentAt = now
      isPingUnderWay = true
      commands.appendPing(token: token, to: &request)
      outcome.hasRequest = true
    }
    return outcome
  }

  /// Takes what the port answered to the request.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func wrote(_ outcome: WriteOutcome, at now: Timestamp) {
    if outcome == .taken { return }
    counters.writeFailures &+= 1
    isPingUnderWay = false
  }

  /// `setUp` tells the device to start, `ping` asks for its clock; a device without the command ignores it.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func request(_ request: DeviceRequest, at now: Timestamp) {
    guard isOpen else { return }
    switch request {
    case .setUp: if !commands.start.isEmpty { startAt = now }
    case .ping: if commands.hasPing { pingAt = now }
    case .tare, .distrust, .trust, .blink: break
    }
  }

  /// When `poll` has something to do.
  package var deadline: Timestamp {
    mutating get { min(min(startAt, pingAt), flushAt) }
  }

  /// The last ping that was answered, once; nil where none was since the last call.
  package mutating func takePing() -> PingExchange? {
    guard hasExchange else { return nil }
    hasExchange = false
    return exchange
  }

  /// How often the device's clock started since this driver was made: when the port was opened, and when the device restarted.
  package var clockStarts: UInt32 {
    mutating get { ticks.starts }
  }
}
