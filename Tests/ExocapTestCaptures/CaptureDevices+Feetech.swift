internal import ExocapCore

extension CaptureDevices {
  static func feetech(_ series: FeetechSeries) -> (profile: DeviceProfile, calibration: DeviceCalibration) {
    let ids: [UInt8] = series == .sts ? [1, 2, 3] : [1, 2]
    let block: FeetechBlock = series == .sts ? .positionSpeed : .position
    let scale = 2 * Double.pi / (series == .sts ? 4096 : 1024)
    let values = ids.indices.map {
      ValueProfile(
        name: "joint\($0 + 1)", source: .linear(field: $0, scale: scale, rate: nil, effort: nil), lower: -7, upper: 7)
    }
    let bus = FeetechBus(series: series, ids: ids, block: block, rate: 100, returnDelay: .zero, setup: [])
    return (
      profile(
        "feetech", 1_000_000, .feetech(bus),
        [StreamProfile(name: "joints", kind: .joints, rate: 100, staleAfter: .milliseconds(50), values: values)]),
      calibration(
        "feetech",
        [
          "joint1": ValueCalibration(zero: Double.pi, sign: 1), "joint2": ValueCalibration(zero: Double.pi, sign: -1),
          "joint3": ValueCalibration(zero: 2, sign: 1),
        ])
    )
  }
}
