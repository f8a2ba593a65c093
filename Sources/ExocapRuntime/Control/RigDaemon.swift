internal import ExocapCore
package import LinuxIO

/// A rig's daemon: its session, figures, recordings, control socket and watchdog, from start to an orderly end.
///
/// One thread, the control plane, makes and runs it.
package final class RigDaemon {
  /// How it runs.
  package struct Settings: Sendable {
    package var rig: LoadedRig
    package var socketPath: String
    /// nil: where the rig says.
    package var recordings: String?
    /// Where it keeps what the next run wants to know; nil: nowhere.
    package var stateFolder: String?
    package var session = Session.Options()
    /// Whether it ends where real-time scheduling or locked memory is refused.
    package var requiresRealtime = false

    /// What the rig and its files say, at this socket.
    package init(rig: LoadedRig, socketPath: String) {
      self.rig = rig
      self.socketPath = socketPath
    }
  }

  let settings: Settings
  let session: Session
  let board: StatusBoard
  let events = EventQueue()
  let socket: ControlSocket
  let watchdog: Watchdog
  let book: RecordingBook
  let startedAt: Timestamp
  private let desk: RecordingDesk
  private let drain: DrainWork
  private let presses: PressQueue
  private let files: RecordingThreads
  private let shelf: BlackBoxShelf
  private let dumps: BlackBoxThread
  private let telemetry: TelemetryBroadcast?
  private let signals: SignalDescriptor
  private let pulse = ThreadSignals()
  private var watchdogThread: ThreadBox?
  private var supervision: Supervision
  private var leaving: (since: Timestamp, isHurried: Bool)?
  /// Two interrupts within this time are one person in a hurry.
  private static var hurryTime: Interval { .seconds(2) }
  /// How long the weights may take to come down: 2 s at most, and the lease's way there and back.
  private static var longestLeave: Interval { .seconds(4) }
  /// How often the control plane looks around where nobody asks anything.
  private static var period: Interval { .milliseconds(20) }
  /// The control plane's own: its longest work is to start and to end threads.
  private static var controlBound: Interval { .seconds(10) }

  /// Makes everything and claims ports and socket; starts no thread. Signals are blocked from here on.
  package init(_ settings: Settings) throws(IOError) {
    self.settings = settings
    startedAt = MonotonicClock.now()
    signals = try SignalDescriptor()
    let rig = settings.rig.rig
    socket = try ControlSocket(path: settings.socketPath)
    do throws(IOError) {
      telemetry = try TelemetryBroadcast(rig: rig, at: startedAt)
    } catch {
      telemetry = nil
      events.put(.refused(error, at: startedAt))
    }
    session = try Session(rig: rig, run: UInt64.random(in: 1 ... .max), options: settings.session, telemetry: telemetry)
    session.units = settings.rig.units
    try session.openPorts()
    board = StatusBoard(rig, events: events)
    desk = RecordingDesk()
    var recorder = RecorderSettings(rig.recording)
    if let folder = settings.recordings { recorder.folder = folder }
    recorder.boot = Files.bootID ?? ""
    let queue = try ChunkQueue(recorder)
    let status = RecordingStatus()
    let keeper = EpisodeKeeper(.init(folder: recorder.folder, spaceWanted: recorder.spaceWanted), events: events)
    files = try RecordingThreads(queue: queue, status: status, keeper: keeper, settings: recorder, events: events)
    book = RecordingBook(
      folder: recorder.folder, desk: desk, status: status, queue: queue, keeper: keeper, events: events,
      wake: { [files] in files.wakeKeeper() })
    let boxSettings = BlackBoxSettings(rig.recording)
    shelf = try BlackBoxShelf()
    book.shelf = boxSettings.isOff ? nil : shelf
    var dumped = recorder
    dumped.folder = BlackBoxDump.folder(in: recorder.folder)
    dumps = BlackBoxThread(BlackBoxDump(rig: rig, run: session.run, settings: dumped, attachments: settings.rig.attachments), shelf: shelf)
    let controls = TakeControls(rig)
    presses = controls.presses
    drain = DrainWork(
      board: board,
      recorder: EpisodeRecorder(
        rig: rig, run: session.run, settings: recorder, queue: queue, status: status, attachments: settings.rig.attachments,
        version: ExocapVersion.current, thresholds: settings.rig.quality,
        read: { [session, board] device in
          let (streams, lostRecords) = board.tapped(device)
          return DeviceReading(status: session.status(of: device) ?? DeviceStatus(), streams: streams, lostRecords: lostRecords)
        }),
      desk: desk, blackBox: BlackBox(boxSettings, shelf: shelf), controls: controls,
      bells: session.checkpointBells, telemetry: telemetry?.makeWriter())
    watchdog = try Watchdog(events: events)
    supervision = Supervision(rig: rig, lastPose: PoseCheck.read(folder: settings.stateFolder))
  }

  /// Starts all threads. False where real time is required and was refused: then everything has ended again.
  package func start(_ notifier: consuming ServiceNotifier) throws(IOError) -> Bool {
    try files.start()
    try dumps.start()
    try session.start(sinks: [{ [drain] in drain.take($0, $1) }], everyTurn: { [drain] in drain.turn(now: $0) })
    let now = MonotonicClock.now()
    for refusal in session.refusals { events.put(.refused(refusal, at: now)) }
    for control in session.rig.controls {
      events.put(DaemonEvent("bound", .information, source: "controls", control.sentence, at: now))
    }
    try startWatchdog(notifier)
    if settings.requiresRealtime, !session.refusals.isEmpty {
      session.hurry()
      end()
      return false
    }
    // The first word makes us ready.
    watchdog.tell(StatusLine.text(session))
    return true
  }

  private func startWatchdog(_ notifier: consuming ServiceNotifier) throws(IOError) {
    let pulses = session.pulses + files.pulses + [dumps.pulse, ThreadPulse("control", bound: RigDaemon.controlBound, pulse)]
    let start = Handover(NotifierBox(notifier))
    let watchdog = watchdog
    let settings = ThreadSettings(name: "watchdog", policy: .normal, stackSize: 1 << 20)
    watchdogThread = ThreadBox(
      try RealtimeThread(settings) {
        guard let notifier = start.take().take() else { return }
        watchdog.run(notifier, pulses: pulses)
      })
  }

  /// Serves until a signal asks for the end and the robots are let go; then ends everything in order.
  package func run() {
    var due = MonotonicClock.now()
    while !isDone(at: MonotonicClock.now()) {
      let soon = socket.isWaiting ? MonotonicClock.now() + .milliseconds(5) : due
      socket.wait(for: [signals.pollDescriptor], until: min(due, soon))
      pulse.countTurn()
      let now = MonotonicClock.now()
      takeSignals(now)
      socket.turn(now: now) { answer($0, now: now) }
      guard now >= due else { continue }
      due = now + RigDaemon.period
      supervise(now)
    }
    end()
  }

  private func isDone(at now: Timestamp) -> Bool {
    guard let leaving else { return false }
    return leaving.isHurried || session.hasLetGo || now - leaving.since > RigDaemon.longestLeave
  }

  private func takeSignals(_ now: Timestamp) {
    while let signal = signals.take() {
      switch signal {
      case .hangUp:
        let event = DaemonEvent("refused", .warning, "SIGHUP: a running rig does not change its configuration", at: now)
        tell(event.with(remedy: "restart the daemon"), now: now)
      case .interrupt where leaving.map { now - $0.since < RigDaemon.hurryTime } ?? false:
        tell(DaemonEvent("stopping", .warning, "in a hurry: the robot's own gate brings it to rest", at: now), now: now)
        session.hurry()
        leaving?.isHurried = true
      case .interrupt, .terminate: leave(now)
      }
    }
  }

  private func leave(_ now: Timestamp) {
    guard leaving == nil else { return }
    leaving = (now, false)
    watchdog.tellStopping()
    tell(DaemonEvent("stopping", .information, "letting go of the robots", at: now), now: now)
    session.letGo()
  }

  /// Whether the end was asked for.
  var isStopping: Bool { leaving != nil }

  /// The stop order: the session lets go, joins and drains; then the file is closed.
  private func end() {
    session.stop()
    drain.end(now: MonotonicClock.now())
    files.stop()
    dumps.stop()
    let now = MonotonicClock.now()
    supervise(now)
    keepPoses(now)
    // A decision that waited for the episode's end comes now; its thread has ended.
    book.keeper.turn(now: now, utc: WallClockReading.take().realtime)
    supervise(now)
    watchdog.stop()
    watchdogThread?.join()
    socket.turn(now: now) { answer($0, now: now) }
  }

  /// Where every joint was left, for the next run.
  private func keepPoses(_ now: Timestamp) {
    guard let folder = settings.stateFolder else { return }
    do throws(IOError) {
      try supervision.poses.write(folder: folder)
    } catch {
      tell(.refused(error, at: now), now: now)
    }
  }

  /// Looks around: what happened goes to the log, to subscribers, to telemetry and recordings.
  private func supervise(_ now: Timestamp) {
    supervision.look(session, board, watchdog, now: now)
    for press in presses.takeAll() { book.take(press, isStopping: isStopping, now: now) }
    book.look(now: now)
    if let pair = book.takeClockEvent(now: now) { socket.broadcast(pair.members(wallOffset: wallOffset)) }
    let (all, lost) = events.takeAll()
    for event in all { tell(event, now: now) }
    if lost > 0 { tell(DaemonEvent("gap", .warning, "\(lost) events came too fast to be told", at: now), now: now) }
  }

  private func tell(_ event: DaemonEvent, now: Timestamp) {
    if !event.isQuiet { supervision.log.write(event, now: now) }
    socket.broadcast(event.members(wallOffset: wallOffset))
    desk.put(.note(event))
  }

  /// [ns] UTC less CLOCK_MONOTONIC, as of now.
  var wallOffset: Int64 {
    let wall = WallClockReading.take()
    return wall.realtime - wall.monotonic.nanoseconds
  }
}

extension DaemonEvent {
  /// What the system did not grant.
  static func refused(_ error: IOError, at now: Timestamp) -> DaemonEvent {
    DaemonEvent("refused", .warning, error.sentence, at: now).with(remedy: error.remedy)
  }

  /// The same event with what to do about it.
  func with(remedy: String?) -> DaemonEvent {
    var event = self
    event.remedy = remedy
    return event
  }
}

extension LoadedRig {
  /// What travels in every recording.
  var attachments: [RecordingAttachment] {
    files.map { RecordingAttachment(name: $0.path, bytes: $0.bytes) }
  }
}

/// Carries a notifier to its thread.
private final class NotifierBox {
  private var notifier: ServiceNotifier?

  init(_ notifier: consuming ServiceNotifier) { self.notifier = consume notifier }

  func take() -> ServiceNotifier? { notifier.take() }
}
