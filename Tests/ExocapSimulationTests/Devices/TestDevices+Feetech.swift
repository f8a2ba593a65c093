import ExocapCore
import ExocapSimulation

extension TestDevices {
  /// Three servos at 100 Hz and 1 Mbaud: position, speed and load.
  static func feetech(_ series: FeetechSeries, setup: [RegisterWrite] = []) -> DeviceProfile {
    let turn = series == .sts ? 4096.0 : 1024
    let values = ids.indices.map { index in
      ValueProfile(
        name: "joint\(index + 1)",
        source: .linear(
          field: index, scale: 2 * Double.pi / turn, rate: ScaledField(field: 3 + index, scale: 2 * Double.pi / turn), effort: nil),
        lower: -7, upper: 7)
    }
    let bus = FeetechBus(
      series: series, ids: ids, block: .positionSpeedLoad, rate: 100, returnDelay: .zero, setup: setup)
    return DeviceProfile(
      name: "arm", title: "arm", kind: .arm, usbMatches: [], line: SerialLine(baud: 1_000_000), wire: .feetech(bus),
      streams: [StreamProfile(name: "joints", kind: .joints, rate: 100, staleAfter: .milliseconds(50), values: values)],
      provenAgainst: "test")
  }
}

extension DeviceBench {
  /// Changes the servos behind the driver's back.
  mutating func changeFeetech(_ change: (inout SimulatedFeetechBus) -> Void) {
    guard case .feetech(var bus) = device else { return }
    change(&bus)
    device = .feetech(bus)
  }
}
