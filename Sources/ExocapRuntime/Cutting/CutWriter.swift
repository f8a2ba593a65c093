internal import ExocapCore
internal import LinuxIO
internal import MCAP

/// Copies the messages of a cut: those of each thread's kept records and all that was made of them; of the rest what lies between.
struct CutWriter: ~Copyable {
  private let recording: Recording
  private let bounds: CutBounds
  private let episode: EpisodeID
  private let version: String
  private var writer: MCAPWriter<CutSink>
  private var builder: ChunkBuilder
  private let chunk = SealedChunk(capacity: 256 << 10)
  private var decoder: TapDecoder
  private let roles: CutRoles
  /// Records of each thread so far, and whether the last one was kept.
  private var devices: [(count: Int, isKept: Bool)]
  private var robots: [(count: Int, isKept: Bool)]
  private var isDatagramKept = false
  private var ticks: UInt64 = 0
  private var messages: UInt64 = 0
  private var lostRecords: UInt64 = 0
  /// [ns] Log times of the cut.
  private let began: UInt64
  private var ended: UInt64 = 0

  init(_ recording: Recording, bounds: CutBounds, path: String, episode: EpisodeID, version: String) throws(CutError) {
    writer = try CutWriter.open(path, version: version)
    self.recording = recording
    self.bounds = bounds
    self.episode = episode
    self.version = version
    builder = ChunkBuilder(.init(compression: .zstd))
    decoder = TapDecoder(recording.channels)
    roles = CutRoles(recording)
    devices = Array(repeating: (0, false), count: recording.deviceCount)
    robots = Array(repeating: (0, false), count: recording.robotCount)
    began = UInt64(max(0, bounds.began.nanoseconds &+ recording.clockOffset))
  }

  private static func open(_ path: String, version: String) throws(CutError) -> MCAPWriter<CutSink> {
    do throws(IOError) {
      let file = try FileDescriptor.open(path, .writeOnly, options: [.create, .exclusive])
      return try MCAPWriter(CutSink(file, path: path), header: Header(profile: "ros2", library: "exocap \(version)"))
    } catch {
      throw .system(error)
    }
  }

  /// Writes all of it and brings it to disk.
  mutating func write(from: Interval, to: Interval?, into outcome: inout CutOutcome) throws(CutError) {
    do throws(IOError) {
      try copy(from: from, to: to)
      try seal()
      try writer.write(closing)
      try writer.finish()
      try writer.sink.file.synchronizeBytes(of: writer.sink.path)
    } catch {
      throw .system(error)
    }
    outcome.ticks = ticks
    outcome.messages = messages
    outcome.size = writer.offset
    let start = Int64(clamping: recording.start.nanoseconds &+ recording.clockOffset)
    outcome.begins = Double(Int64(clamping: began) &- start) * 1e-9
    outcome.ends = Double(Int64(clamping: ended) &- start) * 1e-9
  }

  private mutating func copy(from: Interval, to: Interval?) throws(IOError) {
    // SAFETY: this value keeps the recording, whose mapping the reader reads.
    var reader = unsafe MCAPReader(recording.file.unsafeBytes)
    var isOpen = true
    while isOpen, let record = CutWriter.next(of: &reader) {
      switch record {
      case .schema(let schema): try writer.write(schema)
      case .channel(let channel): try writer.write(channel)
      case .attachment(let attachment): try writer.write(attachment)
      case .metadata(let entry) where entry.name == RecordingFormat.openingName:
        try writer.write(opening)
        try writer.write(origin(from: from, to: to))
      case .message(let message): try take(message)
      case .dataEnd: isOpen = false
      case .metadata, .header, .footer, .chunk, .messageIndex, .chunkIndex, .attachmentIndex, .statistics, .metadataIndex, .summaryOffset:
        break
      }
    }
  }

  /// The next record; nil at the end, and where the file is torn.
  private static func next(of reader: inout MCAPReader) -> Record? {
    // What is damaged in the middle was refused before.
    do throws(MCAPError) { return try reader.next() } catch { return nil }
  }

  private mutating func take(_ message: Message) throws(IOError) {
    if let kept = keepsRecord(message) {
      if kept { try add(message) }
      return
    }
    switch roles[message.channelID] {
    case .head(let device):
      let range = bounds.devices[device]
      if (range.start..<range.end).contains(devices[device].count) { try add(message) }
    case .derived(let robot): if robots[robot].isKept { try add(message) }
    case .latency: if isDatagramKept { try add(message) }
    case .event: if keepsEvent(message) { try add(message) }
    case .session: try addSession(message)
    case .other: if isBetween(message.logTime) { try add(message) }
    }
  }

  /// Whether the record that the message completes is kept; nil where it completes none.
  private mutating func keepsRecord(_ message: Message) -> Bool? {
    guard let (source, record) = decoder.decode(message) else { return nil }
    let (place, range, isFirst) = note(source)
    let isKept = range.contains(place)
    switch source {
    case .device(let device): devices[Int(device.index)].isKept = isKept
    case .robot(let robot):
      robots[Int(robot.index)].isKept = isKept
      if record.kind == .sent { isDatagramKept = isKept }
      if record.kind == .tick && isKept { ticks += 1 }
    }
    // What was lost before the cut is none of its gaps.
    if isKept && !isFirst { lostRecords += UInt64(record.lostBefore) }
    return isKept
  }

  private mutating func note(_ source: TapSource) -> (place: Int, range: Range<Int>, isFirst: Bool) {
    switch source {
    case .device(let device):
      let index = Int(device.index)
      guard index < devices.count else { return (0, 0..<0, false) }
      defer { devices[index].count += 1 }
      let range = bounds.devices[index]
      return (devices[index].count, range.start..<range.end, devices[index].count == range.start)
    case .robot(let robot):
      let index = Int(robot.index)
      guard index < robots.count else { return (0, 0..<0, false) }
      defer { robots[index].count += 1 }
      let range = bounds.robots[index]
      return (robots[index].count, range.start..<range.end, robots[index].count == range.start)
    }
  }

  /// A gap stands before its record, what else is told of a thread behind it; what is nobody's goes by its time.
  private func keepsEvent(_ message: Message) -> Bool {
    do throws(CDRError) {
      // SAFETY: the readers do not outlive the message.
      var reader = try unsafe CDRReader(message.payload)
      let head = try RecordedEventHead(&reader)
      _ = try reader.readString()
      let isGap = try reader.readString() == "gap"
      switch head.source {
      case .device(let device):
        guard Int(device.index) < devices.count else { return false }
        let (state, range) = (devices[Int(device.index)], bounds.devices[Int(device.index)])
        return isGap ? state.count > range.start && state.count < range.end : state.isKept
      case .robot(let robot):
        guard Int(robot.index) < robots.count else { return false }
        let (state, range) = (robots[Int(robot.index)], bounds.robots[Int(robot.index)])
        return isGap ? state.count > range.start && state.count < range.end : state.isKept
      case nil: return isBetween(message.logTime)
      }
    } catch {
      return false
    }
  }

  /// Whether a message that belongs to no thread lies in the cut. Clocks are read once a second: the reading before it belongs to it.
  private func isBetween(_ time: UInt64) -> Bool {
    guard time &+ 1_000_000_000 >= began else { return false }
    let isOver = !devices.contains { $0.isKept } && !robots.contains { $0.isKept }
    return !isOver || time <= ended
  }

  private mutating func add(_ message: Message) throws(IOError) {
    let payload = unsafe message.payload.bytes
    builder.add(
      channel: message.channelID, sequence: message.sequence, logTime: message.logTime, publishTime: message.publishTime, payload: payload)
    messages += 1
    ended = max(ended, message.logTime)
    if builder.isFull { try seal() }
  }

  /// The one message of the session, with the cut's own episode.
  private mutating func addSession(_ message: Message) throws(IOError) {
    do throws(CDRError) {
      // SAFETY: the reader does not outlive the message.
      var reader = try unsafe CDRReader(message.payload)
      _ = try reader.readTime()
      _ = try reader.readString()
      var texts = [episode.description]
      for _ in 0..<5 { texts.append(try reader.readString()) }
      let offset: Int64 = try reader.read()
      let size = texts.reduce(64) { $0 + 8 + $1.utf8.count }
      let isWritten = builder.add(
        channel: message.channelID, sequence: 0, logTime: began, publishTime: began, maximumPayload: size
      ) { writer in
        writer.write(time: began)
        for text in texts { writer.write(text) }
        writer.write(offset)
      }
      if isWritten { messages += 1 }
    } catch {
      return
    }
  }

  private mutating func seal() throws(IOError) {
    guard !builder.isEmpty else { return }
    builder.seal(into: chunk)
    try writer.write(chunk)
  }

  // MARK: Metadata

  private var opening: Metadata {
    var facts = recording.facts
    facts["episode"] = episode.description
    facts["began_monotonic_ns"] = "\(bounds.began.nanoseconds)"
    facts["exocap"] = version
    return Metadata(name: RecordingFormat.openingName, entries: facts)
  }

  private func origin(from: Interval, to: Interval?) -> Metadata {
    Metadata(
      name: RecordingFormat.cutName,
      entries: [
        "of_episode": recording.episode.description, "of_file": Files.name(of: recording.path), "of_exocap": recording.version,
        "from_s": "\(from.seconds)", "to_s": to.map { "\($0.seconds)" } ?? "",
        "of_began_monotonic_ns": "\(recording.start.nanoseconds)",
      ])
  }

  private var closing: Metadata {
    Metadata(
      name: RecordingFormat.closingName,
      entries: [
        "episode": episode.description, "began_ns": "\(began)", "ended_ns": "\(ended)", "ticks": "\(ticks)", "messages": "\(messages)",
        "lost_records": "\(lostRecords)", "dropped_chunks": "0",
      ])
  }
}

/// What a channel's messages belong to.
private struct CutRoles {
  enum Role {
    /// The head of a sample, or a call that is not known.
    case head(Int)
    /// Made of a robot's record that stands before it.
    case derived(Int)
    case latency
    case event
    case session
    case other
  }

  private var roles: [UInt16: Role] = [:]

  init(_ recording: Recording) {
    for (id, channel) in recording.channels {
      let source = channel.metadata["source"]?.split(separator: ":") ?? []
      let index = source.count == 2 ? Int(source[1]) : nil
      switch (channel.metadata["holds"], RecordingSchema(rawValue: channel.schemaID)) {
      case ("calls", _): if let index, index < recording.deviceCount { roles[id] = .head(index) }
      case ("events", _): roles[id] = .event
      case (nil, .latency): roles[id] = .latency
      case (nil, .session): roles[id] = .session
      case (nil, .command): if let index, index < recording.robotCount { roles[id] = .derived(index) }
      case (nil, .jointState): roles[id] = CutRoles.robot(of: channel, recording).map { .derived($0) }
      default: break
      }
    }
  }

  subscript(_ channel: UInt16) -> Role { roles[channel] ?? .other }

  /// `/command/ROBOT/sent_joint_states` has no source in its metadata: the robot is that of the channels beside it.
  private static func robot(of channel: Channel, _ recording: Recording) -> Int? {
    let beside = channel.topic.split(separator: "/").dropLast().joined(separator: "/")
    let fellow = recording.channels.values.first { $0.topic == "/\(beside)/sent" }
    return fellow?.metadata["source"].flatMap { Int($0.dropFirst("robot:".count)) }.flatMap { $0 < recording.robotCount ? $0 : nil }
  }
}

/// The file that a cut is written to.
struct CutSink: ByteSink, ~Copyable {
  let file: FileDescriptor
  let path: String

  init(_ file: consuming FileDescriptor, path: String) {
    self.file = file
    self.path = path
  }

  mutating func write(_ bytes: RawSpan) throws(IOError) {
    // SAFETY: bytes need no alignment; the span is used within the call.
    try unsafe bytes.withUnsafeBytes { (source) throws(IOError) in
      try unsafe file.writeAll(Span<UInt8>(_unsafeBytes: source), to: path)
    }
  }
}
