internal import ExocapCore

extension CaptureDevices {
  /// A count of STS servos' speed is one step of position a second; of SCS servos the speed is not read.
  static func feetech(_ name: String, _ series: FeetechSeries) -> (profile: DeviceProfile, calibration: DeviceCalibration) {
    let ids: [UInt8] = series == .sts ? [1, 2, 3] : [1, 2]
    let block: FeetechBlock = series == .sts ? .positionSpeed : .position
    let scale = 2 * Double.pi / (series == .sts ? 4096 : 1024)
    let values = ids.indices.map { index in
      let speed = series == .sts ? ScaledField(field: ids.count + index, scale: scale) : nil
      return ValueProfile(
        name: "joint\(index + 1)", source: .linear(field: index, scale: scale, rate: speed, effort: nil), lower: -7, upper: 7)
    }
    var numbers = ["joint1": ValueCalibration(zero: Double.pi, sign: 1), "joint2": ValueCalibration(zero: Double.pi, sign: -1)]
    if ids.count > 2 { numbers["joint3"] = ValueCalibration(zero: 2, sign: 1) }
    let bus = FeetechBus(series: series, ids: ids, block: block, rate: 100, returnDelay: .zero, setup: [])
    return (
      profile(
        name, 1_000_000, .feetech(bus),
        [StreamProfile(name: "joints", kind: .joints, rate: 100, staleAfter: .milliseconds(50), values: values)]),
      calibration(name, numbers)
    )
  }
}
