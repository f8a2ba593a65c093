/// What a gate lets the robot follow: the last accepted command, how far it has decayed, and the weights as they are now.
struct GateMotion: BitwiseCopyable, Sendable {
  enum Mode: UInt8, BitwiseCopyable, Sendable {
    /// Nothing; all weights are 0.
    case idle = 0
    case following = 1
    /// The last pose stays, velocity decays.
    case holding = 2
    /// As holding, and the weights sink.
    case releasing = 3
  }

  private(set) var mode: Mode = .idle
  private var command: Command
  /// 0 … 1 By joint group, as followed now.
  private(set) var weight = InlineArray<7, Double>(repeating: 0)
  private var heldAt: Timestamp = .never
  private var movedAt: Timestamp = .never

  /// [1/s] 1 to 0 in 2 s: so slowly arms do not drop.
  static var sinkRate: Double { 0.5 }
  /// [1/s] 0 to 1 in 0.5 s: the robot's own controller and ours do not pull against one another at once.
  static var riseRate: Double { 2 }
  /// However late a tick, weights move no further than in this time.
  static var longestStep: Interval { .milliseconds(20) }
  /// The velocity feed-forward of a held command reaches zero in this time.
  static var decayTime: Interval { .milliseconds(100) }

  init(jointCount: Int) { command = Command(count: jointCount) }

  /// Whether a release has come to its end.
  var isReleased: Bool {
    mutating get {
      if mode != .releasing { return false }
      for group in 0..<JointGroup.count where weight[group] > 0 { return false }
      return true
    }
  }

  mutating func follow(_ accepted: inout Command) {
    command = accepted
    mode = .following
  }

  mutating func hold(at now: Timestamp) {
    if mode == .following { heldAt = now }
    if mode != .idle { mode = .holding }
  }

  mutating func release(at now: Timestamp) {
    if mode == .following { heldAt = now }
    mode = .releasing
  }

  mutating func rest() { mode = .idle }

  /// Moves each weight towards its goal; it never jumps.
  mutating func moveWeights(to now: Timestamp) {
    let elapsed = movedAt == .never ? .zero : min(max(now - movedAt, .zero), GateMotion.longestStep)
    movedAt = max(movedAt, now)
    if mode == .holding { return }
    for group in 0..<JointGroup.count {
      let goal = mode == .following ? command.weight[group] : 0
      let lowest = weight[group] - GateMotion.sinkRate * elapsed.seconds
      let highest = weight[group] + GateMotion.riseRate * elapsed.seconds
      weight[group] = min(max(goal, lowest), highest)
    }
  }

  mutating func target(at now: Timestamp, into target: inout Command) {
    if mode == .idle {
      target = Command(count: command.count)
      return
    }
    target = command
    for group in 0..<JointGroup.count { target.weight[group] = weight[group] }
    if mode == .following { return }
    target.engaged = .none
    let left = max(0, 1 - (now - heldAt).seconds / GateMotion.decayTime.seconds)
    for joint in 0..<command.count { target.dq[joint] = command.dq[joint] * left }
  }
}
