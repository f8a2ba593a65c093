import ExocapCore
@testable import ExocapRuntime
import ExocapSimulation
import ExocapTestSupport
import Glibc
import LinuxIO
import Synchronization
import Testing

/// PyPI's pymodbus on one end of a pty, and ours on the other: it reads our simulated line, and a session reads its server.
@Suite(.serialized) struct PymodbusTests {
  private static let python = Requirement.repositoryRoot + "/.build/venv/bin/python"

  /// Three encoders, and slave 9 with a float (low word first) and two whole numbers of 32 bits.
  private static var simulated: DeviceProfile {
    var nodes = (1...3).map { ModbusNode(name: "e\($0)", slave: UInt8($0), register: 0x41, type: .unsigned16) }
    nodes.append(ModbusNode(name: "cell", slave: 9, function: .input, register: 0x100, type: .float32, wordOrder: .lowFirst))
    nodes.append(ModbusNode(name: "cells", slave: 9, register: 0x300, count: 2, type: .signed32))
    return profile(nodes)
  }

  private static func profile(_ nodes: [ModbusNode]) -> DeviceProfile {
    let bus = ModbusBus(nodes: nodes, rate: 20)
    let values = (0..<bus.fieldCount).map {
      ValueProfile(
        name: "v\($0)", source: .linear(field: $0, scale: 1, rate: nil, effort: nil), lower: -.infinity, upper: .infinity)
    }
    return DeviceProfile(
      name: "line", title: "line", kind: .arm, usbMatches: [], line: SerialLine(baud: 115_200), wire: .modbus(bus),
      streams: [StreamProfile(name: "joints", kind: .joints, rate: 20, staleAfter: .seconds(1), values: values)],
      provenAgainst: "test")
  }

  @Test func pymodbusReadsTheSimulatedLine() throws {
    guard unsafe access(Self.python, X_OK) == 0 else {
      Requirement.skip("pymodbus is not installed in .build/venv")
      return
    }
    var device = SimulatedDevice(profile: Self.simulated, calibration: nil, start: Timestamp(nanoseconds: 0))
    device.wear([2048, 4095, 1, -12, 70_000, -935], stream: 0)
    let line = try ServedDevice(device)
    let thread = TestThread { line.serve() }
    var lines: [String] = []
    var status: Int32 = -1
    if var peer = Program([Self.python, Requirement.repositoryRoot + "/Tests/Peers/modbus_read.py", line.terminal.path]) {
      lines = peer.rest()
      status = peer.status()
    }
    line.isOver.store(true, ordering: .relaxed)
    thread.join()
    #expect(status == 0)
    // Exception 2: there is no such register; 1: there is no such function.
    #expect(
      lines == ["encoder 1 2048", "encoder 2 4095", "encoder 3 1", "cell -12.0", "cells 70000 -935", "absent 2", "write 1"])
  }

  @Test func aSessionReadsAServerOfPymodbus() throws {
    guard unsafe access(Self.python, X_OK) == 0 else {
      Requirement.skip("pymodbus is not installed in .build/venv")
      return
    }
    let folder = try TestFolder()
    let wire = try Wire(link: folder.path + "/device")
    guard let server = Program([Self.python, Requirement.repositoryRoot + "/Tests/Peers/modbus_serve.py", wire.theirs.path]) else {
      Issue.record("the server does not start")
      return
    }
    let thread = TestThread { wire.carry() }
    var nodes = (1...3).map { ModbusNode(name: "e\($0)", slave: UInt8($0), register: 0x41, type: .unsigned16) }
    nodes.append(ModbusNode(name: "cell", slave: 9, register: 0x100, type: .float32))
    nodes.append(ModbusNode(name: "whole", slave: 9, function: .input, register: 0x102, type: .signed32))
    let profile = Self.profile(nodes)
    let numbers = profile.streams[0].values.reduce(into: [String: ValueCalibration]()) { $0[$1.name] = ValueCalibration(zero: 0, sign: 1) }
    let rig = Rig(
      name: "modbus",
      devices: [
        RigDevice(
          role: "line", profile: profile,
          calibration: DeviceCalibration(profile: "line", label: "test", serial: nil, values: numbers),
          port: .path(folder.path + "/device"))
      ], robots: [], recording: RecordingSettings(folder: folder.path, compression: .none, blackBox: .zero))
    var options = Session.Options()
    options.isRealtime = false
    let session = try Session(rig: rig, run: 5, options: options)
    try session.openPorts()
    let whole = Mutex<[[Double]]>([])
    try session.start(
      sinks: [
        { _, record in
          guard record.kind == RecordKind.sample.rawValue, let sample = unsafe SampleRecord(record.bytes) else { return }
          if sample.valid == 0b11111 { whole.withLock { $0.append(sample.values) } }
        }
      ], everyTurn: { _ in })
    let isRead = eventually { whole.withLock { $0.count } >= 20 }
    let counters = session.status(of: DeviceID(0))?.counters
    session.stop()
    _ = consume server
    wire.isOver.store(true, ordering: .relaxed)
    thread.join()
    #expect(isRead, "\(whole.withLock { $0.count }) whole turns; \(counters.map { "\($0)" } ?? "")")
    #expect(Set(whole.withLock { $0 }) == [[2048, 4095, 1, 93.5, -935]])
    #expect(counters?.badChecksums == 0)
  }

  /// Two ptys whose masters are one wire: programs that open the other ends talk to each other.
  private final class Wire: Sendable {
    let ours: PseudoTerminal
    let theirs: PseudoTerminal
    let isOver = Atomic(false)

    init(link: String) throws {
      ours = try PseudoTerminal(link: link)
      theirs = try PseudoTerminal()
    }

    /// Carries bytes both ways until `isOver`.
    func carry() {
      while !isOver.load(ordering: .relaxed) {
        move(from: ours, to: theirs)
        move(from: theirs, to: ours)
        MonotonicClock.sleep(until: MonotonicClock.now() + .microseconds(200))
      }
    }

    private func move(from source: borrowing PseudoTerminal, to target: borrowing PseudoTerminal) {
      var memory = [UInt8](repeating: 0, count: 256)
      var span = memory.mutableSpan
      guard case .bytes(let count) = source.read(into: &span) else { return }
      _ = target.write(memory.span.extracting(0..<count))
    }
  }
}
