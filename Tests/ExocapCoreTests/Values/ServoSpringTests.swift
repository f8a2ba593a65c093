import ExocapCore
import Testing

@Suite struct ServoSpringTests {
  /// By hand: 40 counts always, 30 a newton, 300 at most.
  @Test(arguments: [(0.0, -40.0), (1, -70), (8.5, -295), (9, -300), (1e9, -300), (.infinity, -40), (-5, -40), (.nan, -40)])
  func growsWithTheForceUpToItsLimit(newtons: Double, counts: Double) {
    let spring = ServoSpring(id: 8, rest: -40, perNewton: -30, limit: 300)
    #expect(spring.current(feeling: newtons) == counts)
  }

  @Test func theLimitHoldsBothWays() {
    let spring = ServoSpring(id: 8, rest: 40, perNewton: 30, limit: 100)
    #expect(spring.current(feeling: 3) == 100)
    #expect(ServoSpring(id: 8, rest: 0, perNewton: -30, limit: 100).current(feeling: 3) == -90)
  }
}
