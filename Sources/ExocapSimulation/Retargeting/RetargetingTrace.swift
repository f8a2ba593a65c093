internal import ExocapCore

/// The ticks and samples of a world as columns: by joint or group, then tick.
struct RetargetingTrace {
  /// Readings of one value that were believed.
  struct Series {
    var times: [Timestamp] = []
    /// [rad | m | N | -]
    var values: [Double] = []
  }

  /// A value that changed faster than its profile allows, and was refused.
  struct Refusal {
    var time: Timestamp
    var source: ValueReference
  }

  private(set) var times: [Timestamp] = []
  /// [s] What the limiter took as each step's length.
  private(set) var steps: [Double] = []
  /// [rad | m]
  private(set) var wanted: [[Double]]
  private(set) var limited: [[Double]]
  /// [rad/s | m/s]
  private(set) var rates: [[Double]]
  private(set) var clipping: [[Clipping]]
  private(set) var states: [[UInt8]]
  private(set) var weights: [[Double]]
  private(set) var obstacles: [UInt8] = []
  /// [rad | m] Of the last tick, by group.
  private(set) var mismatches: [Double] = []
  /// By place of the value.
  private(set) var samples: [Int: Series] = [:]
  private(set) var refusals: [Refusal] = []
  private(set) var changes: [ChangeRecord] = []
  /// The first tick that counts.
  private(set) var first = 0
  private let deviceCount: Int
  private let stateSource: Int

  init(_ rig: Rig) {
    let joints = rig.robots[0].profile.joints.count
    wanted = Array(repeating: [], count: joints)
    limited = wanted
    rates = wanted
    clipping = Array(repeating: [], count: joints)
    states = Array(repeating: [], count: JointGroup.count)
    weights = Array(repeating: [], count: JointGroup.count)
    deviceCount = rig.devices.count
    stateSource = rig.sampleSources.count
  }

  /// Where a value stands in `samples`.
  static func key(_ source: ValueReference) -> Int {
    (Int(source.device.index) * StreamIndex.capacity + Int(source.stream.index)) * 64 + source.value
  }

  /// Ticks before `time` do not count.
  mutating func begin(at time: Timestamp) { first = times.firstIndex { $0 >= time } ?? times.count }

  mutating func see(_ record: WorldRecord) {
    switch record.kind {
    case .tick:
      if record.source == stateSource, let tick = unsafe record.bytes.withUnsafeBytes({ unsafe TickRecord($0) }) { see(tick) }
    case .sample:
      if record.source < deviceCount, let sample = unsafe record.bytes.withUnsafeBytes({ unsafe SampleRecord($0) }) { see(sample) }
    case .deviceEvent:
      if let event = unsafe record.bytes.withUnsafeBytes({ unsafe DeviceEventRecord($0) }), event.kind == Self.refused {
        let source = ValueReference(device: event.device, stream: StreamIndex(Int(event.stream)), value: Int(event.value))
        refusals.append(Refusal(time: event.time, source: source))
      }
    case .change:
      if let change = unsafe record.bytes.withUnsafeBytes({ unsafe ChangeRecord($0) }) { changes.append(change) }
    case .opened, .receive, .poll, .wrote, .request, .felt, .closed, .checkpoint, .sent: break
    }
  }

  private static var refused: UInt8 { CalibrationEvent.Kind.jumpRefused.rawValue }

  private mutating func see(_ tick: TickRecord) {
    times.append(tick.time)
    steps.append(tick.stepTime)
    for joint in wanted.indices {
      wanted[joint].append(tick.wanted[joint])
      limited[joint].append(tick.limited[joint])
      rates[joint].append(tick.rates[joint])
      clipping[joint].append(tick.clipping[joint])
    }
    for group in states.indices {
      states[group].append(tick.states[group])
      weights[group].append(tick.weights[group])
    }
    obstacles = tick.obstacles
    mismatches = tick.mismatches
  }

  private mutating func see(_ sample: SampleRecord) {
    for (value, reading) in sample.values.enumerated() where sample.valid & (1 << UInt64(value)) != 0 {
      let key = RetargetingTrace.key(ValueReference(device: sample.device, stream: sample.stream, value: value))
      samples[key, default: Series()].times.append(sample.captured)
      samples[key, default: Series()].values.append(reading)
    }
  }
}
