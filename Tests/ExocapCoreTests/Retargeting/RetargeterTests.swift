import ExocapCore
import Testing

@Suite struct RetargeterTests {
  @Test func aGroupThatTheRigDoesNotNameFollowsItsMap() throws {
    let rig = ArmRig.rig([ArmRig.taskSpace()[0]])
    var retargeter = try Retargeter(rig: rig, robot: rig.robots[0])
    var streams = StreamTable(devices: rig.sampleSources)
    var sample = Sample(device: DeviceID(1), stream: StreamIndex(0), kind: .joints, count: 7)
    sample.captured = WornArmTests.now
    for joint in 0..<7 {
      sample.values[joint] = 0.1 * Double(joint)
      sample.valid |= 1 << UInt64(joint)
      sample.ages[joint] = .zero
    }
    unsafe withUnsafePointer(to: sample) { unsafe streams.take($0) }
    var tick = RetargetingTick()
    tick.now = WornArmTests.now
    var wanted = JointVector.absent
    retargeter.retarget(&streams, &tick, into: &wanted)
    #expect(wanted.prefix(14)[7..<14].elementsEqual((0..<7).map { 0.1 * Double($0) }))
    // The left arm was never seen.
    #expect(wanted.prefix(7).allSatisfy { $0.isNaN })
    #expect(retargeter.solvedJoints().map(\.joint) == Array(0..<7))
  }

  @Test func twoArmsThatAskForDifferentThingsAreRefused() {
    var entries = ArmRig.taskSpace()
    if case .taskSpace(var settings) = entries[1].method {
      settings.waist = .coupled
      entries[1].method = .taskSpace(settings)
    }
    let rig = ArmRig.rig(entries)
    #expect(throws: RetargetingError.differentArms) { _ = try Retargeter(rig: rig, robot: rig.robots[0]) }
  }
}
