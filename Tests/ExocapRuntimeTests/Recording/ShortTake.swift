import ExocapCore
import MCAP

@testable import ExocapRuntime
@testable import LinuxIO

/// A take of a few small chunks through the real writer, on any disk; every message's bytes follow from its number.
struct ShortTake {
  static let folder = "recordings/2026-03-04"
  static let name = folder + "/11111111-2222-4333-8444-555555555555.mcap"
  static let unfinished = name + ".part"
  static let messagesOfChunk = 12
  static let chunks = 14

  let status = RecordingStatus()
  /// How many messages had been handed to the disk when a sync had come back for them, by number of the call.
  private(set) var syncedMessages: [(call: Int, messages: Int)] = []

  /// Writes the take, with a sync after each third chunk.
  init(on disk: SimulatedDisk, ballast: Int = 4096, compression: Compression = .zstd) throws {
    var settings = RecorderSettings(folder: "recordings")
    settings.chunkSize = 4096
    let queue = try ChunkQueue(settings)
    let sync = RecordingSync(status: status, disk: disk)
    var writer = RecordingWriter(queue: queue, status: status, sync: sync, disk: disk)
    queue.put(.open(Self.opening(ballast: ballast)))
    writer.turn()
    var builder = ChunkBuilder(.init(compression: compression))
    for chunk in 0..<Self.chunks {
      for place in 0..<Self.messagesOfChunk { Self.add(chunk * Self.messagesOfChunk + place, to: &builder) }
      guard let sealed = queue.takeFree() else { continue }
      builder.seal(into: sealed)
      queue.put(.chunk(sealed))
      writer.turn()
      if chunk % 3 == 2 {
        sync.synchronize()
        if sync.problem == nil { syncedMessages.append((disk.calls.count, (chunk + 1) * Self.messagesOfChunk)) }
      }
    }
    queue.put(.close(EpisodeClosing(metadata: [Metadata(name: RecordingFormat.closingName, entries: ["ticks": "7"])])))
    writer.turn()
  }

  /// How many messages must have survived, as of the first `calls` calls.
  func promised(after calls: Int) -> Int { syncedMessages.last { $0.call <= calls }?.messages ?? 0 }

  private static func opening(ballast: Int) -> EpisodeOpening {
    let schema = Schema(id: 1, name: "x/msg/Y", encoding: "ros2msg", definition: Array("uint8[] y".utf8))
    let channels = (1...3).map { Channel(id: UInt16($0), schemaID: 1, topic: "/topic\($0)", messageEncoding: "cdr", metadata: ["k": "v"]) }
    return EpisodeOpening(
      id: EpisodeID("11111111-2222-4333-8444-555555555555"), folder: folder, schemas: [schema], channels: channels,
      attachments: [
        Attachment(logTime: 3, createTime: 0, name: "rigs/a.yaml", mediaType: "application/yaml", content: Array("rig: 1".utf8))
      ],
      metadata: Metadata(name: RecordingFormat.openingName, entries: ["format": "1", "boot": "one"]), library: "exocap test", reserve: 0,
      ballast: ballast)
  }

  private static func add(_ number: Int, to builder: inout ChunkBuilder) {
    let bytes = payload(number)
    builder.add(
      channel: UInt16(number % 3 + 1), sequence: UInt32(number), logTime: time(number), publishTime: time(number),
      payload: unsafe bytes.span.bytes)
  }

  /// [ns] 8 ms apart, in steps that go back now and then.
  static func time(_ number: Int) -> UInt64 { UInt64(1_000_000_000 + number * 8_000_000 - (number % 5 == 4 ? 20_000_000 : 0)) }

  static func payload(_ number: Int) -> [UInt8] {
    (0..<40 + number % 50).map { UInt8(truncatingIfNeeded: number &* 31 &+ $0 &* $0 &* 7) }
  }
}

/// What is in a file that shall be whole.
struct WholeFile {
  /// Numbers of its messages, in file order.
  private(set) var numbers: [Int] = []
  private(set) var metadata: [String: [String: String]] = [:]
  /// What is wrong with it; empty: nothing.
  private(set) var faults: [String] = []

  init(_ bytes: [UInt8]) {
    unsafe bytes.withUnsafeBytes { bytes in
      var reader = unsafe MCAPReader(bytes)
      do {
        while let record = try reader.next() {
          switch record {
          case .message(let message): take(message)
          case .metadata(let entry): metadata[entry.name] = entry.entries
          default: break
          }
        }
        let index = try unsafe IndexedReader(bytes)
        var merge = index.messages()
        var indexed = 0
        while let _ = try merge.next() { indexed += 1 }
        if indexed != numbers.count { faults.append("\(indexed) messages by its index, \(numbers.count) in it") }
        if index.statistics?.messageCount != UInt64(numbers.count) { faults.append("its statistics count otherwise") }
      } catch {
        faults.append("\(error)")
      }
      if !reader.isIntact { faults.append("it is not intact") }
    }
    if zip(numbers, numbers.dropFirst()).contains(where: { $0 >= $1 }) { faults.append("its messages are out of order") }
  }

  private mutating func take(_ message: Message) {
    let number = Int(message.sequence)
    numbers.append(number)
    let isRight =
      message.payloadCopy == ShortTake.payload(number) && message.logTime == ShortTake.time(number)
      && Int(message.channelID) == number % 3 + 1
    if !isRight { faults.append("message \(number) is wrong") }
  }

  /// How many messages there are from the first on without a gap.
  var unbroken: Int { zip(numbers, 0...).prefix { $0 == $1 }.count }
}
