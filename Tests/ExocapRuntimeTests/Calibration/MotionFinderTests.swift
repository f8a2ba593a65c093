import ExocapCore
import ExocapRuntime
import Testing

@Suite struct MotionFinderTests {
  /// A joint at its encoder's end, a joint whose sensor is noisy, and a button.
  private let profile = TravelSweepTests.profile([
    TravelSweepTests.encoder("elbow", field: 0), TravelSweepTests.encoder("noisy", field: 1),
    ValueProfile(name: "grip", source: .button(field: 2, threshold: 0.5, pressedBelow: false), lower: 0, upper: 1),
  ])

  /// Packets 10 ms apart, from 0; what moved, with the number of the packet.
  private func moves(_ packets: [[Double?]]) -> [(packet: Int, move: MotionFinder.Move)] {
    var finder = MotionFinder(profile)
    return packets.enumerated().flatMap { number, packet in
      finder.take(TravelSweepTests.raw(packet), at: Timestamp(nanoseconds: Int64(number) * 10_000_000)).map { (number, $0) }
    }
  }

  /// A second and more of rest, with 0 … 100 counts of noise on the second joint.
  private let rest: [[Double?]] = (0..<110).map { [4090, Double($0 % 2 * 100), 0] }

  @Test func restIsNoMove() { #expect(moves(rest + rest).isEmpty) }

  /// 10° are 113.8 counts of 4096: 113 are too few, 114 are enough, over the place where the encoder begins anew.
  @Test func aJointOverTheEndOfItsCountsIsFoundOnce() throws {
    let short: [[Double?]] = (0...113).map { [Double((4090 + $0) % 4096), 0, 0] }
    #expect(moves(rest + short).isEmpty)
    let found = moves(rest + short + [[108, 0, 0], [109, 0, 0], [300, 0, 0]])
    #expect(found.map(\.packet) == [224])
    let move = try #require(found.first?.move)
    #expect(move.name == "elbow" && move.kind == .angle)
    #expect(abs(move.distance - 114 * 2 * Double.pi / 4096) < 1e-9)
  }

  /// Noise of 100 counts about 50: four times that, 400 counts, are needed on either side.
  @Test func whatTremblesMustMoveFarther() {
    #expect(moves(rest + [[4090, 400, 0], [4090, 449, 0], [4090, -349, 0]]).isEmpty)
    #expect(moves(rest + [[4090, -351, 0]]).map(\.move.name) == ["noisy"])
  }

  @Test func aButtonIsFound() throws {
    let found = moves(rest + [[4090, 0, 1]])
    #expect(found.count == 1)
    let move = try #require(found.first?.move)
    #expect(move.name == "grip" && move.distance == 1 && move.kind == .counts)
  }

  /// What moves before rest was seen, or is not read, is told by nobody.
  @Test func motionBeforeRestAndMissingReadingsAreNone() {
    #expect(moves((0..<50).map { [Double($0) * 10, nil, nil] }).isEmpty)
    #expect(moves((0..<150).map { _ in [nil, nil, nil] }).isEmpty)
  }
}
