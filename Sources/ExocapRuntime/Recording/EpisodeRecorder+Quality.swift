internal import ExocapCore
internal import MCAP

extension EpisodeRecorder {
  /// Streams of a device, and one place for a robot's ticks.
  static var flagPlaces: Int { StreamIndex.capacity + 1 }

  /// Says what is wrong from this sample or tick on, where that has changed.
  func writeQuality(_ flags: QualityFlags, of device: DeviceID, stream: UInt8, sequence: UInt64, at time: Timestamp) {
    let place = Int(device.index) * Self.flagPlaces + min(Int(stream), StreamIndex.capacity)
    guard saidFlags[place] != flags.rawValue else { return }
    saidFlags[place] = flags.rawValue
    var message = messages.begin(32)
    message.write(time: messages.wallTime(time))
    message.write(sequence)
    message.write(flags.rawValue)
    message.write(stream)
    messages.end(message, channels.quality[Int(device.index)], at: time, made: time)
  }

  /// Says at the end what the episode is worth.
  func writeVerdict(_ verdict: QualityVerdict) {
    note(verdict.grade == .good ? .information : .warning, kind: "verdict", text: verdict.line, at: now)
  }
}
