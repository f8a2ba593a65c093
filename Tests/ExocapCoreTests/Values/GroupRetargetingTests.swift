import ExocapCore
import Testing

@Suite struct GroupRetargetingTests {
  @Test func aGroupThatSaysNothingMoreFollowsItsMapUnfiltered() {
    let group = GroupRetargeting(group: .waist)
    #expect(group.method == .map && group.filter == .none && !group.avoidsSelfCollision)
    #expect(RetargetingMethod.names == ["map", "task_space", "directions", "hand"])
  }
}
