import ExocapCore
import ExocapRuntime
import Testing

@testable import ExocapExport

struct ModalityDocumentTests {
  /// The demo's G1: 12 legs, 3 waist, 7 left arm, 7 right arm, then the fingers, counted in its profile.
  @Test func everyGroupHasItsRange() throws {
    let document = ModalityDocument(SignalLayout(rig: try MadeRecording.loaded.get().rig, robot: 0))
    #expect(document.parts.map(\.name) == ["legs", "waist", "left_arm", "right_arm", "left_hand", "right_hand"])
    #expect(document.parts.map(\.range) == [0..<12, 12..<15, 15..<22, 22..<29, 29..<30, 30..<31])
    #expect(document.json["state"]?["left_arm"] == ["start": 15, "end": 22])
    #expect(document.json["action"]?["grip_force"] == ["start": 0, "end": 2, "original_key": "grip_force.sent"])
    #expect(document.json["annotation"]?["human.task_description"] == ["original_key": "task_index"])
  }
}
