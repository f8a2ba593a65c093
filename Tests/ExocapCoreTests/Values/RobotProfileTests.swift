import ExocapCore
import Testing

@Suite struct RobotProfileTests {
  static func profile(_ names: [String]) -> RobotProfile {
    RobotProfile(
      name: "r", title: "R", source: "",
      joints: names.map {
        RobotJoint(name: $0, group: .leftArm, lower: -1, upper: 1, velocity: 1, effort: 1, kp: 1, kd: 1)
      },
      grippers: [], kinematics: RobotKinematics(links: [], joints: []))
  }

  /// CRC-32C of the bytes "a\nb\n": computed bit by bit from the definition, not through the table.
  @Test func theJointMapHashIsTheChecksumOfNamesAndNewlines() {
    var remainder: UInt32 = .max
    for byte in "a\nb\n".utf8 {
      for bit in 0..<8 {
        let isDivided = (remainder ^ (UInt32(byte) >> UInt32(bit))) & 1 != 0
        remainder = isDivided ? (remainder >> 1) ^ 0x82F6_3B78 : remainder >> 1
      }
    }
    #expect(Self.profile(["a", "b"]).jointMapHash == ~remainder)
  }

  @Test func theJointMapHashSeesOrderNamesAndBorders() {
    let hash = Self.profile(["a", "b"]).jointMapHash
    #expect(hash != Self.profile(["b", "a"]).jointMapHash)
    #expect(hash != Self.profile(["ab"]).jointMapHash)
    #expect(hash != Self.profile(["a", "c"]).jointMapHash)
    #expect(Self.profile([]).jointMapHash == 0)
  }
}
