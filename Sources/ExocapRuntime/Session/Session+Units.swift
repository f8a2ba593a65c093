internal import ExocapCore

extension Session {
  /// Why a device's values are not used: another unit, or a pose that it was not left in; nil where they are.
  func disbelief(of device: DeviceID) -> ControlRefusal? {
    let index = Int(device.index)
    return unitProblem(of: device) ?? (index < poseRefusals.count ? poseRefusals[index] : nil)
  }

  /// Why a device's values are not used, where it is another unit than its calibration's; nil while it may be the right one.
  func unitProblem(of device: DeviceID) -> ControlRefusal? {
    let index = Int(device.index)
    guard index < rig.devices.count, let status = status(of: device), status.isOpen, status.isOtherUnit,
      let calibration = rig.devices[index].calibration
    else { return nil }
    return UnitMismatch(rig.devices[index], calibration, identity: status.identity, units: units).refusal(rig: rig.name)
  }
}

/// A device that is another unit than the one that its calibration is of.
struct UnitMismatch {
  private let device: RigDevice
  private let calibration: DeviceCalibration
  private let identity: DeviceIdentity
  /// The label of the unit that it is; nil where no calibration tells.
  let found: String?

  /// `units`: all that are known.
  init(_ device: RigDevice, _ calibration: DeviceCalibration, identity: DeviceIdentity, units: [KnownUnit]) {
    (self.device, self.calibration, self.identity) = (device, calibration, identity)
    var identity = identity
    let others = units.filter { $0.label != calibration.label }
    found =
      !identity.isWhole
      ? nil
      : others.first { unit in
        var fingerprint = unit.fingerprint
        return identity.firstDifference(from: &fingerprint) == nil
      }?.label
  }

  /// With both labels, and what to do.
  func refusal(rig: String) -> ControlRefusal {
    let thing = device.profile.kind == .arm || device.profile.kind == .hand ? device.profile.kind.rawValue : "device"
    let head = "\(device.role) is calibrated for '\(calibration.label)', but the \(thing) on this port is"
    if let found {
      return ControlRefusal(
        "\(head) '\(found)': its values are not used",
        remedy: "exchange the plugs, or name the calibration of '\(found)' for \(device.role) in the rig")
    }
    return ControlRefusal(
      "\(head) another one\(difference.map { ": " + $0 } ?? ""); its values are not used",
      remedy: "plug '\(calibration.label)' in, or calibrate this one: 'exocap calibrate \(device.role) --rig \(rig)'")
  }

  /// What differs first, of a bus.
  private var difference: String? {
    guard var expected = calibration.fingerprint else { return nil }
    var own = identity
    guard let index = own.firstDifference(from: &expected) else { return nil }
    if case .damiao(let bus) = device.profile.wire { return "motor \(bus.motors[index].id) has another serial number" }
    guard device.profile.wire.hasServos else { return nil }
    guard let found = identity.part(index).map({ DeviceIdentity.servo($0) }),
      let wanted = expected.part(index).map({ DeviceIdentity.servo($0) })
    else { return "it has \(identity.count) servos, not \(expected.count)" }
    if found.id != wanted.id { return "its servo \(index + 1) has id \(found.id), not \(wanted.id)" }
    if found.model != wanted.model { return "servo \(found.id) is model \(found.model), not \(wanted.model)" }
    if found.firmware != wanted.firmware { return "servo \(found.id) has firmware \(found.firmware), not \(wanted.firmware)" }
    return "servo \(found.id) has homing offset \(found.homing), not \(wanted.homing)"
  }
}
