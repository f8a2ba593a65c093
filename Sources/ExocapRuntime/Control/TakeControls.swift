internal import ExocapCore
internal import LinuxIO
internal import Synchronization

/// Finds presses of the controls that are about takes, in the samples that the drain thread sees.
///
/// Those about robots are found by the control loops themselves, in the tick. Drain thread, but for `presses`.
final class TakeControls {
  /// A control and what was seen of it.
  private struct Watched {
    let control: OperatorControl
    let staleAfter: Interval
    var detector = PressDetector()
    var lastArrival = Timestamp.never
  }

  /// Where the control plane takes them.
  let presses = PressQueue()
  private var watched: [Watched]

  /// Watches the controls of `rig` that are about takes.
  init(_ rig: Rig) {
    watched = rig.controls.filter { $0.act.request == nil }.map { control in
      let stream = rig.devices[Int(control.source.device.index)].profile.streams[Int(control.source.stream.index)]
      return Watched(control: control, staleAfter: stream.staleAfter)
    }
  }

  /// Takes one record of a device's tap.
  func take(_ source: TapSource, _ record: RecordConsumer.Record) {
    guard !watched.isEmpty, case .device(let device) = source else { return }
    let fields = unsafe RecordFields(record.bytes)
    switch RecordKind(rawValue: record.kind) {
    case .closed:
      // What comes back pressed is no press.
      for index in watched.indices where watched[index].control.source.device == device { watched[index].lastArrival = .never }
    case .sample: takeSample(device, fields)
    case _: break
    }
  }

  private func takeSample(_ device: DeviceID, _ fields: RecordFields) {
    let stream = StreamIndex(Int(fields.byte(at: 1)))
    let arrived = Timestamp(nanoseconds: fields.signed64(at: 32))
    let sample = SampleFields(fields)
    for index in watched.indices {
      let control = watched[index].control
      guard control.source.device == device, control.source.stream == stream else { continue }
      let isFresh = arrived - watched[index].lastArrival <= watched[index].staleAfter
      watched[index].lastArrival = arrived
      // NaN where it was not measured: not fresh.
      let value = sample.value(control.source.value)
      if watched[index].detector.take(value, isFresh: isFresh, control.press, at: arrived) { presses.put(control.act, name: control.name) }
    }
  }
}

/// Presses on their way to the control plane. Bounded: nobody presses faster than they are taken.
final class PressQueue: Sendable {
  /// One press.
  struct Entry: Sendable, Equatable {
    var act: ControlAct
    /// "role.value".
    var name: String
  }

  private let entries = Mutex<[Entry]>([])
  /// The control plane empties it fifty times a second.
  private static let capacity = 32

  /// Adds one; what does not fit is lost, as the control plane does not turn then.
  func put(_ act: ControlAct, name: String) {
    entries.withLock { if $0.count < PressQueue.capacity { $0.append(Entry(act: act, name: name)) } }
  }

  /// Takes all that came since the last call.
  func takeAll() -> [Entry] {
    entries.withLock { entries in
      defer { entries.removeAll(keepingCapacity: true) }
      return entries
    }
  }
}
