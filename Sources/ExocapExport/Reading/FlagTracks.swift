internal import ExocapCore
internal import ExocapRuntime
internal import MCAP

/// Bits of samples and ticks, as `/quality/…` says them, brought onto rows.
struct FlagTracks {
  /// One stream of a device, or the ticks of the robot.
  private struct Track {
    /// Columns that it counts in, by place in `SignalLayout.flagColumns`.
    var columns: [Int]
    /// [ns] In file order: from when on which bits are said.
    var said: [(time: Int64, flags: UInt32)] = []
  }

  /// No sample was judged yet.
  static let unknown: Int64 = -1

  private let layout: SignalLayout
  private var tracks: [Track] = []
  /// By channel id and stream: the place of a track.
  private var places: [UInt32: Int] = [:]
  private(set) var channels: Set<UInt16> = []

  init(_ recording: Recording, layout: SignalLayout) {
    self.layout = layout
    for channel in recording.channelList where channel.metadata["holds"] == "quality" {
      guard let device = channel.metadata["source"].flatMap({ Int($0.dropFirst("device:".count)) }) else { continue }
      for stream in 0...UInt8.max {
        let columns = layout.flagColumns(device: device, stream: stream)
        guard !columns.isEmpty else { continue }
        places[FlagTracks.key(channel.id, stream)] = tracks.count
        tracks.append(Track(columns: columns))
        channels.insert(channel.id)
      }
    }
  }

  private static func key(_ channel: UInt16, _ stream: UInt8) -> UInt32 { UInt32(channel) << 8 | UInt32(stream) }

  /// Takes one exocap_msgs/Quality; false where it is none.
  mutating func take(_ message: Message) -> Bool {
    do throws(CDRError) {
      // SAFETY: the reader does not outlive the message.
      var reader = try unsafe CDRReader(message.payload)
      _ = try reader.readTime()
      _ = try reader.read(UInt64.self)
      let flags: UInt32 = try reader.read()
      let stream: UInt8 = try reader.read()
      if let place = places[FlagTracks.key(message.channelID, stream)] {
        tracks[place].said.append((Int64(clamping: message.publishTime), flags))
      }
      return true
    } catch {
      return false
    }
  }

  /// By column: the bits of each row. A row has those of the newest sample at or before it, and those that were said since the row before.
  func rows(_ grid: TimeGrid) -> [[Int64]] {
    var columns = layout.flagColumns.map { _ in [Int64](repeating: FlagTracks.unknown, count: grid.count) }
    for track in tracks {
      var (next, held) = (0, FlagTracks.unknown)
      for row in 0..<grid.count {
        var flags = FlagTracks.unknown
        while next < track.said.count, track.said[next].time <= grid.time(row) {
          held = Int64(track.said[next].flags)
          // What was said before the first row is the past.
          flags = row == 0 || flags == FlagTracks.unknown ? held : flags | held
          next += 1
        }
        if flags == FlagTracks.unknown { flags = held }
        guard flags != FlagTracks.unknown else { continue }
        for column in track.columns {
          columns[column][row] = columns[column][row] == FlagTracks.unknown ? flags : columns[column][row] | flags
        }
      }
    }
    return columns
  }
}

extension SignalLayout {
  /// Names of the columns with bits of samples: the robot's joints, its ticks, each worn sensor of forces, and everything that is worn.
  var flagColumns: [String] { ["state", "ticks"] + worn.map { "operator.\($0.name)" } + ["operator"] }

  /// The columns in which the flags of a stream count.
  func flagColumns(device: Int, stream: UInt8) -> [Int] {
    if device == deviceCount + robot {
      // A robot's ticks stand in the channel of its state.
      return stream == .max ? [1] : stream == RigRobot.jointStream.index ? [0] : []
    }
    guard device < deviceCount, stream < StreamIndex.capacity else { return [] }
    let forces = worn.firstIndex { $0.device == device && $0.stream == Int(stream) }
    return (forces.map { [2 + $0] } ?? []) + [flagColumns.count - 1]
  }
}
