internal import ExocapCore
internal import MCAP

extension EpisodeRecorder {
  /// One record of a device's tap.
  func takeOfDevice(_ device: DeviceID, kind: RecordKind, lostBefore: UInt32, fields: RecordFields) {
    let loss = devices[Int(device.index)].take(lostBefore: lostBefore)
    let lost = loss.told
    note(loss, source: .device(device))
    let flags = judge.take(.device(device), kind, lostBefore: loss.fresh, fields)
    switch kind {
    case .receive, .poll, .wrote, .request, .felt: writeCall(device, kind, lost, fields)
    case .opened, .closed:
      writeCall(device, kind, lost, fields)
      writePort(device, isOpen: kind == .opened, at: Timestamp(nanoseconds: fields.signed64(at: 0)))
    case .sample:
      writeSample(device, lost, fields)
      if let flags {
        let arrived = Timestamp(nanoseconds: fields.signed64(at: 32))
        writeQuality(flags, of: device, stream: fields.byte(at: 1), sequence: fields.unsigned64(at: 8), at: arrived)
      }
    case .deviceEvent: writeDeviceEvent(device, lost, fields)
    case .checkpoint: writeCheckpoint(.device(device), lost, fields)
    case .tick, .sent, .change: break
    }
  }

  private func writeCall(_ device: DeviceID, _ kind: RecordKind, _ lost: UInt32, _ fields: RecordFields) {
    let time = Timestamp(nanoseconds: fields.signed64(at: 0))
    writeRaw(device, kind, lost, time: time, call: fields.unsigned64(at: 8), fields.slice(from: 16))
  }

  private func writeRaw(
    _ device: DeviceID, _ kind: RecordKind, _ lost: UInt32, time: Timestamp, call: UInt64, _ rest: RecordFields
  ) {
    var message = messages.begin(40 + rest.count)
    message.write(time.nanoseconds)
    message.write(call)
    message.write(lost)
    message.write(kind.rawValue)
    message.write(bytes: rest)
    messages.end(message, channels.raw[Int(device.index)], at: time, made: time)
  }

  /// A checkpoint of either kind of thread.
  func writeCheckpoint(_ source: TapSource, _ lost: UInt32, _ fields: RecordFields) {
    let time = Timestamp(nanoseconds: fields.signed64(at: 0))
    let state = fields.slice(from: 16)
    var message = messages.begin(40 + state.count)
    message.write(time.nanoseconds)
    message.write(fields.unsigned64(at: 8))
    message.write(lost)
    message.write(source)
    message.write(bytes: state)
    messages.end(message, channels.checkpoint, at: time, made: time)
  }

  /// A sample: its head among the calls, then its values in the channel that people look at.
  private func writeSample(_ device: DeviceID, _ lost: UInt32, _ fields: RecordFields) {
    let places = channels.streams[Int(device.index)]
    let place = Int(fields.byte(at: 1))
    guard place < places.count else { return }
    let captured = Timestamp(nanoseconds: fields.signed64(at: 24))
    let arrived = Timestamp(nanoseconds: fields.signed64(at: 32))
    writeRaw(device, .sample, lost, time: arrived, call: 0, fields.slice(from: 0, length: SampleFields.values))
    writeValues(device, place, SampleFields(fields), captured: captured, arrived: arrived)
    if places[place].kind == .lease { noteAcceptance(SampleFields(fields), arrived: arrived) }
  }

  private func writeValues(
    _ device: DeviceID, _ place: Int, _ sample: SampleFields, captured: Timestamp, arrived: Timestamp
  ) {
    let channel = channels.streams[Int(device.index)][place].channel
    let isJoints = channels.streams[Int(device.index)][place].kind == .joints
    let size = 96 + channels.streams[Int(device.index)][place].namesSize + 24 * sample.count
    var message = messages.begin(size)
    message.write(time: messages.wallTime(captured))
    message.write("")
    if isJoints {
      message.write(names: channels.streams[Int(device.index)][place].names)
    } else {
      message.write(sample.valid)
      message.write(sample.saturated)
    }
    message.write(numbers: sample.fields, at: SampleFields.values, count: sample.count)
    message.write(measured: sample.fields, at: sample.rates, count: sample.count)
    message.write(measured: sample.fields, at: sample.efforts, count: sample.count)
    if !isJoints { message.write(names: channels.streams[Int(device.index)][place].names) }
    messages.end(message, channel, at: arrived, made: captured)
  }

  private func noteAcceptance(_ sample: SampleFields, arrived: Timestamp) {
    let sequence = sample.value(LeaseField.acceptedSequence.rawValue)
    guard sequence > 0, sequence < 9e15 else { return }
    acceptance.noteAccepted(
      UInt64(sequence), age: sample.value(LeaseField.acceptedAge.rawValue), delay: sample.value(LeaseField.acceptedDelay.rawValue),
      arrived: arrived)
  }
}

/// Where each field of a sample's record is: see `SampleRecord`.
struct SampleFields {
  let fields: RecordFields
  let count: Int

  static let values = 56

  init(_ fields: RecordFields) {
    self.fields = fields
    count = min(Int(fields.byte(at: 3)), max(0, (fields.count - Self.values) / 24))
  }

  var valid: UInt64 { fields.unsigned64(at: 40) }
  var saturated: UInt64 { fields.unsigned64(at: 48) }
  var rates: Int { Self.values + 8 * count }
  var efforts: Int { rates + 8 * count }

  /// NaN where there is none or it was not measured.
  func value(_ index: Int) -> Double {
    index < count && valid & (1 << UInt64(index)) != 0 ? written(index) : .nan
  }

  /// As it stands there, valid or not: the last one that was believed where it was not measured. `index` is below `count`.
  func written(_ index: Int) -> Double { fields.double(at: Self.values + 8 * index) }
}

extension CDRWriter {
  /// A sequence of bytes.
  mutating func write(bytes fields: RecordFields) {
    // SAFETY: the span is used within the call, and bytes need no alignment.
    unsafe write(sequence: Span<UInt8>(_unsafeBytes: fields.bytes))
  }

  /// A sequence of numbers, with their bits as they are.
  mutating func write(numbers fields: RecordFields, at offset: Int, count: Int) {
    writeSequenceCount(count)
    write(array: fields, at: offset, count: count)
  }

  /// The same without its count.
  mutating func write(array fields: RecordFields, at offset: Int, count: Int) {
    for index in 0..<count { write(fields.unsigned64(at: offset + 8 * index)) }
  }

  /// A sequence of numbers, empty where all are absent.
  mutating func write(measured fields: RecordFields, at offset: Int, count: Int) {
    write(numbers: fields, at: offset, count: fields.areAbsent(count, at: offset) ? 0 : count)
  }

  mutating func write(names: [String]) {
    writeSequenceCount(names.count)
    // By index: an iterator over an array allocates where the compiler does not optimise, and then tests could not count.
    for index in names.indices { write(names[index]) }
  }

  /// The places of a device and of a robot, 255 for neither.
  mutating func write(_ source: TapSource) {
    switch source {
    case .device(let device):
      write(device.index)
      write(UInt8.max)
    case .robot(let robot):
      write(UInt8.max)
      write(robot.index)
    }
  }
}
