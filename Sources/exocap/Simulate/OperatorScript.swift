internal import ExocapCore
internal import ExocapSimulation
internal import Synchronization

/// What the simulated operator does and when, shared by the threads of all devices.
///
/// A take is: stand at rest, confirm, wait for the robot to follow, move. Where a device is unplugged in mid-take, the operator goes
/// back to rest and begins the take again.
final class OperatorScript: Sendable {
  /// Something that a person who watches wants to know.
  enum Event: Sendable {
    /// The operator stands at rest and waits for the word to begin this take, from 0.
    case waits(take: Int)
    case begins(take: Int)
    case confirms(take: Int)
    case moves(take: Int)
    case ends(take: Int)
    case unplugged(role: String)
    case plugged(role: String)
  }

  private enum Activity {
    /// At rest, in the pose that the take starts from.
    case waiting(take: Int)
    case acting(take: Int, since: Timestamp)
    /// On the way to the pose that the take starts from.
    case returning(take: Int, from: OperatorPose, since: Timestamp)
    case finished
  }

  private struct State {
    var activity: Activity
    var events: [Event] = []
    /// How much of the present take was told: begins, confirms, moves.
    var told = 0
    var unplugsLeft: [ScriptedUnplug]
  }

  /// How long the way back to rest takes.
  private static var returnTime: Interval { .milliseconds(1500) }
  /// Without `--wait`: how long a robot that lost a device holds and releases, and a person needs to see it.
  private static var pauseAfterLoss: Interval { .seconds(4) }

  private let person: Person
  private let tremor: Tremor
  private let takes: Int
  private let waitsForWord: Bool
  private let state: Mutex<State>

  /// - Parameters:
  ///   - person: without a tremor of its own; its takes are repeated in turn.
  ///   - takes: how many there are.
  ///   - waitsForWord: whether each take begins at `begin` only.
  init(person: Person, tremor: Tremor, takes: Int, unplugs: [ScriptedUnplug], waitsForWord: Bool, now: Timestamp) {
    self.person = person
    self.tremor = tremor
    self.takes = takes
    self.waitsForWord = waitsForWord
    var state = State(activity: .waiting(take: 0), unplugsLeft: unplugs)
    if waitsForWord { state.events.append(.waits(take: 0)) } else { state.activity = .acting(take: 0, since: now) }
    self.state = Mutex(state)
  }

  /// The word to begin the take that is waited for; false where none is.
  func begin(at now: Timestamp) -> Bool {
    state.withLock { state in
      guard case .waiting(let take) = state.activity else { return false }
      state.activity = .acting(take: take, since: now)
      state.told = 0
      return true
    }
  }

  /// What happened since it was asked last; nil where the script has ended, which one that waits for the word never has: devices are
  /// worn until somebody takes them off.
  func advance(to now: Timestamp) -> [Event]? {
    state.withLock { state in
      move(&state, to: now)
      if state.events.isEmpty, !waitsForWord, case .finished = state.activity { return nil }
      defer { state.events = [] }
      return state.events
    }
  }

  /// The operator now, tremor included, and the time since the first movement of the take, where one is being done.
  func pose(at now: Timestamp) -> (pose: OperatorPose, take: Int, sinceMotion: Interval) {
    let activity = state.withLock { $0.activity }
    var pose = steadyPose(activity, at: now)
    tremor.shake(&pose, at: now - Timestamp(nanoseconds: 0))
    guard case .acting(let take, let since) = activity else { return (pose, -1, .zero) }
    return (pose, take, now - since - person.pauses.lead)
  }

  /// Whether this device is to be unplugged now; true once for each scripted unplug.
  func takeUnplug(of role: String, at now: Timestamp) -> Bool {
    state.withLock { state in
      guard case .acting(let take, let since) = state.activity else { return false }
      let passed = now - since - person.pauses.lead
      let due = state.unplugsLeft.firstIndex { $0.role == role && $0.moment.take == take && passed >= $0.moment.time }
      guard let due else { return false }
      state.unplugsLeft.remove(at: due)
      // The operator sees the robot stop, and goes back to where the take began.
      state.activity = .returning(take: take, from: steadyPose(state.activity, at: now), since: now)
      state.events.append(.unplugged(role: role))
      return true
    }
  }

  /// Says that a device is back.
  func notePlugged(_ role: String) { state.withLock { $0.events.append(.plugged(role: role)) } }

  private func steadyPose(_ activity: Activity, at now: Timestamp) -> OperatorPose {
    switch activity {
    case .waiting(let take): return restPose(take)
    case .acting(let take, let since): return person.pose(at: start(take) + min(now - since, length(take)))
    case .finished: return restPose(0)
    case .returning(let take, let from, let since):
      let part = MinimumJerk.position((now - since).seconds / OperatorScript.returnTime.seconds)
      var pose = restPose(take)
      for side in ArmSide.allCases {
        pose[side].angles = from[side].angles.moved(towards: pose[side].angles, by: part)
        pose[side].trigger += (1 - part) * (from[side].trigger - pose[side].trigger)
        pose[side].gripForce += (1 - part) * (from[side].gripForce - pose[side].gripForce)
      }
      return pose
    }
  }

  private func move(_ state: inout State, to now: Timestamp) {
    switch state.activity {
    case .waiting, .finished: break
    case .acting(let take, let since):
      let passed = now - since
      let marks: [(Interval, Event)] = [
        (.zero, .begins(take: take)), (person.pauses.settle, .confirms(take: take)), (person.pauses.lead, .moves(take: take)),
      ]
      while state.told < marks.count, passed >= marks[state.told].0 {
        state.events.append(marks[state.told].1)
        state.told += 1
      }
      guard passed >= length(take) else { return }
      state.events.append(.ends(take: take))
      state.told = 0
      state.activity =
        take + 1 < takes
        ? .returning(take: take + 1, from: steadyPose(state.activity, at: now), since: now) : .finished
    case .returning(let take, _, let since):
      let isLost = now - since < OperatorScript.pauseAfterLoss && !waitsForWord
      guard now - since >= OperatorScript.returnTime, !isLost else { return }
      state.told = 0
      state.activity = waitsForWord ? .waiting(take: take) : .acting(take: take, since: now)
      if waitsForWord { state.events.append(.waits(take: take)) }
    }
  }

  private func index(_ take: Int) -> Int { take % person.takes.count }
  private func start(_ take: Int) -> Interval { person.time(of: .start, take: index(take)) ?? .zero }
  private func length(_ take: Int) -> Interval { (person.time(of: .end, take: index(take)) ?? .zero) - start(take) }
  private func restPose(_ take: Int) -> OperatorPose { person.pose(at: start(take)) }
}
