package import ExocapCore
package import LinuxIO
internal import MCAP

/// Makes recordings of what taps carry: the drain thread hands every record in, messages come out in chunks. It never touches a file.
///
/// Records are kept from a checkpoint of each thread on and up to another one, so that every tick in a file can be replayed: after
/// `beginEpisode` and after `endEpisode` the drain thread passes on what `takeWish` says until the state is `.running` or `.idle`.
///
/// One thread. After the first seconds of an episode nothing is allocated, but for events.
package final class EpisodeRecorder {
  /// What the recorder is doing.
  package enum State: Sendable {
    case idle
    /// Waiting for checkpoints; what came before them is not in the file.
    case starting
    case running
    /// Waiting for the last checkpoints.
    case ending
  }

  let rig: Rig
  let channels: RecordingChannels
  let judge: EpisodeJudge
  var messages: MessageWriter
  var devices: [DeviceTrack]
  var robots: [RobotTrack]
  var acceptance = AcceptanceTrack()
  var engaged = EngagedTime()
  var summary: EpisodeSummary?
  var now: Timestamp = .never
  /// What was last said of each device's streams and, in the last place, of a robot's ticks.
  var saidFlags: [UInt32?]
  /// How a source of samples is doing; nil where nobody knows.
  let read: (DeviceID) -> DeviceReading?

  private let run: UInt64
  private let settings: RecorderSettings
  private let version: String
  private let attachments: [RecordingAttachment]
  private let queue: ChunkQueue
  private let status: RecordingStatus
  private var cut: EpisodeCut
  private var wishesAll = false
  private var finished: EpisodeSummary?
  private var clockDue: Timestamp = .never
  private var statisticsDue: Timestamp = .never
  private var healthDue: Timestamp = .never

  /// - Parameters:
  ///   - run: what the packets of this life of the daemon carry.
  ///   - queue: to the write thread.
  ///   - status: what the write and sync threads tell.
  ///   - attachments: what a replay needs besides: the rig, its profiles and calibrations, as text.
  ///   - version: of exocap.
  ///   - thresholds: what episodes are judged by.
  ///   - read: says how a source of samples is doing; nil where nobody knows.
  package init(
    rig: Rig, run: UInt64, settings: RecorderSettings, queue: ChunkQueue, status: RecordingStatus,
    attachments: [RecordingAttachment], version: String, thresholds: QualityThresholds = .standard,
    read: @escaping (DeviceID) -> DeviceReading? = { _ in nil }
  ) {
    self.rig = rig
    self.run = run
    self.settings = settings
    self.queue = queue
    self.status = status
    self.attachments = attachments
    self.version = version
    self.read = read
    let channels = RecordingChannels(rig)
    self.channels = channels
    messages = MessageWriter(settings, queue: queue, channels: channels.all.count)
    let sources = rig.sampleSources.count
    devices = (0..<sources).map { _ in DeviceTrack() }
    robots = rig.robots.map { _ in RobotTrack() }
    cut = EpisodeCut(devices: sources, robots: rig.robots.count)
    judge = EpisodeJudge(rig: rig, thresholds: thresholds)
    saidFlags = Array(repeating: nil, count: sources * EpisodeRecorder.flagPlaces)
  }

  package var state: State {
    switch cut.phase {
    case .idle: .idle
    case .startingDevices, .startingRobots: .starting
    case .running: .running
    case .endingRobots, .endingDevices, .ended: .ending
    }
  }

  /// Begins an episode: the file opens, and its first checkpoints are wished for. Only where the state is `.idle`.
  package func beginEpisode(_ plan: EpisodePlan, wall: WallClockReading, now: Timestamp) {
    let offset = wall.realtime - wall.monotonic.nanoseconds
    self.now = now
    cut.begin(at: now)
    messages.start(clockOffset: offset)
    for track in devices { track.start() }
    for track in robots { track.start() }
    acceptance = AcceptanceTrack()
    engaged = EngagedTime()
    judge.begin()
    for index in saidFlags.indices { saidFlags[index] = nil }
    summary = EpisodeSummary(id: plan.id, began: now)
    clockDue = now
    statisticsDue = now + .seconds(1)
    healthDue = now
    queue.put(.open(opening(plan, wall: wall, offset: offset)))
    writeSession(plan, run: runText, rig: rig.name, version: version)
    note(clock: wall)
  }

  /// Ends the episode: its last checkpoints are wished for, then the file is closed. `takeFinished` tells when.
  package func endEpisode(now: Timestamp) {
    self.now = now
    cut.end(at: now)
    finishIfEnded()
  }

  /// Ends the episode at once, for when no thread turns any more and every tap was emptied: then its records end between two calls.
  package func endEpisodeNow(now: Timestamp) {
    self.now = now
    cut.endNow(at: now)
    finishIfEnded()
  }

  /// Takes one record of a tap, as the drain hands it out; records of a kind that is not known are passed over.
  package func take(_ source: TapSource, _ record: RecordConsumer.Record) {
    guard let kind = RecordKind(rawValue: record.kind) else { return }
    unsafe take(source, kind: kind, lostBefore: record.lostBefore, bytes: record.bytes)
  }

  /// Takes one record of a tap, in the order of that tap.
  package func take(_ source: TapSource, kind: RecordKind, lostBefore: UInt32, bytes: UnsafeRawBufferPointer) {
    let fields = unsafe RecordFields(bytes)
    switch source {
    case .device(let device):
      guard cut.admits(device, kind, fields, now: now) else { return }
      takeOfDevice(device, kind: kind, lostBefore: lostBefore, fields: fields)
    case .robot(let robot):
      guard cut.admits(robot, kind, fields, now: now) else { return }
      takeOfRobot(robot, kind: kind, lostBefore: lostBefore, fields: fields)
    }
    if messages.isFull { closeChunk() }
    finishIfEnded()
  }

  /// Does what is due: closes an old chunk, writes statistics. The drain thread calls it after each round.
  package func turn(now: Timestamp) {
    self.now = now
    cut.turn(now: now)
    if summary != nil && now >= statisticsDue {
      statisticsDue = now + .seconds(1)
      writeStatistics(status.snapshot, queuedBytes: queue.queuedBytes)
    }
    if summary != nil && now >= healthDue {
      healthDue = now + .seconds(1)
      writeHealth()
    }
    if messages.isDue(now: now) { closeChunk() }
    finishIfEnded()
  }

  /// Whose checkpoints are wanted, said once a wish; nil where nobody's. Pass it on to the threads.
  package func takeWish() -> CheckpointWish? {
    if wishesAll {
      wishesAll = false
      return .all
    }
    return cut.takeWish(now: now)
  }

  /// Whether a reading of both clocks is wanted: once a second of an episode.
  package var isClockDue: Bool { summary != nil && now >= clockDue }

  /// Records a pair of clock readings.
  package func note(clock: WallClockReading) {
    guard summary != nil else { return }
    clockDue = clock.monotonic + .seconds(1)
    writeClock(clock)
  }

  /// What the last episode came to, once; nil before it has ended. Its file is closed by the write thread.
  package func takeFinished() -> EpisodeSummary? {
    defer { finished = nil }
    return finished
  }

  /// Closes the chunk; where it finds no room the loss is noted for every thread that had records in it.
  private func closeChunk() {
    let isQueued = messages.closeChunk()
    // By index: an iterator over an array allocates where the compiler does not optimise, and then tests could not count.
    for index in devices.indices { noteDropped(devices[index].endChunk(isQueued: isQueued), of: .device(DeviceID(index))) }
    for index in robots.indices { noteDropped(robots[index].endChunk(isQueued: isQueued), of: .robot(RobotID(index))) }
    guard !isQueued else { return }
    summary?.droppedChunks += 1
    // What was said in it of samples and ticks is said once more.
    for index in saidFlags.indices { saidFlags[index] = nil }
    wishesAll = true
  }

  /// Counts records that went with a chunk, once: the record that tells of them later counts them no more.
  private func noteDropped(_ records: UInt32, of source: TapSource) {
    guard records > 0 else { return }
    summary?.lostRecords += UInt64(records)
    judge.noteLost(records, of: source)
  }

  private func finishIfEnded() {
    guard cut.phase == .ended, var done = summary else { return }
    done.ended = now
    done.engaged = engaged.total
    done.messages = messages.messages
    let verdict = judge.finish()
    done.quality = verdict
    writeVerdict(verdict)
    writeHealth()
    writeStatistics(status.snapshot, queuedBytes: queue.queuedBytes)
    closeChunk()
    done.lostRecords = summary?.lostRecords ?? done.lostRecords
    done.droppedChunks = summary?.droppedChunks ?? done.droppedChunks
    done.messages = messages.messages
    let judged = Metadata(name: QualityVerdict.metadataName, entries: verdict.entries)
    queue.put(.close(EpisodeClosing(metadata: [closing(done), judged])))
    summary = nil
    finished = done
    cut.reset()
  }

  private var runText: String {
    let digits = String(run, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  private func opening(_ plan: EpisodePlan, wall: WallClockReading, offset: Int64) -> EpisodeOpening {
    let time = UInt64(max(0, wall.realtime))
    let files = attachments.map { file in
      Attachment(logTime: time, createTime: 0, name: file.name, mediaType: file.mediaType, content: file.bytes)
    }
    let facts = [
      "format": RecordingFormat.version, "episode": plan.id.description, "run": runText, "rig": rig.name, "exocap": version,
      "clock_offset_ns": "\(offset)", "began_monotonic_ns": "\(now.nanoseconds)", "devices": "\(rig.sampleSources.count)",
      "robots": "\(rig.robots.count)", "boot": settings.boot,
    ].merging(plan.facts) { $1 }
    return EpisodeOpening(
      id: plan.id, folder: settings.folder + "/" + CalendarDay(nanoseconds: wall.realtime).description,
      schemas: RecordingSchema.allCases.map(\.record), channels: channels.all, attachments: files,
      metadata: Metadata(name: RecordingFormat.openingName, entries: facts), library: "exocap \(version)", reserve: settings.reserve,
      ballast: settings.ballast)
  }

  private func closing(_ done: EpisodeSummary) -> Metadata {
    Metadata(
      name: RecordingFormat.closingName,
      entries: [
        "episode": done.id.description, "began_ns": "\(messages.wallTime(done.began))", "ended_ns": "\(messages.wallTime(done.ended))",
        "ticks": "\(done.ticks)", "messages": "\(done.messages)", "lost_records": "\(done.lostRecords)",
        "dropped_chunks": "\(done.droppedChunks)", "engaged_ns": "\(done.engaged.nanoseconds)",
      ])
  }
}
