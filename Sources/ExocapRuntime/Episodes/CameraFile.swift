internal import ExocapCore
internal import LinuxIO
internal import MCAP

/// A file of camera images beside a recording, written by any process: `EPISODE.NAME.mcap`. docs/adding-a-camera.md says what it holds.
package struct CameraFile: Sendable {
  /// Where it is.
  package let path: String
  /// What its metadata calls the camera; empty: nothing.
  package let camera: String
  /// The episode that it says it belongs to; empty: none.
  package let episode: EpisodeID
  /// [B]
  package let size: Int
  /// Messages with an image.
  package let images: Int
  /// How many its process says there should be; nil: it does not say.
  package let expected: Int?
  /// [ns] UTC since 1970, of the first and the last image's capture; 0 where there is none.
  package let first: UInt64
  package let last: UInt64
  /// Intervals of more than 1.5 times the usual one: there an image is missing.
  package let gaps: Int
  /// Images that these lack, by the usual interval.
  package let missingInGaps: Int
  /// [s] The longest interval between two images; 0 with fewer than two.
  package let longestGap: Double
  /// What its process read of both clocks.
  package let clockPairs: [ClockPair]
  /// What is wrong with it, in a person's words.
  package let problems: [String]

  /// [Hz] The mean; 0 with fewer than two images.
  package var rate: Double { last > first ? Double(images - 1) / (Double(last - first) * 1e-9) : 0 }
  /// How many images there should be and are not.
  package var missing: Int { max(0, (expected ?? images) - images) }

  /// How far its clock is from the recording's; nil where either has no pairs.
  package func residual(against recording: Recording) -> ClockResidual? {
    clockPairs.isEmpty ? nil : ClockResidual(of: clockPairs, against: recording.clockPairs())
  }

  /// Reads all of a file, as far as it goes. Throws where it is no MCAP at all.
  package init(path: String) throws(RecordingError) {
    let file: MappedFile
    do throws(IOError) {
      file = try MappedFile(path)
    } catch {
      throw .system(error)
    }
    var scan = ImageScan()
    // SAFETY: the mapping outlives the scan, which keeps none of its bytes.
    try unsafe scan.read(file.unsafeBytes, path: path)
    self.path = path
    size = file.count
    camera = scan.facts["camera"] ?? ""
    episode = EpisodeID(scan.facts["episode"] ?? "")
    expected = scan.facts["frames_expected"].flatMap { Int($0) }
    images = scan.times.count
    let intervals = scan.intervals
    let usual = intervals.isEmpty ? 0 : intervals.sorted()[intervals.count / 2]
    let long = intervals.filter { Double($0) > CameraFile.gapFactor * Double(usual) }
    gaps = long.count
    // A median of nothing: many images bear one time.
    missingInGaps = usual == 0 ? 0 : long.reduce(0) { $0 + Int(((Double($1) / Double(usual)).rounded() - 1)) }
    longestGap = Double(intervals.max() ?? 0) * 1e-9
    first = scan.times.min() ?? 0
    last = scan.times.max() ?? 0
    clockPairs = scan.facts["clock_pairs"].flatMap { ClockPair.list($0) } ?? []
    problems = scan.problems
  }

  /// One image missing makes an interval of two periods; a camera's own jitter is far less than half of one.
  private static var gapFactor: Double { 1.5 }
}

/// One reading of a camera's file.
private struct ImageScan {
  /// The metadata `exocap_camera`; later records add to earlier ones, so that a torn file still says whose it is.
  var facts: [String: String] = [:]
  /// [ns] Captures, in file order.
  var times: [UInt64] = []
  var problems: [String] = []

  private static let imageTypes: Set<String> = [
    "foxglove.CompressedImage", "foxglove_msgs/msg/CompressedImage", "foxglove_msgs/CompressedImage", "sensor_msgs/msg/CompressedImage",
    "sensor_msgs/CompressedImage",
  ]

  /// [ns] Between one image and the next in time.
  var intervals: [UInt64] {
    let sorted = times.sorted()
    return sorted.indices.dropFirst().map { sorted[$0] - sorted[$0 - 1] }
  }

  mutating func read(_ bytes: UnsafeRawBufferPointer, path: String) throws(RecordingError) {
    var reader = unsafe MCAPReader(bytes)
    var isImage: [UInt16: Bool] = [:]
    var isOpen = true
    while isOpen {
      do throws(MCAPError) {
        switch try reader.next() {
        case .message(let message):
          let known = isImage[message.channelID] ?? ImageScan.isImage(message.channelID, reader.channels, reader.schemas)
          isImage[message.channelID] = known
          if known { times.append(message.publishTime) }
        case .metadata(let metadata) where metadata.name == RecordingFormat.cameraName:
          facts.merge(metadata.entries) { $1 }
        case nil: isOpen = false
        case .some: break
        }
      } catch {
        let damage = RecordingDamage(error)
        if case .notMCAP = error { throw .notReadable(path: path, damage) }
        problems.append("\(damage)")
        // Each fault is told once, so this ends; but a person reads only so many.
        if problems.count > ImageScan.mostProblems { isOpen = false }
      }
    }
    judge()
  }

  private mutating func judge() {
    if times.isEmpty { problems.append("it has no images (\(ImageScan.imageTypes.sorted().joined(separator: ", ")))") }
    guard !facts.isEmpty else { return problems.append("it has no metadata \(RecordingFormat.cameraName)") }
    if EpisodeID(checking: facts["episode"] ?? "") == nil { problems.append("its metadata names no episode") }
    if let text = facts["frames_expected"], Int(text) == nil { problems.append("frames_expected is no whole number: '\(text)'") }
    switch facts["clock_pairs"] {
    case nil: problems.append("it has no clock pairs")
    case .some(let text) where ClockPair.list(text) == nil: problems.append("clock_pairs is no list of [monotonic_ns, realtime_ns]")
    case .some: break
    }
  }

  private static func isImage(_ channel: UInt16, _ channels: [UInt16: Channel], _ schemas: [UInt16: Schema]) -> Bool {
    guard let channel = channels[channel], let schema = schemas[channel.schemaID] else { return false }
    return imageTypes.contains(schema.name)
  }

  private static var mostProblems: Int { 16 }
}
