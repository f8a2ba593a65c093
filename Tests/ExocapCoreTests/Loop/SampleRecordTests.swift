import ExocapCore
import Testing

@Suite struct SampleRecordTests {
  static func records(_ lines: [String]) -> [(kind: RecordKind, lostBefore: UInt32, bytes: [UInt8])] {
    let ring = RecordRing(minimumBytes: 1 << 16)
    var reader = TapReader(ring)
    var acquisition = Acquisition(rig: SmallRig.rig(), device: DeviceID(1), outputs: [], tap: ring.makeProducer())
    acquisition.opened(at: Timestamp(nanoseconds: 10))
    for (index, line) in lines.enumerated() {
      acquisition.receive(Array((line + "\n").utf8).span, endsPacket: false, at: Timestamp(nanoseconds: 100 * Int64(index + 1)))
    }
    return reader.drain()
  }

  @Test func holdsTheSampleAsItWasMade() {
    let found = Self.records(["", "500 -250 1000 700"]).filter { $0.kind == .sample }
    #expect(found.count == 2)
    let joints = unsafe found[0].bytes.withUnsafeBytes { unsafe SampleRecord($0) }
    #expect(joints?.device == DeviceID(1) && joints?.stream == StreamIndex(0) && joints?.kind == .joints)
    #expect(joints?.values == [0.5, -0.25] && joints?.valid == 0b11 && joints?.sequence == 1)
    #expect(joints?.arrived == Timestamp(nanoseconds: 200) && joints?.captured == Timestamp(nanoseconds: 200))
    #expect(joints?.rates.allSatisfy { $0.isNaN } == true && joints?.efforts.count == 2)
    let inputs = unsafe found[1].bytes.withUnsafeBytes { unsafe SampleRecord($0) }
    #expect(inputs?.values == [1, 1] && inputs?.sequence == 2 && inputs?.kind == .inputs)
  }

  @Test func everyTruncationIsRefused() {
    guard let bytes = Self.records(["", "500 -250 1000 700"]).first(where: { $0.kind == .sample })?.bytes else { return }
    for length in 0..<bytes.count {
      let isRead = unsafe Array(bytes.prefix(length)).withUnsafeBytes { unsafe SampleRecord($0) != nil }
      #expect(!isRead)
    }
  }

  @Test func aKindThatIsNoneIsRefused() {
    guard var bytes = Self.records(["", "500 -250 1000 700"]).first(where: { $0.kind == .sample })?.bytes else { return }
    bytes[2] = 77
    let isRead = unsafe bytes.withUnsafeBytes { unsafe SampleRecord($0) != nil }
    #expect(!isRead)
  }

  /// 60,000 counts are beyond the sensor's 50,000.
  @Test func aDeviceEventIsReadBack() {
    let ring = RecordRing(minimumBytes: 1 << 16)
    var reader = TapReader(ring)
    var acquisition = Acquisition(rig: SmallRig.rig(), device: DeviceID(2), outputs: [], tap: ring.makeProducer())
    for line in ["", "100", "60000"] {
      acquisition.receive(Array((line + "\n").utf8).span, endsPacket: false, at: Timestamp(nanoseconds: 300))
    }
    guard let bytes = reader.drain().first(where: { $0.kind == .deviceEvent })?.bytes else {
      Issue.record("a saturation is an event")
      return
    }
    let event = unsafe bytes.withUnsafeBytes { unsafe DeviceEventRecord($0) }
    #expect(event?.time == Timestamp(nanoseconds: 300) && event?.device == DeviceID(2))
    #expect(event?.kind == CalibrationEvent.Kind.saturationBegan.rawValue && event?.stream == 0 && event?.value == 0)
    #expect(event?.amount == 60)
    for length in 0..<bytes.count {
      let isRead = unsafe Array(bytes.prefix(length)).withUnsafeBytes { unsafe DeviceEventRecord($0) != nil }
      #expect(!isRead)
    }
  }
}
