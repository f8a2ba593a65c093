import ExocapCore
import ExocapRuntime
import ExocapSimulation
import ExocapTestSupport
import Testing

/// The demo's right arm on buses that the demo does not have: in virtual time, on links that lose, corrupt, split, merge, delay and unplug,
/// and replayed bit for bit.
@Suite struct BusWorldTests {
  enum Bus: CaseIterable {
    case magneticServos
    case potentiometerServos
    case encoders
    case pipelinedEncoders

    /// [rad] One count.
    var scale: Double { self == .potentiometerServos ? 2 * Double.pi / 1024 : 2 * Double.pi / 4096 }

    /// 100 turns a second of eight values.
    var wire: WireProtocol {
      let ids = Array(UInt8(1)...8)
      func servos(_ series: FeetechSeries) -> WireProtocol {
        let torqueOff = RegisterWrite(name: "torque_enable", address: 40, length: 1, value: 0)
        let noDelay = RegisterWrite(name: "return_delay_time", address: 7, length: 1, value: 0)
        return .feetech(
          FeetechBus(series: series, ids: ids, block: .position, rate: 100, returnDelay: .zero, setup: [torqueOff, noDelay]))
      }
      func encoders(_ pipelining: Interval?) -> WireProtocol {
        let nodes = ids.map { ModbusNode(name: "e\($0)", slave: $0, register: 0x41, type: .signed16) }
        return .modbus(ModbusBus(nodes: nodes, rate: 100, pipelining: pipelining))
      }
      switch self {
      case .magneticServos: return servos(.sts)
      case .potentiometerServos: return servos(.scs)
      case .encoders: return encoders(nil)
      case .pipelinedEncoders: return encoders(.microseconds(300))
      }
    }

    func rig(_ demo: Rig) -> Rig {
      var rig = demo
      rig.devices[1].profile.wire = wire
      rig.devices[1].profile.line = SerialLine(baud: 1_000_000)
      for place in rig.devices[1].profile.streams[0].values.indices {
        rig.devices[1].profile.streams[0].values[place].source = .linear(field: place, scale: scale, rate: nil, effort: nil)
      }
      rig.devices[1].profile.streams[0].rate = 100
      rig.robots[0].control.period = .milliseconds(10)
      return rig
    }
  }

  @Test(arguments: Bus.allCases) func everyWorldKeepsTheRulesAndReplaysBitForBit(_ bus: Bus) throws {
    let rig = bus.rig(try #require(ReplayerTests.rig))
    for seed in UInt64(21)...22 {
      let run = ReplayerTests.Run(rig: rig, options: WorldOptions(seed: seed))
      #expect(run.report.violations.isEmpty, "seed \(seed): \(run.report.violations)")
      #expect(run.report.ticks > 150, "seed \(seed)")
      let report = run.replay(rig: rig)
      let first = report.differences.first?.describe(rig: rig, start: Timestamp(nanoseconds: 1_000_000_000)) ?? "none"
      #expect(report.isIdentical, "seed \(seed): \(report.identical) of \(report.ticks), first: \(first)")
    }
  }

  @Test(arguments: Bus.allCases) func aQuietWorldEngagesAndFollows(_ bus: Bus) throws {
    let rig = bus.rig(try #require(ReplayerTests.rig))
    var options = WorldOptions(seed: 7)
    options.hasFaults = false
    options.hasRequests = false
    let run = ReplayerTests.Run(rig: rig, options: options)
    #expect(run.report.violations.isEmpty, "\(run.report.violations)")
    #expect(run.report.activeTicks > 100)
    #expect(run.report.lostSamples == 0)
  }
}
