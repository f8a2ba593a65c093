import ExocapCore
import Testing

@Suite struct DeviceIdentityTests {
  /// Id 3, model 1200 = 0x04B0, firmware 53 = 0x35, offset -12.
  @Test func aServoIsAPartOfEightBytes() {
    let part = DeviceIdentity.servo(id: 3, model: 1200, firmware: 53, homing: -12)
    #expect(part == 0x0304_B035_FFFF_FFF4)
    let servo = DeviceIdentity.servo(part)
    #expect(servo.id == 3 && servo.model == 1200 && servo.firmware == 53 && servo.homing == -12)
  }

  @Test func partsThatWereNotReadSayNothing() {
    var left = DeviceIdentity(count: 2)
    var right = DeviceIdentity(count: 2)
    left.set(0, 7)
    right.set(1, 9)
    #expect(!left.isWhole)
    #expect(left.firstDifference(from: &right) == nil)
    left.set(1, 8)
    #expect(left.isWhole)
    #expect(left.firstDifference(from: &right) == 1)
    right.set(1, 8)
    #expect(left.firstDifference(from: &right) == nil)
    #expect(left != right)
    right.set(0, 7)
    #expect(left == right)
    left.forget()
    #expect(left.part(0) == nil && left.firstDifference(from: &right) == nil)
  }

  @Test func anotherNumberOfPartsIsAnotherUnit() {
    var two = DeviceIdentity(count: 2)
    var three = DeviceIdentity(count: 3)
    var none = DeviceIdentity()
    #expect(two.firstDifference(from: &three) == 2)
    #expect(two.firstDifference(from: &none) == nil)
    #expect(none.firstDifference(from: &two) == nil)
    #expect(!none.isWhole)
    // A part beyond the count is none.
    two.set(5, 1)
    #expect(two.known == 0)
  }

  /// As LeRobot's calibrations tell it: id and offset alone.
  @Test func aServoOfUnknownMakeAgreesWithEveryModel() {
    var own = DeviceIdentity(count: 1)
    var known = DeviceIdentity(count: 1)
    own.set(0, DeviceIdentity.servo(id: 1, model: 777, firmware: 58, homing: -312))
    known.set(0, DeviceIdentity.servo(id: 1, homing: -312))
    #expect(own.firstDifference(from: &known) == nil)
    #expect(known.firstDifference(from: &own) == nil)
    known.set(0, DeviceIdentity.servo(id: 1, homing: -311))
    #expect(own.firstDifference(from: &known) == 0)
    known.set(0, DeviceIdentity.servo(id: 2, homing: -312))
    #expect(own.firstDifference(from: &known) == 0)
  }

  /// Checkpoints save the bytes: there is none between the fields.
  @Test func itHasNoPadding() { #expect(MemoryLayout<DeviceIdentity>.size == 4 + 4 + 24 * 8) }
}
