import ExocapTestSupport
import LinuxIO
import MCAP
import Testing

@testable import ExocapRuntime

/// A camera's file as docs/adding-a-camera.md wants it, made in memory.
struct MadeCamera {
  var type = "foxglove.CompressedImage"
  /// [ns] UTC of each capture.
  var captures: [UInt64] = []
  var facts: [String: String] = [:]

  static let start: UInt64 = 1_795_000_000_000_000_000

  /// 25 images a second, but for those that are left out.
  init(count: UInt64, without missing: Set<UInt64> = [], episode: EpisodeID = EpisodeFilesTests.first) {
    captures = (0..<count).filter { !missing.contains($0) }.map { Self.start + $0 * 40_000_000 }
    facts = [
      "episode": episode.description, "camera": "front", "frames_expected": "\(count)", "clock_pairs": "[[1000000000,1795000000000000000]]",
    ]
  }

  var bytes: [UInt8] {
    var writer = MCAPWriter(MemorySink(), header: Header(profile: "", library: "test"))
    writer.write(Schema(id: 1, name: type, encoding: "jsonschema", definition: Array("{}".utf8)))
    writer.write(Schema(id: 2, name: "foxglove.Log", encoding: "jsonschema", definition: Array("{}".utf8)))
    writer.write(Channel(id: 1, schemaID: 1, topic: "/camera/front", messageEncoding: "json"))
    writer.write(Channel(id: 2, schemaID: 2, topic: "/camera/log", messageEncoding: "json"))
    let payload: [UInt8] = Array("{}".utf8)
    writer.write(channel: 2, sequence: 0, logTime: Self.start, publishTime: Self.start - 900, payload: unsafe payload.span.bytes)
    for (index, time) in captures.enumerated() {
      // It arrives 5 ms after its capture.
      writer.write(channel: 1, sequence: UInt32(index), logTime: time + 5_000_000, publishTime: time, payload: unsafe payload.span.bytes)
    }
    if !facts.isEmpty { writer.write(Metadata(name: "exocap_camera", entries: facts)) }
    writer.finish()
    return writer.sink.bytes
  }

  func write(to path: String, cutTo length: Int = .max) throws {
    let bytes = Array(bytes.prefix(length))
    try Files.writeAtomically(bytes.span, to: path)
  }
}

@Suite struct CameraFileTests {
  private func read(_ camera: MadeCamera, cutTo length: Int = .max) throws -> CameraFile {
    let folder = try TestFolder()
    defer { extendLifetime(folder) }
    try camera.write(to: folder.path + "/e.front.mcap", cutTo: length)
    return try CameraFile(path: folder.path + "/e.front.mcap")
  }

  /// By hand: of 0 … 99 without 10, 50 and 51, the intervals over 10 and over 50, 51 are 80 and 120 ms; all others 40 ms.
  @Test func imagesAndGapsAreCountedByCaptureTime() throws {
    let file = try read(MadeCamera(count: 100, without: [10, 50, 51]))
    #expect(file.problems.isEmpty)
    #expect(file.images == 97 && file.expected == 100 && file.missing == 3)
    #expect(file.gaps == 2 && abs(file.longestGap - 0.12) < 1e-12)
    #expect(file.missingInGaps == 3)
    #expect(file.first == MadeCamera.start && file.last == MadeCamera.start + 99 * 40_000_000)
    // 96 intervals in 3.96 s.
    #expect(abs(file.rate - 96 / 3.96) < 1e-9)
    #expect(file.camera == "front" && file.episode == EpisodeFilesTests.first)
    #expect(file.clockPairs == [ClockPair(monotonic: 1_000_000_000, realtime: 1_795_000_000_000_000_000)])
  }

  @Test(arguments: ["sensor_msgs/msg/CompressedImage", "foxglove_msgs/msg/CompressedImage"])
  func imagesOfROSCountAsWell(type: String) throws {
    var camera = MadeCamera(count: 3)
    camera.type = type
    #expect(try read(camera).images == 3)
  }

  @Test func imagesOutOfOrderAreNoGaps() throws {
    var camera = MadeCamera(count: 10)
    camera.captures.swapAt(3, 7)
    #expect(try read(camera).gaps == 0)
  }

  @Test func aTornFileIsReadAsFarAsItGoes() throws {
    let camera = MadeCamera(count: 50)
    let file = try read(camera, cutTo: camera.bytes.count / 2)
    #expect(file.images > 10 && file.images < 50 && file.gaps == 0)
    #expect(file.problems.contains { $0.contains("without having been closed") })
    #expect(file.problems.contains { $0.contains("no metadata exocap_camera") })
  }

  @Test func whatIsMissingOrWrongIsSaid() throws {
    var camera = MadeCamera(count: 0)
    camera.facts = ["episode": "tuesday", "frames_expected": "many", "clock_pairs": "noon"]
    let problems = try read(camera).problems
    for word in ["no images", "names no episode", "'many'", "clock_pairs"] { #expect(problems.contains { $0.contains(word) }, "\(word)") }
    camera.facts = ["episode": EpisodeFilesTests.first.description]
    #expect(try read(camera).problems.contains("it has no clock pairs"))
  }

  @Test func whatIsNoMCAPIsRefused() throws {
    let folder = try TestFolder()
    try Files.writeAtomically("no images", to: folder.path + "/e.front.mcap")
    #expect(throws: RecordingError.self) { try CameraFile(path: folder.path + "/e.front.mcap") }
    #expect(throws: RecordingError.self) { try CameraFile(path: folder.path + "/none.mcap") }
  }

  /// Cut anywhere: a camera's file comes from another process, and that may have died.
  @Test func noCutCrashesIt() throws {
    let folder = try TestFolder()
    let camera = MadeCamera(count: 4)
    let bytes = camera.bytes
    for length in stride(from: 0, to: bytes.count, by: 3) {
      try camera.write(to: folder.path + "/cut.mcap", cutTo: length)
      let file = try? CameraFile(path: folder.path + "/cut.mcap")
      #expect(file?.problems.isEmpty != true, "\(length) of \(bytes.count)")
    }
  }
}
