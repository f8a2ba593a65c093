/// What a serial port reads when it is set to another speed than the device: the device's bits, sampled at the port's own times.
package enum WrongSpeed {
  /// The bytes that a port at `portBaud` makes of `bytes` sent without a pause at `deviceBaud`; the same bytes where they agree.
  ///
  /// A port finds a falling edge, takes it for a start bit, and samples eight bits in their middles. A missing stop bit is not
  /// looked at, as Linux passes such bytes on unless told otherwise. Speeds within 3 % of each other agree.
  package static func heard(_ bytes: [UInt8], deviceBaud: Int, portBaud: Int) -> [UInt8] {
    if abs(deviceBaud - portBaud) * 100 <= 3 * deviceBaud { return bytes }
    let wire: [Bool] = bytes.flatMap { byte -> [Bool] in [false] + (0..<8).map { byte & (1 << UInt8($0)) != 0 } + [true] }
    let ratio = Double(deviceBaud) / Double(portBaud)
    // Behind the last byte the line rests, which is 1.
    func level(_ time: Double) -> Bool { Int(time) >= wire.count || wire[Int(time)] }
    var heard: [UInt8] = []
    var time = 0.0
    while Int(time) < wire.count {
      guard !level(time) else {
        time = Double(Int(time) + 1)
        continue
      }
      var byte: UInt8 = 0
      for bit in 0..<8 where level(time + (1.5 + Double(bit)) * ratio) { byte |= 1 << UInt8(bit) }
      heard.append(byte)
      time += 9.5 * ratio
      // The next start bit needs a line at rest before it.
      while Int(time) < wire.count && !level(time) { time = Double(Int(time) + 1) }
    }
    return heard
  }
}
