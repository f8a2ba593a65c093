import ExocapCore
import Testing

@Suite struct LeaseFieldTests {
  @Test func fieldsLieOneAfterAnotherAndFitASample() {
    let lengths: [LeaseField: Int] = [.rejects: LinkPacket.reasonCount, .weights: JointGroup.count]
    var next = 0
    for field in LeaseField.allCases {
      #expect(field.rawValue == next)
      next += lengths[field] ?? 1
    }
    #expect(LeaseField.count == next)
    #expect(LeaseField.count <= JointVector.capacity)
  }
}
