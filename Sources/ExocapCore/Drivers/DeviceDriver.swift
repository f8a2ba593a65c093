/// The driver of one device: the closed catalog of wire protocols, as one value without references.
///
/// It holds the state of every protocol, of which only the one named by `kind` is used: so a call is a switch and a direct
/// call, without existentials, generics or copies. A protocol is added here, in `WireProtocol` and in a file of its own.
///
/// Order of calls, all by the device's own thread: `opened`, then `receive` for each byte and `endPacket` where a datagram
/// ends, `poll` at least at its deadline, `wrote` with what the port answered to a request of `poll`, and `closed`.
package struct DeviceDriver: ~Copyable {
  /// Which protocol a device speaks: one case a driver.
  package enum Kind: UInt8, BitwiseCopyable, Sendable, CaseIterable {
    case text
    case dynamixel
    case ft300
    case link
  }

  package let kind: Kind
  var text: TextLineDriver
  var dynamixel: DynamixelDriver
  var ft300: FT300Driver
  var link: LinkStateDriver

  /// The driver that `wire` names. Allocates all that it will ever need. `robot` and `jointMapHash`: whose states a link takes;
  /// nil: of any robot.
  package init(_ wire: WireProtocol, line: SerialLine, robot: UInt32? = nil, jointMapHash: UInt32? = nil) {
    var format = TextLineFormat(columns: 1)
    var bus = DynamixelBus(ids: [1], block: .position, read: .sync, rate: 1, returnDelay: .zero, setup: [])
    var busLine = SerialLine(baud: 57_600)
    switch wire {
    case .text(let given):
      kind = .text
      format = given
    case .dynamixel2(let given):
      kind = .dynamixel
      bus = given
      busLine = line
    case .ft300: kind = .ft300
    case .link: kind = .link
    }
    text = TextLineDriver(format)
    dynamixel = DynamixelDriver(bus, line: busLine)
    ft300 = FT300Driver()
    link = LinkStateDriver(robot: robot, jointMapHash: jointMapHash)
  }
}

extension DeviceDriver {
  /// Takes note that the port is open: half packets and requests under way are forgotten.
  package mutating func opened(at now: Timestamp) {
    switch kind {
    case .text: text.opened(at: now)
    case .dynamixel: dynamixel.opened(at: now)
    case .ft300: ft300.opened(at: now)
    case .link: link.opened(at: now)
    }
  }

  /// Takes one byte. True where it completes a packet: then `raw` holds it.
  package mutating func receive(_ byte: UInt8, at arrival: Timestamp, into raw: inout RawSample) -> Bool {
    switch kind {
    case .text: text.receive(byte, at: arrival, into: &raw)
    case .dynamixel: dynamixel.receive(byte, at: arrival, into: &raw)
    case .ft300: ft300.receive(byte, at: arrival, into: &raw)
    case .link: link.receive(byte, at: arrival, into: &raw)
    }
  }

  /// Takes bytes from index `start` on, as `receive` takes one, until one completes a packet: then `raw` holds it.
  /// Returns the index behind that byte; nil where the bytes end before.
  package mutating func receive(
    _ bytes: borrowing Span<UInt8>, from start: Int, at arrival: Timestamp, into raw: inout RawSample
  ) -> Int? {
    if kind == .text { return text.receive(bytes, from: start, at: arrival, into: &raw) }
    if kind == .link {
      link.receive(bytes, from: start)
      return nil
    }
    for index in start..<bytes.count where receive(bytes[index], at: arrival, into: &raw) { return index &+ 1 }
    return nil
  }

  /// Takes the end of a datagram. True where it completes a packet: then `raw` holds it.
  package mutating func endPacket(at arrival: Timestamp, into raw: inout RawSample) -> Bool {
    switch kind {
    case .text, .dynamixel, .ft300: false
    case .link: link.endPacket(at: arrival, into: &raw)
    }
  }

  /// Writes what must be sent now into `request`, which the caller has emptied.
  ///
  /// A poll may also end a turn that some did not answer: then `raw` is complete as after a true `receive`.
  package mutating func poll(
    now: Timestamp, feedback: inout Feedback, into request: inout PacketBuffer, raw: inout RawSample
  ) -> PollOutcome {
    switch kind {
    case .text, .link: PollOutcome(hasRequest: false, hasSample: false)
    case .dynamixel: dynamixel.poll(now: now, feedback: &feedback, into: &request, raw: &raw)
    case .ft300: ft300.poll(now: now, into: &request)
    }
  }

  /// Takes what the port answered to the request of the last `poll`.
  package mutating func wrote(_ outcome: WriteOutcome, at now: Timestamp) {
    switch kind {
    case .text, .link: break
    case .dynamixel: dynamixel.wrote(outcome, at: now)
    case .ft300: ft300.wrote(outcome, at: now)
    }
  }

  /// Takes a person's request. What a protocol does not have is ignored.
  package mutating func request(_ request: DeviceRequest, at now: Timestamp) {
    switch kind {
    case .text, .link: break
    case .dynamixel: dynamixel.request(request, at: now)
    case .ft300: ft300.request(request, at: now)
    }
  }

  /// Takes note that the port is gone.
  package mutating func closed(at now: Timestamp) {
    switch kind {
    case .text: text.closed(at: now)
    case .dynamixel: dynamixel.closed(at: now)
    case .ft300: ft300.closed(at: now)
    case .link: link.closed(at: now)
    }
  }

  /// When `poll` next wants to be called, if nothing arrives before; `.distantFuture` where it has nothing to ask.
  package var deadline: Timestamp {
    mutating get {
      switch kind {
      case .text, .link: .distantFuture
      case .dynamixel: dynamixel.deadline
      case .ft300: ft300.deadline
      }
    }
  }

  /// What was seen on the wire.
  package var counters: DriverCounters {
    mutating get {
      switch kind {
      case .text: text.counters
      case .dynamixel: dynamixel.counters
      case .ft300: ft300.counters
      case .link: link.counters
      }
    }
  }

  /// Who the device says it is; without parts where its protocol does not tell.
  package var identity: DeviceIdentity {
    mutating get {
      switch kind {
      case .text, .ft300, .link: DeviceIdentity()
      case .dynamixel: dynamixel.identity
      }
    }
  }

  /// Counts what was learnt or forgotten of `identity`.
  var identityChanges: UInt32 {
    mutating get {
      switch kind {
      case .text, .ft300, .link: 0
      case .dynamixel: dynamixel.identityChanges
      }
    }
  }

  /// What a Dynamixel bus is like; of a bus that is not used where the device is no such bus.
  package var dynamixelState: DynamixelBusState {
    mutating get { dynamixel.state }
  }

  /// Saves or restores the state of the protocol in use.
  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    switch kind {
    case .text: text.checkpoint(&archive)
    case .dynamixel: dynamixel.checkpoint(&archive)
    case .ft300: ft300.checkpoint(&archive)
    case .link: link.checkpoint(&archive)
    }
  }
}
