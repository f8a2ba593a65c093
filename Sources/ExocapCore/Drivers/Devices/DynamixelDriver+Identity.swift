// Who the servos are: the last two steps of each one's set-up read model (register 0), firmware (6) and id (7), and then the homing offset
// (20): in two reads, for no reply of ours is longer than a turn's. Source: ROBOTIS e-Manual, control tables of the X series.

extension DynamixelDriver {
  /// Where a read begins, and how long it is [B].
  private static func identityBlock(_ read: Int) -> (address: UInt16, length: Int) { read == 0 ? (0, 8) : (20, 4) }

  /// Asks servo `id` who it is: the first read, or the second.
  mutating func sendIdentityRead(_ read: Int, to id: UInt8, _ now: Timestamp, into request: inout PacketBuffer) {
    let block = DynamixelDriver.identityBlock(read)
    parser.reset()
    parser.expectFastReply(blocks: 0, length: 0)
    let start = request.count
    packets.begin(.read, id: id, in: &request)
    packets.parameter(block.address, in: &request)
    packets.parameter(UInt16(truncatingIfNeeded: block.length), in: &request)
    packets.finish(&request)
    let slow = max(timing.returnDelay, DynamixelDriver.factoryReturnDelay) - timing.returnDelay
    beginExchange(.setUp, at: now, taking: timing.exchange(request: request.count &- start, reply: 11 &+ block.length) + slow)
  }

  /// Whether a reply may be that of this read: its readings, or an error.
  mutating func mayBeIdentity(_ read: Int, _ error: UInt8, _ found: Int) -> Bool {
    found == DynamixelDriver.identityBlock(read).length || error & 0x7F != 0
  }

  /// Takes who the servo that is being set up is. False where the reply says nothing of it.
  mutating func takeIdentity(_ read: Int, _ error: UInt8) -> Bool {
    guard error & 0x7F == 0 else { return false }
    if read == 0 {
      let model = UInt16(parser.parameter(0)) | UInt16(parser.parameter(1)) &<< 8
      servos.take(model: model, firmware: parser.parameter(6), id: parser.parameter(7))
      return true
    }
    var homing: UInt32 = 0
    for byte in 0..<4 { homing |= UInt32(parser.parameter(byte)) &<< UInt32(truncatingIfNeeded: 8 &* byte) }
    servos.take(homing: Int32(bitPattern: homing), of: Int(setUp.servo))
    return true
  }
}
