import ExocapCore
import ExocapTestSupport
import LinuxIO
import Testing

/// examples/receiver.c and examples/receiver.py against our side of the link, over loopback.
@Suite struct ReceiverExampleTests {
  private let run: UInt64 = 0xFEED_0000_0000_0001

  private var profile: RobotProfile {
    func joint(_ name: String) -> RobotJoint {
      RobotJoint(name: name, group: .leftArm, lower: -1, upper: 1, velocity: 1, effort: 1, kp: 1, kd: 1)
    }
    return RobotProfile(
      name: "two", title: "Two joints", source: "made up", joints: [joint("shoulder"), joint("elbow")], grippers: [],
      kinematics: RobotKinematics(links: [], joints: []))
  }

  private func settings(port: UInt16) -> LinkSettings {
    LinkSettings(host: "127.0.0.1", port: port, robot: 3, timeToLive: .seconds(1))
  }

  /// Sends what is in `packet`.
  private func send(_ packet: borrowing PacketBuffer, _ socket: borrowing DatagramSocket) {
    let bytes = packet.toArray()
    let result = socket.send(bytes.span)
    #expect(result == .sent)
  }

  /// Waits for a datagram and hands it to `driver`.
  private func receive(_ driver: inout LinkStateDriver, _ socket: borrowing DatagramSocket) -> Bool {
    _ = socket.pollDescriptor.wait(for: .readable, until: soon)
    var block = [UInt8](repeating: 0, count: 2048)
    var span = block.mutableSpan
    guard case .datagram(let count, _) = socket.receive(into: &span) else { return false }
    let arrival = MonotonicClock.now()
    var raw = RawSample()
    for byte in block[..<count] { _ = driver.receive(byte, at: arrival, into: &raw) }
    return driver.endPacket(at: arrival, into: &raw)
  }

  private func drive(_ words: [String]) throws {
    let hash = profile.jointMapHash
    guard var program = Program(words + ["0", "3", "\(hash)", "3"]) else {
      Issue.record("\(words) does not start")
      return
    }
    let first = program.line()
    let greeting = try #require(first)
    let port = try #require(UInt16(greeting.split(separator: " ").last ?? ""))
    let socket = try DatagramSocket(connectedTo: .loopback(port: port))
    var lease = Lease(run: run)
    var controller = LinkController(settings: settings(port: port), profile: profile, run: run)
    var driver = LinkStateDriver(robot: 3, jointMapHash: hash)
    var packet = PacketBuffer()

    #expect(lease.turn(wanted: true, take: false, now: MonotonicClock.now()) == .claim(take: false))
    controller.encodeClaim(take: false, source: .operator, now: MonotonicClock.now(), into: &packet)
    send(packet, socket)
    #expect(receive(&driver, socket))
    var sample = Sample(device: DeviceID(0), stream: StreamIndex(2), kind: .lease, count: 0)
    driver.fill(stream: LinkStateDriver.Stream.lease, into: &sample)
    lease.observe(&sample)
    #expect(lease.state == .granted)

    var expected: [String] = []
    for step in 0..<3 {
      var command = Command(count: 2)
      command.q = JointVector([0.1 * Double(step), -1.0 / 3.0])
      command.weight[0] = 1
      controller.encode(
        &command, epoch: lease.epoch, source: .operator, captured: .never, now: MonotonicClock.now(), into: &packet)
      if step == 1 {
        // A flipped bit first, and afterwards a copy: neither is followed.
        var broken = packet.toArray()
        broken[170] ^= 4
        _ = socket.send(broken.span)
      }
      send(packet, socket)
      #expect(receive(&driver, socket))
      #expect(driver.state.q[0] == LinkController.wireValue(0.1 * Double(step)))
      #expect(driver.state.acceptedSequence == controller.sequence)
      #expect(driver.state.ownerRun == run)
      if step == 1 { send(packet, socket) }
      expected.append("command \(step + 2) epoch \(lease.epoch) q")
    }
    let lines = program.rest()
    let commands = lines.filter { $0.hasPrefix("command") }
    #expect(commands.count == 3)
    for (line, start) in zip(commands, expected) { #expect(line.hasPrefix(start)) }
    // 0.1 and -1/3 as float32, nine digits.
    #expect(commands.count > 1 && commands[1].hasSuffix("q 0.100000001 -0.333333343"))
    #expect(lines.filter { $0.hasPrefix("refused") }.count == 2)
    let status = program.status()
    #expect(status == 0)
  }

  @Test func theReceiverInCFollows() throws {
    guard Program.exists("cc") else {
      Requirement.skip("no C compiler")
      return
    }
    let folder = try TestFolder()
    let program = try #require(Program.compileC("examples/receiver.c", into: folder))
    defer { extendLifetime(folder) }
    try drive([program])
  }

  @Test func theReceiverInPythonFollows() throws {
    guard Program.exists("python3") else {
      Requirement.skip("no Python")
      return
    }
    try drive(["python3", Requirement.repositoryRoot + "/examples/receiver.py"])
  }

  @Test func theContractCompilesAsCPlusPlus() throws {
    guard Program.exists("c++") else {
      Requirement.skip("no C++ compiler")
      return
    }
    let include = Requirement.repositoryRoot + "/Sources/CExocap/include"
    for header in ["exocap_link.h", "exocap_shm.h"] {
      let words = ["c++", "-std=c++11", "-Wall", "-Wextra", "-Werror", "-fsyntax-only", "-x", "c++", include + "/" + header]
      guard var compiler = Program(words) else {
        Issue.record("c++ does not start")
        return
      }
      let status = compiler.status()
      #expect(status == 0)
    }
  }
}
