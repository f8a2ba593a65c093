import ExocapCore
import Testing

@Suite struct StopGuardTests {
  /// The made-up arms of `ArmRig`, whose hands must stay in front of x = 0.1 m, and, of a body of two balls, apart.
  static func limits(_ change: (inout LimitSettings) -> Void) -> LimitSettings {
    var limits = ArmRig.limits
    change(&limits)
    return limits
  }

  static let bodied: RobotProfile = {
    var profile = ArmRig.profile
    profile.body = ["left", "right"].map {
      BodyCapsule(name: "\($0)_hand", link: "\($0)_wrist_yaw_link", from: Vec3(0, 0, -0.05), to: Vec3(0, 0, -0.05), radius: 0.04)
    }
    profile.apart = [CapsulePair("left_hand", "right_hand")]
    return profile
  }()

  /// The hand of `ArmRig.rest` by hand calculation, its distance to a plane square to x.
  @Test func roomIsTheDistanceToTheNearestPlane() throws {
    let limits = Self.limits { $0.workspace = [HalfSpace(point: Vec3(0.1, 0, 0), inward: Vec3(1, 0, 0))] }
    var stopGuard = try StopGuard(profile: ArmRig.profile, limits: limits)
    var pose = JointVector(ArmRig.rest + ArmRig.rest + [0])
    let room = stopGuard.room(&pose)
    // The elbow is the nearer one: 0.2 m below the shoulder, pitched by -0.4 rad, rolled by 0.2.
    let elbow = Rotation(axis: Vec3(0, 1, 0), angle: -0.4) * (Rotation(axis: Vec3(1, 0, 0), angle: 0.2) * Vec3(0, 0, -0.2))
    #expect(abs(room - (elbow.x - 0.1)) < 1e-12)
  }

  /// Arms straight down: the hands' balls are 0.24 m apart, less two radii and the stop distance.
  @Test func roomIsTheGapBetweenPartsOfTheBody() throws {
    var stopGuard = try StopGuard(profile: Self.bodied, limits: ArmRig.limits)
    var pose = JointVector([Double](repeating: 0, count: 15))
    #expect(abs(stopGuard.room(&pose) - (0.24 - 0.08 - 0.005)) < 1e-12)
  }

  @Test func nothingIsLookedAtWhereNothingIsAskedFor() throws {
    let bare = try StopGuard(profile: ArmRig.profile, limits: ArmRig.limits)
    let isBareIdle = bare.isIdle
    #expect(isBareIdle)
    let off = try StopGuard(profile: Self.bodied, limits: Self.limits { $0.stopsBeforeCollision = false })
    let isOffIdle = off.isIdle
    #expect(isOffIdle)
  }

  /// One tick after another with whatever goals; says the least x of hands and elbows, and the least gap of the hands, on the way.
  static func drive(_ profile: RobotProfile, _ limits: LimitSettings, ticks: Int, goal: (Int) -> [Double]) -> (
    x: Double, gap: Double, stops: Int
  ) {
    var limiter = CommandLimiter(profile: profile, limits: limits, period: SmallRig.period)
    for joint in 0..<15 { limiter.seed(joint, at: (ArmRig.rest + ArmRig.rest + [0])[joint]) }
    var command = Command(count: 15)
    var clipping = InlineArray<64, Clipping>(repeating: .none)
    var (x, gap, stops) = (Double.infinity, Double.infinity, 0)
    for tick in 0..<ticks {
      var goals = JointVector(goal(tick))
      limiter.limit(&goals, time: 0.002, into: &command, clipping: &clipping)
      let q = command.q.prefix(14)
      let left = ArmRig.hand(Array(q[0..<7]), ArmRig.robot, isRight: false).position
      let right = ArmRig.hand(Array(q[7..<14]), ArmRig.robot, isRight: true).position
      (x, gap) = (min(x, left.x, right.x), min(gap, (left - right).length))
      if clipping[0].contains(.stop) || clipping[7].contains(.stop) { stops += 1 }
    }
    return (x, gap, stops)
  }

  /// A random operator for twelve seconds, at full speed: no hand ever crosses the plane.
  @Test func handsStopBeforeThePlaneWhateverIsAsked() {
    var random = Random(seed: 3)
    var goals = ArmRig.rest + ArmRig.rest + [0.0]
    let found = Self.drive(
      ArmRig.profile, Self.limits { $0.workspace = [HalfSpace(point: Vec3(0.02, 0, 0), inward: Vec3(1, 0, 0))] }, ticks: 6_000
    ) { tick in
      if tick % 100 == 0 { goals = (0..<14).map { ArmRig.rest[$0 % 7] + random.uniform(-1.2, 1.2) } + [0] }
      return goals
    }
    print("least x: \(found.x)")
    #expect(found.x >= 0.02 - 1e-6)
    #expect(found.stops > 10)
  }

  /// Both hands are told to be at the same place: they stop short of each other by two radii and nearly the stop distance.
  @Test func partsOfTheBodyStopBeforeTheyMeet() {
    let together = [-0.8, -0.6, 0.2, -1.0, 0, 0, 0]
    let mirrored = [-0.8, 0.6, -0.2, -1.0, 0, 0, 0]
    let found = Self.drive(Self.bodied, ArmRig.limits, ticks: 3_000) { tick in
      tick < 1_500 ? together + mirrored + [0] : ArmRig.rest + ArmRig.rest + [0]
    }
    #expect(found.gap >= 0.08)
    #expect(found.stops > 10)
    let free = Self.drive(ArmRig.profile, ArmRig.limits, ticks: 3_000) { _ in together + mirrored + [0] }
    #expect(free.gap < 0.08)
  }

  @Test func aLinkThatIsNotThereIsNamed() {
    var profile = Self.bodied
    profile.body[0].link = "left_wirst"
    #expect(throws: RetargetingError.link("left_wirst")) { _ = try StopGuard(profile: profile, limits: ArmRig.limits) }
  }
}
