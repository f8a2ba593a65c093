internal import ExocapCore
internal import ExocapRuntime
internal import ExocapSimulation
internal import Glibc

/// What it costs to record a rig of two arms at 1 kHz, two force sensors, and a robot and its commands at 500 Hz.
///
/// The records are those of the demo's world; its faster arm stands for both arms and turns at 1 kHz. Tap rings, recorder, chunks,
/// compression and files are the daemon's; only its threads' waits are missing.
final class StreamBenchmark {
  /// One tap: what one turn of its thread wrote, again and again.
  private final class Tap {
    let source: TapSource
    /// [Hz] Turns.
    var rate = 0.0
    var turns: [[WorldRecord]] = []
    private var next = 0
    private var due = 0.0
    private let first: RecordKind
    private var producer: RecordProducer
    var consumer: RecordConsumer

    init(_ source: TapSource, first: RecordKind) {
      self.source = source
      self.first = first
      let ring = RecordRing(minimumBytes: 1 << 22)
      producer = ring.makeProducer()
      consumer = ring.makeConsumer()
    }

    func add(_ record: WorldRecord) {
      if record.kind == first || turns.isEmpty { turns.append([]) }
      turns[turns.count - 1].append(record)
    }

    /// Puts what `seconds` bring into the ring.
    func feed(seconds: Double) {
      due += rate * seconds
      while due >= 1 {
        due -= 1
        for record in turns[next] {
          guard let place = unsafe producer.reserve(record.bytes.count) else { continue }
          unsafe record.bytes.withUnsafeBytes {
            unsafe place.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(place), byteCount: $0.count)
          }
          producer.commit(record.bytes.count, kind: record.kind.rawValue)
        }
        next = (next + 1) % turns.count
      }
    }

    var lost: UInt64 { producer.lost }
  }

  private let taps: [Tap]
  private let bench: HandTurnedRecorder
  private var now = DemoStream.start
  /// [ns] Of CPU time.
  private var drained: Int64 = 0
  private var written: Int64 = 0

  /// Places of the demo's devices: hmc-exo, gello, hx711, ft300, then the robot's state.
  private static let slowArm = 0
  private static let fastArm = 1

  init(folder: String) throws {
    let seconds = 10.0
    let stream = try DemoStream(seconds: seconds)
    var rig = stream.loaded.rig
    let role = rig.devices[Self.slowArm].role
    rig.devices[Self.slowArm] = rig.devices[Self.fastArm]
    rig.devices[Self.slowArm].role = role
    let state = rig.devices.count
    var taps = (0...state).map { Tap(.device(DeviceID($0)), first: $0 <= Self.fastArm ? .poll : .receive) }
    taps.append(Tap(.robot(RobotID(0)), first: .tick))
    stream.play { source, record in
      switch source {
      case .device(let device) where Int(device.index) == Self.slowArm: break
      case .device(let device):
        taps[Int(device.index)].add(record)
        if Int(device.index) == Self.fastArm { taps[Self.slowArm].add(record) }
      case .robot: taps[state + 1].add(record)
      }
    }
    for tap in taps { tap.rate = Double(tap.turns.count) / seconds }
    taps[Self.slowArm].rate = 1000
    taps[Self.fastArm].rate = 1000
    taps[state].rate = 500
    taps[state + 1].rate = 500
    self.taps = taps
    bench = try HandTurnedRecorder(rig, folder: folder, attachments: stream.attachments())
  }

  /// Prints what one core does for it.
  func run(seconds: Int, rounds: Int) {
    bench.begin(at: now)
    // Until every thread's checkpoint was seen, nothing but checkpoints is kept.
    for _ in 0..<10 where bench.recorder.state != .running { turn(seconds: 1) }
    var drain = Rounds()
    var write = Rounds()
    var sum = Rounds()
    for _ in 0..<rounds {
      (drained, written) = (0, 0)
      turn(seconds: seconds)
      // [ns] in a second are 1e-7 percent.
      let scale = 1e-7 / Double(seconds)
      drain.add(Double(drained) * scale)
      write.add(Double(written) * scale)
      sum.add(Double(drained + written) * scale)
    }
    let file = bench.finish(at: now)
    let lost = taps.reduce(0) { $0 + $1.lost }
    guard let file, file.problem == nil, lost == 0 else {
      print("the recording failed, \(lost) records lost")
      exit(1)
    }
    let length = (now - DemoStream.start).seconds
    let messages = Int(Double(bench.recorder.takeFinished()?.messages ?? 0) / length)
    let kilobytes = Int(Double(file.bytes) / length / 1000)
    print("| drain | write | both | bound | messages | file |\n|---|---|---|---|---|---|")
    print(
      "| \(drain.percent) | \(write.percent) | \(sum.percent) | 10 % | \(messages) a second | \(kilobytes) kB/s |"
    )
    unsafe unlink(file.path)
  }

  /// Rounds of the drain thread, every 5 ms, and of the write thread.
  private func turn(seconds: Int) {
    for _ in 0..<200 * seconds {
      for tap in taps { tap.feed(seconds: 0.005) }
      now = now + .milliseconds(5)
      let began = Self.cpuTime()
      for tap in taps {
        while let record = tap.consumer.front() {
          bench.recorder.take(tap.source, record)
          tap.consumer.advance()
        }
      }
      bench.recorder.turn(now: now)
      _ = bench.recorder.takeWish()
      let between = Self.cpuTime()
      bench.write()
      drained += between - began
      written += Self.cpuTime() - between
    }
  }

  /// [ns] Of this thread.
  private static func cpuTime() -> Int64 {
    var time = timespec()
    _ = unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}

extension Rounds {
  /// "6.1 % (6.0 … 6.3)": median, first and third quartile.
  var percent: String { "\(tenths(median)) % (\(tenths(quantile(0.25))) … \(tenths(quantile(0.75))))" }

  private func tenths(_ value: Double) -> Double { (value * 10).rounded() / 10 }
}
