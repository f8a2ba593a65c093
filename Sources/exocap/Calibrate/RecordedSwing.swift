internal import ExocapCore
internal import ExocapRuntime

/// A swing that was recorded.
struct RecordedSwing {
  let path: String
  let unit: OperatorUnit

  /// Takes every sample of the device, in the order of their arrival.
  func fill(_ swing: inout ArmSwing) throws {
    let recording = try Recording.open(path)
    let rig = try recording.ownRig()
    let device = try index(in: rig)
    let trace = RecordingTrace(recording, rig: rig)
    let streams = trace.devices[device].streams
    var samples: [(time: Double, stream: Int, sample: Int)] = []
    for stream in swing.streams where stream < streams.count {
      samples += streams[stream].times.enumerated().map { (time: $0.element, stream: stream, sample: $0.offset) }
    }
    samples.sort { $0.time < $1.time }
    for sample in samples { swing.take(stream: sample.stream, streams[sample.stream].values.map { $0[sample.sample] }) }
    if swing.readingCount == 0 { throw ToolFailure(.negative, "\(path) has no whole sample of '\(unit.device.role)'") }
  }

  /// The device in the recording, which must be what it is today: its angles were made with the recording's numbers.
  private func index(in rig: Rig) throws -> Int {
    let role = unit.device.role
    guard let index = rig.devices.firstIndex(where: { $0.role == role }) else {
      throw ToolFailure(
        .negative, "\(path) was recorded without a device '\(role)'", advice: Suggestion.notes(for: role, among: rig.devices.map(\.role)))
    }
    let recorded = rig.devices[index]
    guard recorded.profile.name == unit.device.profile.name, recorded.profile.streams == unit.device.profile.streams else {
      throw ToolFailure(
        .negative, "'\(role)' was another device in \(path): \(recorded.profile.name)", advice: ["record a swing with today's rig"])
    }
    guard recorded.calibration?.values == unit.calibration.values else {
      throw ToolFailure(
        .negative, "'\(role)' was calibrated otherwise in \(path) than it is today", advice: ["record a swing with today's calibration"])
    }
    return index
  }
}
