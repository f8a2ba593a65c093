internal import CTwin
internal import ExocapCore
internal import LinuxIO

/// Whether the contenders do the same: a comparison of different work says nothing.
enum PathCheck {
  /// Sends each line through both, and compares their datagrams but for their times and checksums.
  ///
  /// A position may differ in its last bit: the C library's atan2 is another. Returns what differs first; nil where nothing does.
  static func firstDifference() throws(IOError) -> String? {
    let lines = PathRig.makeLines()
    let forC = try PathWires()
    let forPart = try PathWires()
    let twin = PathTwin(forC)
    var part = PathPart(port: forPart.port)
    var memory = [UInt8](repeating: 0, count: 4096)
    let end: [UInt8] = [0x0A]
    _ = forC.device.write(end.span)
    _ = forPart.device.write(end.span)
    for (index, line) in lines.enumerated() {
      _ = forC.device.write(line.span)
      _ = forPart.device.write(line.span)
      // A pty may hand over what was written in more than one read.
      var sent = 0
      for _ in 0..<8 where sent == 0 { sent = unsafe Int(ctwin_turn(twin.twin, .max)) }
      guard sent == 1 else { return "line \(index): the twin sent \(sent) datagrams" }
      sent = 0
      for _ in 0..<8 where sent == 0 { sent = part.turn(forPart.port, forPart.socket, &memory, until: Timestamp(nanoseconds: .max - 1)) }
      guard sent == 1 else { return "line \(index): exocap sent \(sent) datagrams" }
      let datagrams = [receive(forC.receiver), receive(forPart.receiver)]
      guard let place = difference(datagrams[0], datagrams[1]) else { continue }
      return "line \(index): byte \(place) of the datagrams"
    }
    return nil
  }

  private static func receive(_ socket: borrowing DatagramSocket) -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: 2048)
    var span = bytes.mutableSpan
    guard case .datagram(let count, _) = socket.receive(into: &span) else { return [] }
    return Array(bytes[..<count])
  }

  private static func difference(_ left: [UInt8], _ right: [UInt8]) -> Int? {
    guard left.count == LinkPacket.length(of: .command, joints: PathRig.joints), left.count == right.count else { return 0 }
    let times = LinkPacket.Header.captured..<LinkPacket.Header.timeToLive
    for index in 0..<left.count - 4 where left[index] != right[index] && !times.contains(index) {
      let offset = index - LinkPacket.jointCommands
      let isInJoints = offset >= 0 && index < left.count - LinkPacket.trailerLength
      let isPosition = isInJoints && offset % LinkPacket.jointCommandLength < 4
      let place = index - offset % LinkPacket.jointCommandLength
      if isPosition, abs(bits(left, place) - bits(right, place)) <= 1 { continue }
      return index
    }
    return nil
  }

  private static func bits(_ bytes: [UInt8], _ place: Int) -> Int {
    (0..<4).reduce(0) { $0 | Int(bytes[place + $1]) << (8 * $1) }
  }
}
