internal import ExocapCore
internal import ExocapRuntime
internal import ExocapSimulation
internal import LinuxIO

/// One recorded device behind a pseudo-terminal: its thread's body.
///
/// What its recording has no answer to (a set-up from before it began, another order of servos) a simulated device of the same profile
/// answers, which wears what was measured at that moment.
final class PlayedTerminal {
  /// The longest wait: an end is seen in this time.
  private static var longestWait: Interval { .milliseconds(5) }
  /// Behind its last byte a device stays for so long, so that a reader gets it.
  private static var farewell: Interval { .milliseconds(500) }

  let role: String
  let link: String?
  /// The tty that readers open; another one after an unplug, unless the kernel gives the number again.
  private(set) var path: String
  private let place: Int
  private let clock: PlayClock
  private let options: PlayOptions
  private let makeLine: () -> RecordedLine
  private let makeSamples: () -> RecordedSamples?
  private let manner: PlayedLine.Manner
  private var line: PlayedLine
  private var standIn: SimulatedDevice
  private var samples: RecordedSamples?
  private var start = Timestamp.never
  private var terminal: PseudoTerminal?
  private var round = 0
  private var memory = [UInt8](repeating: 0, count: 1024)
  /// Of rounds before this one.
  private var earlier = (sent: 0, skipped: 0)

  init(_ recording: Recording, rig: Rig, device: DeviceID, place: Int, options: PlayOptions, clock: PlayClock) throws {
    let own = rig.devices[Int(device.index)]
    role = own.role
    self.place = place
    self.clock = clock
    self.options = options
    link = options.links.map { "\($0)/\(own.role)" }
    // A recording is read by one thread: each device has its own.
    let path = recording.path
    _ = try Recording.open(path)
    makeLine = {
      do throws(RecordingError) {
        return RecordedLine(try Recording(path: path), device: device, from: options.from, to: options.to)
      } catch {
        // It was there a moment ago; what is gone has no more to say.
        return RecordedLine([])
      }
    }
    makeSamples = {
      do throws(RecordingError) { return RecordedSamples(try Recording(path: path), device: device) } catch { return nil }
    }
    manner = own.profile.wire.busRate != nil ? .whenAsked : .byTime
    line = PlayedLine(makeLine(), manner: manner, origin: options.from, speed: options.speed)
    standIn = SimulatedDevice(profile: own.profile, calibration: own.calibration, start: MonotonicClock.now())
    samples = manner == .whenAsked ? makeSamples() : nil
    do throws(IOError) {
      let made = try PseudoTerminal(link: link)
      self.path = made.path
      terminal = consume made
    } catch {
      throw ToolFailure(error)
    }
  }

  /// Turns until it is told to stop.
  func run() {
    var hasBegun = false
    var endedAt = Timestamp.never
    while !clock.shouldStop {
      let now = MonotonicClock.now()
      if !hasBegun, isOpen {
        let start = clock.noteOpen(place, now: now)
        if start != .never {
          line.begin(at: start)
          self.start = start
          hasBegun = true
        }
      }
      wait(until: min(hasBegun && endedAt == .never ? line.deadline() : now + PlayedTerminal.longestWait, now + PlayedTerminal.longestWait))
      listen()
      guard hasBegun else { continue }
      let isMore = turn()
      if isMore { continue }
      if endedAt == .never { endedAt = MonotonicClock.now() + PlayedTerminal.farewell }
      guard MonotonicClock.now() >= endedAt else { continue }
      let start = clock.noteEnd(place, round: round, loops: options.loops, now: MonotonicClock.now())
      guard start != .never else { continue }
      again(at: start)
      endedAt = .never
    }
    terminal = nil
  }

  private func again(at start: Timestamp) {
    round += 1
    earlier = (earlier.sent + line.sent, earlier.skipped + line.skipped)
    line = PlayedLine(makeLine(), manner: manner, origin: options.from, speed: options.speed)
    line.begin(at: start)
    self.start = start
    samples = manner == .whenAsked ? makeSamples() : nil
    if terminal == nil { plug() }
  }

  private var isOpen: Bool {
    switch terminal {
    case .some(let terminal): terminal.isOpenAtOtherEnd
    case .none: false
    }
  }

  private func wait(until deadline: Timestamp) {
    switch terminal {
    case .some(let terminal):
      if !terminal.isOpenAtOtherEnd { break }
      _ = terminal.pollDescriptor.wait(for: .readable, until: deadline)
      return
    case .none: break
    }
    // A tty that nobody has open is always ready.
    MonotonicClock.sleep(until: deadline)
  }

  /// Takes what the host wrote.
  private func listen() {
    var count = 0
    switch terminal {
    case .none: return
    case .some(let terminal):
      var span = memory.mutableSpan
      if case .bytes(let read) = terminal.read(into: &span) { count = read }
    }
    guard manner == .whenAsked else { return }
    let now = MonotonicClock.now()
    wear(at: now)
    if count > 0 {
      let unknown = line.receive(Array(memory[..<count]), at: now)
      if !unknown.isEmpty { standIn.receive(unknown, at: now) }
    }
    let answer = standIn.poll(now: now)
    if !answer.isEmpty { write(answer) }
  }

  /// The stand-in wears what was measured until now; before the recording begins, what was measured first.
  private func wear(at now: Timestamp) {
    let played = start == .never ? Interval.zero : Interval.seconds(rounding: (now - start).seconds * options.speed)
    while let sample = samples?.take(until: options.from + max(played, .milliseconds(10))) {
      // A value that is not known stays as it was; a rate that is not measured is none.
      let values = sample.values.indices.map { sample.valid & (1 << UInt64($0)) != 0 ? sample.values[$0] : .nan }
      let rates = sample.rates.map { $0.isFinite ? $0 : 0 }
      let efforts = sample.efforts.map { $0.isFinite ? $0 : 0 }
      standIn.wear(values, rates: rates, efforts: efforts, stream: Int(sample.stream.index))
    }
  }

  /// Does all that is due. False at the end of the recording.
  private func turn() -> Bool {
    while true {
      switch line.poll(now: MonotonicClock.now()) {
      case .nothing:
        clock.note(place, sent: earlier.sent + line.sent, skipped: earlier.skipped + line.skipped)
        return true
      case .send(let bytes): write(bytes)
      case .unplug: terminal = nil
      case .plug: plug()
      case .end:
        clock.note(place, sent: earlier.sent + line.sent, skipped: earlier.skipped + line.skipped)
        return false
      }
    }
  }

  private func plug() {
    do throws(IOError) {
      let made = try PseudoTerminal(link: link)
      path = made.path
      terminal = consume made
    } catch {
      // The device stays away, as one whose cable broke.
      terminal = nil
    }
  }

  /// A host that does not read loses bytes, as on a real line.
  private func write(_ bytes: [UInt8]) {
    switch terminal {
    case .some(let terminal): _ = terminal.write(bytes.span)
    case .none: return
    }
  }
}
