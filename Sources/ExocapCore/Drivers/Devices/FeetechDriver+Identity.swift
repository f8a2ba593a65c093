// Who the servos are: the last steps of each one's set-up read firmware (registers 0 and 1), model (3) and id (5), and of STS servos then
// the homing offset (31). Source: Feetech's memory tables of STS and SCS, in which a servo with a potentiometer has no offset.

extension FeetechDriver {
  /// The sign of the homing offset. Source: as above.
  @inline(__always) private static var homingSignBit: UInt16 { 11 }

  /// How many reads ask a servo who it is.
  static func identityReads(_ series: FeetechSeries) -> Int { series == .sts ? 2 : 1 }

  /// Where a read begins, and how long it is [B].
  private static func identityBlock(_ read: Int) -> (address: UInt8, length: Int) { read == 0 ? (0, 6) : (31, 2) }

  /// Asks servo `id` who it is: the first read, or the second.
  mutating func sendIdentityRead(_ read: Int, to id: UInt8, _ now: Timestamp, into request: inout PacketBuffer) {
    let block = FeetechDriver.identityBlock(read)
    let start = request.count
    packets.begin(.read, id: id, in: &request)
    request.append(block.address)
    request.append(UInt8(truncatingIfNeeded: block.length))
    packets.finish(&request)
    expectSetUpReply(to: request.count &- start, block.length, from: now)
  }

  /// Takes a reply that should say who the servo that is being set up is.
  mutating func takeIdentityReply(_ step: RegisterSetUp.Step, from id: UInt8, _ error: UInt8, _ found: Int) {
    let block = FeetechDriver.identityBlock(step.identityRead)
    guard id == step.id, found == block.length, !isEcho(block.address, block.length, error, found) else {
      counters.malformed &+= 1
      return
    }
    noteAlerts(error, of: Int(setUp.servo))
    exchange.end()
    takeIdentity(step.identityRead)
    setUp.told()
  }

  /// A version as 3.10 is one number, 16 · 3 + 10.
  private mutating func takeIdentity(_ read: Int) {
    let index = Int(setUp.servo)
    if read == 0 {
      let firmware = parser.parameter(0) &<< 4 | parser.parameter(1) & 15
      servos.take(model: UInt16(truncatingIfNeeded: number(at: 3, 2)), firmware: firmware, id: parser.parameter(5))
      if isBigEndian { servos.take(homing: 0, of: index) }
      return
    }
    let offset = FeetechPackets.decode(UInt16(truncatingIfNeeded: number(at: 0, 2)), signBit: FeetechDriver.homingSignBit)
    servos.take(homing: Int32(truncatingIfNeeded: offset), of: index)
  }
}
