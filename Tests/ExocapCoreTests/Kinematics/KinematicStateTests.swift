import CRealtimeCheck
import ExocapCore
import ExocapTestSupport
import Testing

@Suite struct KinematicStateTests {
  @Test func nothingIsAllocatedAfterInit() throws {
    guard exocap_counts_allocations() else { return }
    guard let vectors = try KinematicVectors(.g1) else { return Requirement.skip("no shared robot models") }
    var state = KinematicState(vectors.model)
    var jacobian = Jacobian(vectors.model)
    var count: UInt64 = 0
    // The first turn may resolve symbols and metadata.
    for _ in 0..<3 {
      count = exocap_allocation_count()
      for joint in 0..<state.jointCount { state.setPosition(0.1, joint: joint) }
      state.updatePlacements()
      state.updateJacobian(&jacobian, link: state.linkCount - 1, point: Vec3(0.05, 0, 0))
      state.updateGravity(acceleration: Vec3(0, 0, -9.81))
      state.updateInertias()
      count = exocap_allocation_count() - count
    }
    #expect(count == 0)
  }
}
