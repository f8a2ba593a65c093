@testable import ExocapCore
import Testing

@Suite struct ServoIdentitiesTests {
  @Test func aServoIsKnownAfterBothReplies() {
    var servos = ServoIdentities(count: 2)
    servos.take(model: 777, firmware: 58, id: 3)
    #expect(servos.identity.known == 0 && servos.changes == 0)
    servos.take(homing: -312, of: 1)
    #expect(servos.identity.known == 0b10 && servos.changes == 1)
    #expect(servos.identity.part(1) == DeviceIdentity.servo(id: 3, model: 777, firmware: 58, homing: -312))
    servos.forget()
    #expect(servos.identity.known == 0 && servos.changes == 2)
  }

  @Test func whatTheFirstReplySaidGoesOnFromACheckpoint() throws {
    var servos = ServoIdentities(count: 1)
    servos.take(model: 1200, firmware: 53, id: 9)
    var archive = CheckpointArchive()
    archive.beginWriting()
    servos.checkpoint(&archive)
    let saved = unsafe Array(archive.contents)
    var other = ServoIdentities(count: 1)
    unsafe saved.withUnsafeBytes { unsafe archive.beginReading($0) }
    other.checkpoint(&archive)
    let isComplete = archive.isComplete
    #expect(isComplete)
    other.take(homing: 5, of: 0)
    #expect(other.identity.part(0) == DeviceIdentity.servo(id: 9, model: 1200, firmware: 53, homing: 5))
  }
}
