// Controllers/ turns commands into the bytes that one kind of robot controller listens for. It knows no socket.

/// Writes the native link's datagrams of the operator's side: claims, commands, returns.
package struct LinkController: ~Copyable {
  private var header: LinkHeader
  private let groups: JointGroups
  private let jointCount: Int
  private var checksum = CRC32C()

  /// `run` is random at each start of the daemon; 0 is not a run.
  package init(settings: LinkSettings, profile: RobotProfile, run: UInt64) {
    precondition(run != 0, "a run is never 0")
    precondition(profile.joints.count <= LinkPacket.jointCapacity, "a robot has at most 64 joints")
    header = LinkHeader(kind: .command, robot: settings.robot, run: run, jointMapHash: profile.jointMapHash)
    header.timeToLive = settings.timeToLive
    header.operatorID = settings.operatorID
    jointCount = profile.joints.count
    var groups = JointGroups.none
    for joint in profile.joints { groups.formUnion(JointGroups(joint.group)) }
    for gripper in profile.grippers { groups.formUnion(JointGroups(gripper.group)) }
    self.groups = groups
  }

  /// The run that all datagrams carry.
  package var run: UInt64 { header.run }
  /// The sequence of the last datagram; 0 before the first.
  package var sequence: UInt64 { header.sequence }

  /// What a receiver reads where `value` was sent: the nearest float32.
  @inlinable @inline(__always)
  package static func wireValue(_ value: Double) -> Double { value == value ? Double(Float(value)) : .nan }

  /// Writes a claim into `packet`.
  ///
  /// `take`: also from another who holds the lease.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func encodeClaim(take: Bool, source: CommandSource, now: Timestamp, into packet: inout PacketBuffer) {
    begin(.claim, epoch: 0, source: source, captured: .never, now: now, &packet)
    packet.append(take ? 1 : 0 as UInt32)
    packet.append(0 as UInt32)
    header.finish(&packet, &checksum)
  }

  /// Writes a return of the lease into `packet`.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func encodeReturn(epoch: UInt32, source: CommandSource, now: Timestamp, into packet: inout PacketBuffer) {
    begin(.giveBack, epoch: epoch, source: source, captured: .never, now: now, &packet)
    header.finish(&packet, &checksum)
  }

  /// Writes `command` into `packet`.
  ///
  /// `captured`: when the newest reading behind it was measured.
  #if REALTIME_CHECKS
    @_noLocks
  #endif
  package mutating func encode(
    _ command: inout Command, epoch: UInt32, source: CommandSource, captured: Timestamp, now: Timestamp,
    into packet: inout PacketBuffer
  ) {
    precondition(command.count == jointCount, "a command has the joints of its robot")
    begin(.command, epoch: epoch, source: source, captured: captured, now: now, &packet)
    // SAFETY: each record lies within what the buffer was extended by; init allows as many joints as a vector holds.
    var place = unsafe packet.extend(by: LinkPacket.groupCount &* LinkPacket.groupCommandLength)
    for group in 0..<LinkPacket.groupCount {
      let shift = UInt32(truncatingIfNeeded: group)
      let authority = UInt32(groups.rawValue) &>> shift & 1
      let engaged = UInt32(command.engaged.rawValue) &>> shift & 1
      unsafe place.store(Float(command.weight[group]).bitPattern, at: 0)
      unsafe place.storeNumber(command.gripForce[group], at: 4)
      unsafe place.store(authority | engaged &<< 8, at: 8)
      unsafe place += LinkPacket.groupCommandLength
    }
    // Weights and gains are numbers always; the others may be NaN.
    unsafe place = packet.extend(by: jointCount &* LinkPacket.jointCommandLength)
    for joint in 0..<jointCount {
      unsafe place.storeNumber(command.q.elements[unchecked: joint], at: 0)
      unsafe place.storeNumber(command.dq.elements[unchecked: joint], at: 4)
      unsafe place.storeNumber(command.tau.elements[unchecked: joint], at: 8)
      unsafe place.store(Float(command.kp.elements[unchecked: joint]).bitPattern, at: 12)
      unsafe place.store(Float(command.kd.elements[unchecked: joint]).bitPattern, at: 16)
      unsafe place += LinkPacket.jointCommandLength
    }
    header.finish(&packet, &checksum)
  }

  @inline(__always)
  private mutating func begin(
    _ kind: LinkKind, epoch: UInt32, source: CommandSource, captured: Timestamp, now: Timestamp, _ packet: inout PacketBuffer
  ) {
    header.kind = kind
    header.source = source.rawValue
    header.epoch = epoch
    header.sequence = header.sequence &+ 1
    header.captured = captured
    header.sent = now
    header.jointCount = kind == .command ? UInt16(truncatingIfNeeded: jointCount) : 0
    header.begin(&packet)
  }

  /// Saves or restores the run and the sequence.
  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.section(0x4354_4B4C, version: 1)  // "LKTC"
    archive.field(&header.run)
    archive.field(&header.sequence)
  }
}
