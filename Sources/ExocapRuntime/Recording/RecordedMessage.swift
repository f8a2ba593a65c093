package import ExocapCore
internal import MCAP

/// One message of a recording, as plots and summaries want it.
package enum RecordedMessage: Sendable {
  case joints(RecordedJoints)
  case values(RecordedValues)
  case command(RecordedCommand)
  case latency(RecordedLatency)
  case event(RecordedEvent)
  case quality(RecordedQuality)
  case health(RecordedHealth)
}

/// Joints of a device or robot, or of a command that was sent.
package struct RecordedJoints: Sendable, Equatable {
  package var names: [String]
  /// [rad | m] NaN where not known.
  package var position: [Double]
  /// [rad/s | m/s] Empty where not measured.
  package var velocity: [Double]
  /// [N·m | N | A] Empty where not measured.
  package var effort: [Double]
}

/// Forces, buttons, axes, or what a gate says of a lease.
package struct RecordedValues: Sendable, Equatable {
  package var names: [String]
  /// [N | -] NaN where not known.
  package var values: [Double]
  /// Bit i: value i was measured for this sample.
  package var valid: UInt64
  package var saturated: UInt64
}

/// A set-point at one stage.
package struct RecordedCommand: Sendable, Equatable {
  package var tick: UInt64
  /// [rad | m] In profile order; NaN where the stage says nothing.
  package var q: [Double]
  /// [rad/s | m/s] As `q`.
  package var dq: [Double]
  /// [N·m | N] As `q`.
  package var tau: [Double]
  /// [N·m/rad | N/m] As `q`.
  package var kp: [Double]
  /// [N·m·s/rad | N·s/m] As `q`.
  package var kd: [Double]
  /// [N] By joint group.
  package var gripForce: [Double]
  /// [-] 0 … 1 by joint group.
  package var weight: [Double]
  package var engaged: JointGroups
  /// By joint; empty where the stage is not limited.
  package var clipping: [Clipping]
}

/// Where the time of a tick went.
package struct RecordedLatency: Sendable, Equatable {
  package var tick: UInt64
  /// [s] NaN where a timer started the tick.
  package var arrivalToTick: Double
  /// [s] Of `step`.
  package var step: Double
  /// [s] Of the send.
  package var send: Double
  /// [s] NaN where a timer started the tick.
  package var arrivalToSent: Double
  /// [s] NaN where no measurement was behind the command.
  package var captureToSent: Double
  /// The newest command that the robot said it accepted; 0: none.
  package var acceptedSequence: UInt64
  /// [s] Its way to the robot over the least of 10 s; NaN: not known.
  package var acceptedDelay: Double
  /// [s] From its send to the robot's word of it, less what the robot kept it; NaN: not known.
  package var acceptedRoundTrip: Double
  /// The robot's id.
  package var robot: String
}

/// What is wrong with samples or ticks from one on, until the next such message of the same stream.
package struct RecordedQuality: Sendable, Equatable {
  /// Of the device; nil: the robot's ticks.
  package var stream: Int?
  /// Of the device's samples, or of the robot's ticks.
  package var sequence: UInt64
  package var flags: QualityFlags
}

extension Recording {
  /// A message with its place and time.
  package struct Entry: Sendable {
    package var topic: String
    /// [s] Since the episode's beginning.
    package var time: Double
    package var message: RecordedMessage
  }

  /// Hands every message of the topics that `wants` names to `body`, in the order in which they were written.
  ///
  /// Returns what could not be read.
  @discardableResult
  package func read(topics wants: (String) -> Bool, body: (Entry) -> Void) -> [RecordingDamage] {
    var scan = RecordingScan(self)
    let wanted = channels.filter { wants($0.value.topic) }
    let start = start == .never ? 0 : start.nanoseconds + clockOffset
    while let message = scan.next() {
      guard let channel = wanted[message.channelID], let decoded = Self.decode(message, channel) else { continue }
      let time = Double(Int64(clamping: message.logTime) - start) * 1e-9
      body(Entry(topic: channel.topic, time: time, message: decoded))
    }
    return scan.damages
  }

  /// Nil where a topic is not for people, or the message is not what its schema says.
  private static func decode(_ message: Message, _ channel: Channel) -> RecordedMessage? {
    do throws(CDRError) {
      // SAFETY: the reader does not outlive the message.
      var reader = try unsafe CDRReader(message.payload)
      switch RecordingSchema(rawValue: channel.schemaID) {
      case .jointState: return .joints(try RecordedJoints(&reader))
      case .forces, .values: return .values(try RecordedValues(&reader))
      case .command: return .command(try RecordedCommand(&reader))
      case .latency: return .latency(try RecordedLatency(&reader))
      case .event: return .event(try RecordedEvent(&reader))
      case .quality: return .quality(try RecordedQuality(&reader))
      case .health: return .health(try RecordedHealth(&reader))
      case .rawCall, .tick, .checkpoint, .datagram, .clockSync, .session, .recorder, nil: return nil
      }
    } catch {
      return nil
    }
  }
}

extension CDRReader {
  fileprivate mutating func readNames() throws(CDRError) -> [String] {
    var names: [String] = []
    for _ in 0..<(try readSequenceCount()) { names.append(try readString()) }
    return names
  }

  fileprivate mutating func skipHeader() throws(CDRError) {
    _ = try readTime()
    _ = try readString()
  }
}

extension RecordedJoints {
  init(_ reader: inout CDRReader) throws(CDRError) {
    try reader.skipHeader()
    names = try reader.readNames()
    position = try reader.readSequence()
    velocity = try reader.readSequence()
    effort = try reader.readSequence()
  }
}

extension RecordedValues {
  init(_ reader: inout CDRReader) throws(CDRError) {
    try reader.skipHeader()
    valid = try reader.read()
    saturated = try reader.read()
    values = try reader.readSequence()
    _ = try reader.readSequence(of: Double.self)
    _ = try reader.readSequence(of: Double.self)
    names = try reader.readNames()
  }
}

extension RecordedCommand {
  init(_ reader: inout CDRReader) throws(CDRError) {
    try reader.skipHeader()
    tick = try reader.read()
    q = try reader.readSequence()
    dq = try reader.readSequence()
    tau = try reader.readSequence()
    kp = try reader.readSequence()
    kd = try reader.readSequence()
    gripForce = try reader.readArray(JointGroup.count)
    weight = try reader.readArray(JointGroup.count)
    engaged = JointGroups(rawValue: try reader.read())
    clipping = try reader.readSequence(of: UInt8.self).map { Clipping(rawValue: $0) }
  }
}

extension RecordedLatency {
  init(_ reader: inout CDRReader) throws(CDRError) {
    _ = try reader.readTime()
    tick = try reader.read()
    arrivalToTick = try reader.read()
    step = try reader.read()
    send = try reader.read()
    arrivalToSent = try reader.read()
    captureToSent = try reader.read()
    acceptedSequence = try reader.read()
    acceptedDelay = try reader.read()
    acceptedRoundTrip = try reader.read()
    robot = try reader.readString()
  }
}

extension RecordedQuality {
  init(_ reader: inout CDRReader) throws(CDRError) {
    _ = try reader.readTime()
    sequence = try reader.read()
    flags = QualityFlags(rawValue: try reader.read())
    let place: UInt8 = try reader.read()
    stream = place == UInt8.max ? nil : Int(place)
  }
}
