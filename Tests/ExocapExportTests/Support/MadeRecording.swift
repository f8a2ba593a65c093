import ExocapCore
import ExocapTestSupport
import LinuxIO
import MCAP

@testable import ExocapRuntime

/// Recordings of the demo's rig with numbers that a hand can follow, laid out by the recorder's own channels and schemas.
struct MadeRecording {
  /// Times in ms since the recording's beginning, and what was measured or said then.
  var state: [(Int, [Double])] = []
  var sent: [(Int, [Double])] = []
  var requested: [(Int, [Double])] = []
  var robotForces: [(Int, [Double])] = []
  var leftGrip: [(Int, Double, saturated: Bool)] = []
  /// Faults and lost records of ticks.
  var ticks: [(Int, UInt32, UInt32)] = []
  /// What is said of samples and ticks: device and stream, and the bits from then on.
  var flags: [(Int, device: Int, stream: UInt8, bits: UInt32)] = []
  /// How much of each group is ours, and whether one follows, in every command that was sent.
  var engaged: UInt8 = 1
  var label = "open the microwave"
  var verdict: [String: String]?
  /// [s] When it begins, UTC since 1970.
  var began = 1_700_000_000
  var episode = "11111111-2222-4333-8444-555555555555"

  static let loaded = Result { try Profiles.load("demo", searchPath: [Requirement.repositoryRoot + "/hw-profiles"]) }

  /// Joints of the demo's robot.
  static let joints = 31

  /// A second and a half: joint j is at j + t, every 10 ms; commands every 20 ms hold their number.
  static func simple() -> MadeRecording {
    var recording = MadeRecording()
    for time in stride(from: 0, through: 1500, by: 10) {
      recording.state.append((time, (0..<joints).map { Double($0) + Double(time) * 1e-3 }))
      recording.robotForces.append((time, Array(repeating: 2.5, count: 7)))
    }
    for time in stride(from: 100, through: 1400, by: 20) {
      recording.sent.append((time, Array(repeating: Double(time) / 20, count: joints)))
      recording.requested.append((time, (0..<joints).map { $0 < 15 ? .nan : Double(time) / 20 + 0.5 }))
      recording.ticks.append((time, 0, 0))
      recording.leftGrip.append((time, 3, false))
    }
    return recording
  }

  /// Jitter, gaps, repeats, unknown numbers: what a peer should find all the same.
  static func rough(_ random: inout SeededGenerator) -> MadeRecording {
    var recording = MadeRecording()
    for time in stride(from: 0, through: 3000, by: 5) where !(1000...1200).contains(time) && Int.random(in: 0..<20, using: &random) > 0 {
      let numbers = (0..<joints).map { _ in Double.random(in: -3...3, using: &random) }
      recording.state.append((time + Int.random(in: 0...3, using: &random), numbers))
    }
    // Twice the same time: the second is no new measurement.
    recording.state.insert((recording.state[50].0, Array(repeating: 9, count: joints)), at: 51)
    for time in stride(from: 33, through: 2900, by: 4) where !(2000...2100).contains(time) {
      recording.sent.append((time, (0..<joints).map { _ in Double(Float.random(in: -3...3, using: &random)) }))
      recording.requested.append(
        (time, (0..<joints).map { $0 % 3 == 0 ? .nan : Double.random(in: -3...3, using: &random) }))
      recording.ticks.append((time, time % 40 == 1 ? 2 : 0, 0))
      // Of everything that has flags, now and then: the robot's ticks and joints, and streams that are worn.
      let device = Int.random(in: 0...4, using: &random)
      let stream: UInt8 = device == 4 && Bool.random(using: &random) ? 255 : 0
      if time % 16 == 1 { recording.flags.append((time, device, stream, UInt32.random(in: 0..<1 << 26, using: &random))) }
    }
    for time in stride(from: 200, through: 2800, by: 12) {
      recording.leftGrip.append((time, Double.random(in: 0...20, using: &random), saturated: time % 100 == 0))
      recording.robotForces.append((time, (0..<7).map { _ in time % 5 == 0 ? .nan : Double.random(in: 0...20, using: &random) }))
    }
    return recording
  }

  /// Writes it; returns its path.
  @discardableResult
  func write(to path: String) throws -> String {
    let loaded = try Self.loaded.get()
    let channels = RecordingChannels(loaded.rig)
    var writer = MCAPWriter(MemorySink(), header: Header(profile: "ros2", library: "test"))
    for schema in RecordingSchema.allCases { writer.write(schema.record) }
    for channel in channels.all { writer.write(channel) }
    for file in loaded.files {
      writer.write(Attachment(logTime: 0, createTime: 0, name: file.path, mediaType: "application/yaml", content: file.bytes))
    }
    writer.write(
      Metadata(
        name: "exocap",
        entries: [
          "format": "1", "episode": episode, "run": "0", "rig": "demo", "exocap": "test", "label": label,
          "clock_offset_ns": "\(began * 1_000_000_000 - 1_000_000)", "began_monotonic_ns": "1000000",
          "devices": "\(loaded.rig.sampleSources.count)", "robots": "1",
        ]))
    var chunks = ChunkBuilder(.init(compression: .zstd))
    for message in messages(channels).enumerated().sorted(by: { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }) {
      let time = UInt64(message.element.time)
      chunks.add(
        channel: message.element.channel, sequence: 0, logTime: time, publishTime: time, payload: unsafe message.element.bytes.span.bytes)
      if chunks.isFull { seal(&chunks, &writer) }
    }
    if !chunks.isEmpty { seal(&chunks, &writer) }
    if let verdict { writer.write(Metadata(name: "exocap_verdict", entries: verdict)) }
    writer.finish()
    try Files.makeFolders(Files.folder(of: path))
    try Files.writeAtomically(writer.sink.bytes.span, to: path)
    return path
  }

  private func seal(_ chunks: inout ChunkBuilder, _ writer: inout MCAPWriter<MemorySink>) {
    let chunk = SealedChunk(capacity: 4096)
    chunks.seal(into: chunk)
    writer.write(chunk)
  }

  private typealias Made = (time: Int, channel: UInt16, bytes: [UInt8])

  private func nanoseconds(_ milliseconds: Int) -> Int { began * 1_000_000_000 + milliseconds * 1_000_000 }

  private func message(_ milliseconds: Int, _ channel: UInt16, _ body: (inout CDRWriter) -> Void) -> Made {
    let space = UnsafeMutableRawBufferPointer.allocate(byteCount: 8192, alignment: 8)
    defer { unsafe space.deallocate() }
    var writer = unsafe CDRWriter(space)
    body(&writer)
    return (nanoseconds(milliseconds), channel, unsafe Array(space[..<writer.count]))
  }

  private func messages(_ channels: RecordingChannels) -> [Made] {
    let robot = channels.robots[0]
    let states = channels.streams[4]
    let seconds = UInt64(began)
    func header(_ out: inout CDRWriter) {
      out.write(time: seconds * 1_000_000_000)
      out.write("")
    }
    return state.map { time, numbers in
      message(time, states[0].channel) { out in
        header(&out)
        out.write(names: robot.names)
        out.write(sequence: numbers)
        out.write(sequence: numbers.map { -$0 })
        out.write(sequence: [Double]())
      }
    }
      + sent.map { time, numbers in message(time, robot.sent) { command(&$0, header, numbers) } }
      + requested.map { time, numbers in message(time, robot.requested) { command(&$0, header, numbers) } }
      + robotForces.map { time, numbers in message(time, states[1].channel) { forces(&$0, header, numbers, saturated: false) } }
      + leftGrip.map { time, force, saturated in
        message(time, channels.streams[2][0].channel) { forces(&$0, header, [force], saturated: saturated) }
      }
      + flags.map { time, device, stream, bits in
        message(time, channels.quality[device]) { out in
          out.write(time: seconds * 1_000_000_000)
          out.write(UInt64(0))
          out.write(bits)
          out.write(stream)
        }
      }
      + ticks.map { time, faults, lost in
        message(time, robot.tick) { out in
          out.write(Int64(0))
          out.write(UInt64(0))
          out.write(UInt64(0))
          out.write(lost)
          out.write(faults)
        }
      }
  }

  private func command(_ out: inout CDRWriter, _ header: (inout CDRWriter) -> Void, _ numbers: [Double]) {
    header(&out)
    out.write(UInt64(1))
    out.write(sequence: numbers)
    for _ in 0..<4 { out.write(sequence: numbers.map { _ in Double.nan }) }
    out.write(array: (0..<7).map { Double($0) + 0.5 })
    out.write(array: (0..<7).map { Double($0) / 8 })
    out.write(engaged)
    out.write(sequence: [UInt8]())
  }

  private func forces(_ out: inout CDRWriter, _ header: (inout CDRWriter) -> Void, _ numbers: [Double], saturated: Bool) {
    header(&out)
    out.write(numbers.enumerated().reduce(UInt64(0)) { $1.element.isNaN ? $0 : $0 | 1 << UInt64($1.offset) })
    out.write(UInt64(saturated ? 1 : 0))
    out.write(sequence: numbers)
    out.write(sequence: [Double]())
    out.write(sequence: [Double]())
    out.write(names: numbers.indices.map { "f\($0)" })
  }
}
