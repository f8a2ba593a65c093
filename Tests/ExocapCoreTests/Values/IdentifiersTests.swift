import ExocapCore
import Testing

@Suite struct IdentifiersTests {
  @Test func groupsAreNumberedWithoutAGap() {
    #expect(JointGroup.allCases.map(\.rawValue) == Array(0..<7))
    #expect(JointGroup.allCases.count == JointGroup.count)
  }

  @Test func namesOfGroupsAreUnique() {
    #expect(Set(JointGroup.allCases.map(\.name)).count == JointGroup.count)
  }

  @Test func aSetHasExactlyItsGroups() {
    let groups: JointGroups = [JointGroups(.leftArm), JointGroups(.head)]
    for group in JointGroup.allCases { #expect(groups.has(group) == (group == .leftArm || group == .head)) }
  }

  @Test func allHasEveryGroupAndNoneHasNone() {
    for group in JointGroup.allCases {
      #expect(JointGroups.all.has(group))
      #expect(!JointGroups.none.has(group))
    }
    #expect(JointGroup.allCases.reduce(JointGroups.none) { $0.union(JointGroups($1)) } == .all)
  }

  @Test func identifiersAreEqualByPlace() {
    #expect(DeviceID(3) == DeviceID(3))
    #expect(DeviceID(3) != DeviceID(4))
    #expect(Set([StreamIndex(0), StreamIndex(1), StreamIndex(0)]).count == 2)
    #expect(RobotID(1).index == 1)
  }
}
