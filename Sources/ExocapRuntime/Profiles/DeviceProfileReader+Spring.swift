internal import ExocapCore

extension DeviceProfileReader {
  /// `spring:` of a Dynamixel bus: the servo that pulls on the operator's finger. Nil after reports.
  func servoSpring(_ map: MappingReader, ids: [UInt8], setup: [DynamixelWrite], model: DynamixelCatalog.Model?) -> ServoSpring? {
    let servo = map.require("servo")?.integer(in: 0...252)
    let rest = map.require("rest")?.quantity(.current, in: -10...10)
    let perNewton = map["per_newton"]?.quantity(.current, in: -10...10) ?? 0
    let limit = map.require("limit")?.quantity(.current, in: 0.001...10)
    map.finish()
    guard let servo, let rest, let limit, let model else { return nil }
    guard let id = UInt8(exactly: servo), ids.contains(id) else {
      map.error("the bus has no id '\(servo)'", at: "servo")
      return nil
    }
    guard let ampere = model.ampere else {
      map.error("a \(model.name) has no register for a current", at: "servo", notes: ["XL330, XC330, XM430 and XM540 have one"])
      return nil
    }
    if rest.magnitude > limit {
      map.error("\(map.path).rest is beyond its limit", at: "rest")
      return nil
    }
    guard isReady(id, setup, map) else { return nil }
    return ServoSpring(id: id, rest: rest / ampere, perNewton: perNewton / ampere, limit: limit / ampere)
  }

  /// Whether the set-up makes a servo pull, and let go when nobody speaks to it any more.
  private func isReady(_ id: UInt8, _ setup: [DynamixelWrite], _ map: MappingReader) -> Bool {
    func value(_ register: String) -> UInt32? { setup.last { $0.name == register && ($0.id == nil || $0.id == id) }?.value }
    let wrong: String? =
      if value("operating_mode") != 0 && value("operating_mode") != 5 {
        "operating_mode: {\(id): 0}   # current"
      } else if value("torque_enable") != 1 {
        "torque_enable: {\(id): 1}"
      } else if !(1...127 ~= value("bus_watchdog") ?? 0) {
        "bus_watchdog: {\(id): 10}   # lets go after 200 ms in which nobody speaks to it"
      } else {
        nil
      }
    guard let wrong else { return true }
    map.error("servo \(id) has a spring, but its set-up does not let it pull and let go", at: "servo", notes: ["add to setup: \(wrong)"])
    return false
  }
}
