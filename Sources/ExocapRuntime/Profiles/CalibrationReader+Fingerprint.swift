internal import ExocapCore

extension CalibrationReader {
  /// `fingerprint:` `servos: [[id, model, firmware, homing offset], …]`, or `parts: [0x…, …]` of any other device.
  static func fingerprint(_ map: MappingReader) -> DeviceIdentity? {
    let servos = map["servos"]?.items(count: 1...DeviceIdentity.capacity)?.map(servo)
    let parts = map["parts"]?.items(count: 1...DeviceIdentity.capacity)?.map(part)
    map.finish()
    guard (servos == nil) != (parts == nil), let found = servos ?? parts else {
      if servos != nil || parts == nil && !map.has("servos") && !map.has("parts") {
        map.reader.error("\(map.path) has either servos or parts", notes: ["'exocap calibrate' writes it"])
      }
      return nil
    }
    var identity = DeviceIdentity(count: found.count)
    for (index, part) in found.enumerated() {
      guard let part else { return nil }
      identity.set(index, part)
    }
    return identity
  }

  private static func servo(_ reader: ValueReader) -> UInt64? {
    guard let items = reader.items(count: 4...4), let id = items[0].integer(in: 0...252), let model = items[1].integer(in: 0...0xFFFF),
      let firmware = items[2].integer(in: 0...0xFF), let homing = items[3].integer(in: Int(Int32.min)...Int(Int32.max))
    else { return nil }
    return DeviceIdentity.servo(id: UInt8(id), model: UInt16(model), firmware: UInt8(firmware), homing: Int32(homing))
  }

  private static func part(_ reader: ValueReader) -> UInt64? {
    guard let text = reader.text() else { return nil }
    if text.hasPrefix("0x"), let part = UInt64(text.dropFirst(2), radix: 16) { return part }
    reader.error("\(reader.path) is '\(YAMLNode.shortened(text))'", notes: ["write it like 0x1122334455667788"])
    return nil
  }
}
