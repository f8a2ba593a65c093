package import ExocapCore

/// What one device measured, in order, read from the recording as it is asked for.
package final class RecordedSamples {
  private let stream: TapStream
  private let start: Timestamp
  private var ahead: SampleRecord?

  /// Those of a device of `recording`.
  package init(_ recording: Recording, device: DeviceID) {
    stream = recording.tap(of: .device(device))
    start = recording.start
  }

  /// The next sample that arrived at or before `time` since the episode's beginning; nil where none is left of those.
  package func take(until time: Interval) -> SampleRecord? {
    while ahead == nil, let record = stream.take() { ahead = record.sample }
    guard let sample = ahead, sample.arrived - start <= time else { return nil }
    ahead = nil
    return sample
  }
}
