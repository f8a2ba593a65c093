import ExocapCore
import ExocapSimulation
import ExocapTestSupport
import Testing

struct RecordedMotionTests {
  static let files = ["01", "02", "03", "04", "07"]

  private func bytes(_ file: String) -> [UInt8]? {
    guard let path = Requirement.sharedData("motions/human_arms_\(file).csv"), let text = TextFile(path: path) else {
      Requirement.skip("the shared motions are not there")
      return nil
    }
    return Array(text.text.utf8)
  }

  /// A motion in which only the left elbow moves.
  private func motion(_ points: [(Double, Double)], speed: Double = 1, isLooping: Bool = false) throws -> RecordedMotion {
    try RecordedMotion(csv: MotionText.leftElbow(points), speed: speed, isLooping: isLooping)
  }

  private func elbow(_ motion: RecordedMotion, _ milliseconds: Int64) -> Double {
    motion.pose(at: .milliseconds(milliseconds)).left.angles[.elbow]
  }

  @Test func followsTheMonotoneCubicOfSciPy() throws {
    // scipy.interpolate.PchipInterpolator 1.17.1 on the same five points.
    let motion = try motion([(0, 0), (0.5, 0.2), (1, 1), (2, 0.9), (2.25, 0.9)])
    let expected: [(Int64, Double)] = [
      (0, 0), (100, 0.01056), (250, 0.06), (500, 0.2), (750, 0.64), (900, 0.92704), (1000, 1), (1300, 0.9784),
      (1500, 0.95), (2000, 0.9), (2100, 0.9), (2250, 0.9),
    ]
    for (time, value) in expected { #expect(abs(elbow(motion, time) - value) < 1e-14, "at \(time) ms") }
  }

  @Test func isALineThroughTwoSamples() throws {
    let motion = try motion([(3, 0), (4, 0.2)])
    #expect(abs(elbow(motion, 300) - 0.06) < 1e-15)
    #expect(motion.count == 2 && motion.duration == .seconds(1))
  }

  /// The left elbow of the seventh capture: 0.807 rad in one sample of 33.5 ms (Glitch.swift), 24.07 rad/s.
  @Test func tellsWhereACaptureJumps() throws {
    guard let bytes = bytes("07") else { return }
    let jumps = try RecordedMotion(csv: bytes).jumps(over: 20)
    let fastest = try #require(jumps.max { abs($0.speed) < abs($1.speed) })
    #expect(fastest.side == .left && fastest.joint == .elbow && abs(fastest.speed - 24.07) < 0.005)
    #expect(fastest.time == .zero)
    let twice = try RecordedMotion(csv: bytes, speed: 2).jumps(over: 40)
    #expect(twice.count == jumps.count)
    #expect(try motion([(0, 0), (1, 0.5)]).jumps(over: 20).isEmpty)
  }

  @Test func staysAtItsEndsUnlessItLoops() throws {
    let motion = try motion([(0, 0.1), (1, 0.5)])
    #expect(elbow(motion, -50) == 0.1)
    #expect(elbow(motion, 5000) == 0.5)
  }

  @Test func playsFasterWithASpeed() throws {
    let motion = try motion([(0, 0), (1, 0.2)], speed: 4)
    #expect(motion.duration == .milliseconds(250))
    #expect(abs(elbow(motion, 125) - 0.1) < 1e-15)
  }

  @Test func loopsByWayOfAMinimumJerkBackToTheStart() throws {
    // Back over 0.8 rad with at most 1 rad/s: 0.8 · 1.875 = 1.5 s; half of it after 0.75 s.
    let motion = try motion([(0, 0), (1, 0.8)], isLooping: true)
    #expect(motion.duration == .milliseconds(2500))
    #expect(abs(elbow(motion, 1750) - 0.4) < 1e-12)
    #expect(abs(elbow(motion, 2500) - 0) < 1e-12)
    #expect(abs(elbow(motion, 2500 * 7 + 500) - 0.4) < 1e-12)
    var last = elbow(motion, 0)
    for step in 1..<5000 {
      let next = elbow(motion, Int64(step))
      #expect(abs(next - last) < 0.001001)
      last = next
    }
  }

  @Test(arguments: files)
  func readsTheCapturesAndPassesThroughEverySample(file: String) throws {
    guard let bytes = bytes(file) else { return }
    let motion = try RecordedMotion(csv: bytes)
    let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
    let names = lines[0].split(separator: ",")
    #expect(motion.count == lines.count - 1)
    let rows = lines.dropFirst().map { $0.split(separator: ",").map { Double($0) ?? .nan } }
    let columns = try ArmSide.allCases.map { side in
      try ArmJoint.allCases.map { try #require(names.firstIndex(of: Substring($0.robotName(side)))) }
    }
    var farthest = 0.0
    for row in rows {
      let pose = motion.pose(at: .seconds(rounding: row[0] - rows[0][0]))
      for side in ArmSide.allCases {
        for joint in ArmJoint.allCases {
          let column = columns[side == .left ? 0 : 1][joint.rawValue]
          farthest = max(farthest, abs(pose[side].angles[joint] - row[column]))
        }
      }
    }
    // Times are cut to nanoseconds: at 36 rad/s that is 4e-8 rad.
    #expect(farthest < 1e-7)
  }

  @Test(arguments: files)
  func leavesNoSpanBetweenTwoSamples(file: String) throws {
    guard let bytes = bytes(file) else { return }
    let motion = try RecordedMotion(csv: bytes)
    let rows = String(decoding: bytes, as: UTF8.self).split(separator: "\n").dropFirst().map {
      $0.split(separator: ",").map { Double($0) ?? .nan }
    }
    var farthest = 0.0
    for (a, b) in zip(rows, rows.dropFirst()) {
      for part in [0.1, 0.3, 0.5, 0.7, 0.9] {
        let pose = motion.pose(at: .seconds(rounding: a[0] - rows[0][0] + (b[0] - a[0]) * part))
        for joint in ArmJoint.allCases {
          let (low, high) = (min(a[1 + joint.rawValue], b[1 + joint.rawValue]), max(a[1 + joint.rawValue], b[1 + joint.rawValue]))
          farthest = max(farthest, low - pose.left.angles[joint], pose.left.angles[joint] - high)
        }
      }
    }
    #expect(farthest < 1e-12)
  }

  @Test func keepsTheElbowsJumpOfTheLastCapture() throws {
    guard let bytes = bytes("07") else { return }
    let motion = try RecordedMotion(csv: bytes)
    // The file's first two samples: 0.401388 to 1.208324 rad in 33.53 ms, 24.07 rad/s.
    let jump = motion.pose(at: .microseconds(33_530)).left.angles[.elbow] - motion.pose(at: .zero).left.angles[.elbow]
    #expect(abs(jump / 0.03353 - 24.0661) < 1e-3)
    // Between them and later, PchipInterpolator on the file's columns.
    let expected: [(Int64, ArmSide, ArmJoint, Double)] = [
      (5_000, .left, .elbow, 0.5768648062406816), (16_700, .left, .elbow, 0.9421341207101704),
      (50_000, .left, .elbow, 1.2332152125831726), (9_001_000, .left, .elbow, 1.4591109014854953),
      (17_390_000, .left, .elbow, 1.4368499047443397), (16_700, .right, .wristRoll, 0.485858558769771),
      (2_790_000, .right, .wristRoll, 0.680773133810601), (17_400_000, .right, .wristRoll, 0.41383690520295763),
    ]
    for (time, side, joint, value) in expected {
      #expect(abs(motion.pose(at: .microseconds(time))[side].angles[joint] - value) < 1e-12, "\(joint) at \(time) µs")
    }
  }
}
