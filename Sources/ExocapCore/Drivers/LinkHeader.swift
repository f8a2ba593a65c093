/// The first 80 bytes of every datagram of the link, less what follows from the kind.
package struct LinkHeader: BitwiseCopyable, Sendable, Equatable {
  package var kind: LinkKind
  /// A `CommandSource`; 0 in datagrams of the robot.
  package var source: UInt8 = 0
  package var robot: UInt32
  /// Random at each start of the sender; never 0.
  package var run: UInt64
  /// The lease; 0 in a claim.
  package var epoch: UInt32 = 0
  package var jointMapHash: UInt32
  /// From 1, one more for each datagram of the run.
  package var sequence: UInt64 = 0
  /// When the newest reading behind it was measured, on the sender's clock; `.never`: not known.
  package var captured: Timestamp = .never
  /// The tick that made it, on the sender's clock.
  package var sent: Timestamp = .never
  package var timeToLive: Interval = .zero
  package var operatorID: UInt32 = 0
  package var jointCount: UInt16 = 0

  package init(kind: LinkKind, robot: UInt32, run: UInt64, jointMapHash: UInt32) {
    self.kind = kind
    self.robot = robot
    self.run = run
    self.jointMapHash = jointMapHash
  }

  /// [B] Of the whole datagram.
  package var length: Int { LinkPacket.length(of: kind, joints: Int(jointCount)) }

  /// Starts a datagram: what `packet` held is dropped.
  @inline(__always)
  func begin(_ packet: inout PacketBuffer) {
    typealias Field = LinkPacket.Header
    packet.clear()
    let hasGroups = kind == .command || kind == .state
    // SAFETY: the header is `headerLength` long, and so are its fields together.
    let place = unsafe packet.extend(by: LinkPacket.headerLength)
    unsafe place.store(LinkPacket.magic, at: Field.magic)
    unsafe place.store(LinkPacket.version, at: Field.version)
    unsafe place.store(UInt16(truncatingIfNeeded: LinkPacket.headerLength), at: Field.headerLength)
    unsafe place.store(UInt16(truncatingIfNeeded: length), at: Field.length)
    unsafe place.store(kind.rawValue, at: Field.kind)
    unsafe place.store(source, at: Field.source)
    unsafe place.store(robot, at: Field.robot)
    unsafe place.store(run, at: Field.run)
    unsafe place.store(epoch, at: Field.epoch)
    unsafe place.store(jointMapHash, at: Field.jointMapHash)
    unsafe place.store(sequence, at: Field.sequence)
    unsafe place.store(captured.nanoseconds, at: Field.captured)
    unsafe place.store(sent.nanoseconds, at: Field.sent)
    unsafe place.store(timeToLive.nanoseconds, at: Field.timeToLive)
    unsafe place.store(operatorID, at: Field.operatorID)
    unsafe place.store(jointCount, at: Field.jointCount)
    unsafe place.store(hasGroups ? UInt16(truncatingIfNeeded: LinkPacket.groupCount) : 0, at: Field.groupCount)
    unsafe place.store(UInt64(0), at: Field.reserved)
  }

  /// Ends a datagram: no MAC, and the checksum.
  @inline(__always)
  func finish(_ packet: inout PacketBuffer, _ checksum: inout CRC32C) {
    packet.append(UInt64(0))
    packet.append(UInt64(0))
    let sum = unsafe checksum.update(of: UnsafeRawPointer(packet.bytes), count: packet.count)
    packet.append(sum)
    precondition(packet.count == length, "a datagram is as long as its header says")
  }
}

/// What an end of the link expects of all datagrams, and the checksum's table.
struct LinkExpectation: BitwiseCopyable, Sendable {
  /// nil: any robot.
  var robot: UInt32?
  /// nil: any joints.
  var jointMapHash: UInt32?
  var checksum = CRC32C()

  /// Checks all of a datagram that needs no memory of earlier ones, in the order of `exocap_link_validate`.
  ///
  /// `.none`: `header` holds its header.
  mutating func validate(_ bytes: UnsafeRawPointer, count: Int, into header: inout LinkHeader) -> LinkReason {
    typealias Field = LinkPacket.Header
    guard count >= LinkPacket.headerLength &+ LinkPacket.trailerLength, count <= LinkPacket.longest else { return .malformed }
    if unsafe bytes.unsigned32(at: Field.magic) != LinkPacket.magic { return .malformed }
    if unsafe bytes.unsigned16(at: Field.version) != LinkPacket.version { return .version }
    if unsafe Int(bytes.unsigned16(at: Field.headerLength)) != LinkPacket.headerLength { return .malformed }
    if unsafe Int(bytes.unsigned16(at: Field.length)) != count { return .malformed }
    if unsafe bytes.unsigned32(at: count &- 4) != checksum.update(of: bytes, count: count &- 4) { return .checksum }
    let rawKind = unsafe bytes.byte(at: Field.kind)
    let joints = unsafe Int(bytes.unsigned16(at: Field.jointCount))
    let groups = unsafe Int(bytes.unsigned16(at: Field.groupCount))
    let hasJoints = rawKind == LinkKind.command.rawValue || rawKind == LinkKind.state.rawValue
    if joints > (hasJoints ? LinkPacket.jointCapacity : 0) { return .malformed }
    if groups != (hasJoints ? LinkPacket.groupCount : 0) { return .malformed }
    guard let kind = LinkKind(rawValue: rawKind) else { return .kind }
    unsafe header.read(bytes, kind: kind)
    if header.length != count || header.run == 0 { return .malformed }
    if let robot, robot != header.robot { return .robot }
    if let jointMapHash, jointMapHash != header.jointMapHash { return .jointMap }
    return .none
  }
}

extension LinkHeader {
  @inline(__always)
  fileprivate mutating func read(_ bytes: UnsafeRawPointer, kind: LinkKind) {
    typealias Field = LinkPacket.Header
    self.kind = kind
    source = unsafe bytes.byte(at: Field.source)
    robot = unsafe bytes.unsigned32(at: Field.robot)
    run = unsafe bytes.unsigned64(at: Field.run)
    epoch = unsafe bytes.unsigned32(at: Field.epoch)
    jointMapHash = unsafe bytes.unsigned32(at: Field.jointMapHash)
    sequence = unsafe bytes.unsigned64(at: Field.sequence)
    captured = unsafe Timestamp(nanoseconds: bytes.signed64(at: Field.captured))
    sent = unsafe Timestamp(nanoseconds: bytes.signed64(at: Field.sent))
    timeToLive = unsafe Interval(nanoseconds: bytes.signed64(at: Field.timeToLive))
    operatorID = unsafe bytes.unsigned32(at: Field.operatorID)
    jointCount = unsafe bytes.unsigned16(at: Field.jointCount)
  }
}

// SAFETY: all offsets are checked against the datagram's length by the caller; loads need no alignment.
extension UnsafeRawPointer {
  @inline(__always) func byte(at offset: Int) -> UInt8 { unsafe loadUnaligned(fromByteOffset: offset, as: UInt8.self) }
  @inline(__always) func unsigned16(at offset: Int) -> UInt16 {
    unsafe UInt16(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt16.self))
  }
  @inline(__always) func unsigned32(at offset: Int) -> UInt32 {
    unsafe UInt32(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt32.self))
  }
  @inline(__always) func unsigned64(at offset: Int) -> UInt64 {
    unsafe UInt64(littleEndian: loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }
  @inline(__always) func signed64(at offset: Int) -> Int64 { unsafe Int64(bitPattern: unsigned64(at: offset)) }
  /// A float32, widened: exact.
  ///
  /// Every NaN becomes the one NaN that `Double.nan` is.
  @inline(__always) func number(at offset: Int) -> Double {
    let value = unsafe Float(bitPattern: unsigned32(at: offset))
    return value == value ? Double(value) : .nan
  }
}

// SAFETY: as above.
extension UnsafeMutableRawPointer {
  /// Stores a whole number, little-endian.
  @inline(__always)
  func store<Value: FixedWidthInteger & BitwiseCopyable>(_ value: Value, at offset: Int) {
    unsafe storeBytes(of: value.littleEndian, toByteOffset: offset, as: Value.self)
  }

  /// Stores a number in the wire's own width; every NaN has the same bits.
  @inline(__always)
  func storeNumber(_ value: Double, at offset: Int) { unsafe store(PacketBuffer.wireNumber(value), at: offset) }
}

extension PacketBuffer {
  /// Adds a number in the wire's own width; every NaN has the same bits.
  @inline(__always)
  mutating func appendNumber(_ value: Double) { append(PacketBuffer.wireNumber(value)) }
}
