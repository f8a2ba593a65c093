import ExocapCore
import Testing

@Suite struct TaskSpaceSettingsTests {
  @Test func posturesAndElbowsWeighLessThanHands() {
    let settings = TaskSpaceSettings()
    // retargeting.md §1.4.5: over 1e-5 the posture costs the hand its accuracy.
    #expect(settings.postureWeight <= 1e-5)
    #expect(settings.elbowWeight <= 0.1 * settings.positionWeight && settings.damping <= 1e-3 * settings.positionWeight)
  }
}
