internal import ExocapCore

/// A command datagram of the native link, read where it lies: what the robot is told.
struct CommandFields {
  private let fields: RecordFields
  let joints: Int

  /// Nil where the bytes are no whole command.
  init?(_ fields: RecordFields) {
    guard fields.byte(at: LinkPacket.Header.kind) == LinkKind.command.rawValue else { return nil }
    joints = Int(fields.unsigned16(at: LinkPacket.Header.jointCount))
    guard joints <= LinkPacket.jointCapacity, fields.count == LinkPacket.length(of: .command, joints: joints) else { return nil }
    self.fields = fields
  }

  var sequence: UInt64 { fields.unsigned64(at: LinkPacket.Header.sequence) }
  var captured: Timestamp { Timestamp(nanoseconds: fields.signed64(at: LinkPacket.Header.captured)) }

  /// q, dq, tau, kp, kd of a joint by column 0 … 4 [rad | m, rad/s | m/s, N·m | N, N·m/rad | N/m, N·m·s/rad | N·s/m].
  func number(_ joint: Int, _ column: Int) -> Double {
    fields.float(at: LinkPacket.jointCommands + LinkPacket.jointCommandLength * joint + 4 * column)
  }

  /// 0 … 1 How much of the group is ours.
  func weight(_ group: Int) -> Double { fields.float(at: LinkPacket.groupCommands + LinkPacket.groupCommandLength * group) }

  /// [N]
  func gripForce(_ group: Int) -> Double { fields.float(at: LinkPacket.groupCommands + LinkPacket.groupCommandLength * group + 4) }

  /// Bit i: joint group i follows the operator.
  var engaged: UInt8 {
    var groups: UInt8 = 0
    for group in 0..<LinkPacket.groupCount
    where fields.byte(at: LinkPacket.groupCommands + LinkPacket.groupCommandLength * group + 9) != 0 {
      groups |= 1 << UInt8(group)
    }
    return groups
  }
}

/// Where each field of a note of a send is: see `SentRecord`.
struct SentFields {
  private let fields: RecordFields

  init(_ fields: RecordFields) { self.fields = fields }

  var tick: UInt64 { fields.unsigned64(at: 0) }
  var began: Timestamp { Timestamp(nanoseconds: fields.signed64(at: 8)) }
  var stepped: Timestamp { Timestamp(nanoseconds: fields.signed64(at: 16)) }
  var sent: Timestamp { Timestamp(nanoseconds: fields.signed64(at: 24)) }
  var arrived: Timestamp { Timestamp(nanoseconds: fields.signed64(at: 32)) }
  var outcomeByte: UInt8 { fields.byte(at: 40) }
  var outcome: WriteOutcome { WriteOutcome(rawValue: outcomeByte) ?? .failed }
}
