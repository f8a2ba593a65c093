internal import ExocapCore
internal import ExocapRuntime
internal import MCAP

/// Takes the numbers of signals out of a recording's messages. Channels are found by their metadata, commands by the robot's id.
struct SignalRoute {
  private let layout: SignalLayout
  /// By channel id: the places of the signals that its messages carry.
  private var places: [UInt16: Int] = [:]
  /// Numbers of the message that was read last.
  private(set) var numbers: [Double] = []
  /// Records of the control loop that were lost so far.
  private var lost = 0.0

  init(_ recording: Recording, layout: SignalLayout) {
    self.layout = layout
    for channel in recording.channelList {
      if let source = Self.source(channel, layout), let place = layout.place(of: source) { places[channel.id] = place }
    }
  }

  /// Ids of the channels that matter.
  var channels: Set<UInt16> { Set(places.keys) }

  /// The signal that the channel carries.
  func place(of channel: UInt16) -> Int? { places[channel] }

  private static func source(_ channel: Channel, _ layout: SignalLayout) -> SignalLayout.Source? {
    switch channel.topic {
    case "/command/\(layout.robotID)/sent": return .sent
    case "/command/\(layout.robotID)/requested": return .requested
    default: break
    }
    let source = channel.metadata["source"] ?? ""
    switch channel.metadata["holds"] {
    case "ticks": return source == "robot:\(layout.robot)" ? .ticks : nil
    case "samples":
      guard let stream = channel.metadata["stream"].flatMap({ Int($0) }) else { return nil }
      if source == "device:\(layout.deviceCount + layout.robot)" {
        if stream == Int(RigRobot.jointStream.index) { return .measured }
        return stream == Int(RigRobot.forceStream.index) ? .robotForces : nil
      }
      return layout.worn.first { source == "device:\($0.device)" && $0.stream == stream }
        .map { .wornForces(device: $0.device, stream: $0.stream) }
    default: return nil
    }
  }

  /// Reads the message of a signal into `numbers`; false where it is not what its schema says.
  mutating func read(_ message: Message, of place: Int) -> Bool {
    let signal = layout.signals[place]
    if numbers.count != signal.width { numbers = Array(repeating: .nan, count: signal.width) }
    for index in numbers.indices { numbers[index] = .nan }
    do throws(CDRError) {
      // SAFETY: the reader does not outlive the message.
      var reader = try unsafe CDRReader(message.payload)
      switch signal.source {
      case .measured: try readMeasured(&reader)
      case .sent: try readCommand(&reader, isSent: true)
      case .requested: try readCommand(&reader, isSent: false)
      case .ticks: try readTick(&reader)
      case .robotForces: try readForces(&reader, indices: layout.grips.map { Int($0.rawValue) })
      case .wornForces: try readForces(&reader, indices: Array(0..<signal.width - 1))
      }
      return true
    } catch {
      return false
    }
  }

  /// sensor_msgs/JointState: positions, velocities, efforts; an empty array is one that the robot does not measure.
  private mutating func readMeasured(_ reader: inout CDRReader) throws(CDRError) {
    _ = try reader.readTime()
    try reader.skipString()
    for _ in 0..<(try reader.readSequenceCount()) { try reader.skipString() }
    for column in 0..<3 { try take(&reader, at: column * layout.joints.count, count: layout.joints.count) }
  }

  /// exocap_msgs/Command.
  private mutating func readCommand(_ reader: inout CDRReader, isSent: Bool) throws(CDRError) {
    let (joints, grips) = (layout.joints.count, layout.grips.count)
    _ = try reader.readTime()
    try reader.skipString()
    _ = try reader.read(UInt64.self)
    try take(&reader, at: 0, count: joints)
    for _ in 0..<4 { _ = unsafe try reader.readSequenceBytes(elementSize: 8) }
    let forces = unsafe try reader.readArrayBytes(JointGroup.count, elementSize: 8)
    for (index, group) in layout.grips.enumerated() {
      numbers[joints + index] = unsafe forces.loadUnaligned(fromByteOffset: 8 * Int(group.rawValue), as: Double.self)
    }
    guard isSent else { return }
    let weights = unsafe try reader.readArrayBytes(JointGroup.count, elementSize: 8)
    for group in 0..<JointGroup.count {
      numbers[joints + grips + group] = unsafe weights.loadUnaligned(fromByteOffset: 8 * group, as: Double.self)
    }
    numbers[joints + grips + JointGroup.count] = try reader.read(UInt8.self) == 0 ? 0 : 1
  }

  /// The head of exocap_msgs/Tick.
  private mutating func readTick(_ reader: inout CDRReader) throws(CDRError) {
    _ = try reader.read(Int64.self)
    _ = try reader.read(UInt64.self)
    _ = try reader.read(UInt64.self)
    lost += Double(try reader.read(UInt32.self))
    numbers[0] = Double(try reader.read(UInt32.self))
    numbers[1] = lost
  }

  /// exocap_msgs/Forces: a value whose bit in `valid` is 0 was not measured for this sample.
  private mutating func readForces(_ reader: inout CDRReader, indices: [Int]) throws(CDRError) {
    _ = try reader.readTime()
    try reader.skipString()
    let valid = try reader.read(UInt64.self)
    let saturated = try reader.read(UInt64.self)
    let forces = unsafe try reader.readSequenceBytes(elementSize: 8)
    var isSaturated = false
    for (place, index) in indices.enumerated() where index < forces.count / 8 && index < 64 {
      if saturated & (1 << UInt64(index)) != 0 { isSaturated = true }
      guard valid & (1 << UInt64(index)) != 0 else { continue }
      numbers[place] = unsafe forces.loadUnaligned(fromByteOffset: 8 * index, as: Double.self)
    }
    numbers[numbers.count - 1] = isSaturated ? 1 : 0
  }

  /// A sequence of numbers; those that the message lacks stay unknown.
  private mutating func take(_ reader: inout CDRReader, at place: Int, count: Int) throws(CDRError) {
    let source = unsafe try reader.readSequenceBytes(elementSize: 8)
    for index in 0..<min(count, source.count / 8) {
      numbers[place + index] = unsafe source.loadUnaligned(fromByteOffset: 8 * index, as: Double.self)
    }
  }
}
