package import ExocapCore

/// A virtual device of any protocol: bytes in, bytes out, time as an argument.
package enum SimulatedDevice: Sendable {
  case text(SimulatedTextDevice)
  case servos(SimulatedServoChain)
  case forceTorque(SimulatedForceTorqueSensor)
  case damiao(SimulatedDamiaoBus)
  case packets(SimulatedPacketDevice)
  case feetech(SimulatedFeetechBus)
  case keys(SimulatedKeys)
  case modbus(SimulatedModbusLine)

  /// The device that `profile` describes, with the numbers of one unit. `profile` is not the link's.
  package init(profile: DeviceProfile, calibration: DeviceCalibration?, start: Timestamp) {
    switch profile.wire {
    case .text: self = .text(SimulatedTextDevice(profile: profile, calibration: calibration, start: start))
    case .dynamixel2: self = .servos(SimulatedServoChain(profile: profile, calibration: calibration))
    case .ft300: self = .forceTorque(SimulatedForceTorqueSensor(profile: profile, calibration: calibration, start: start))
    case .damiao: self = .damiao(SimulatedDamiaoBus(profile: profile, calibration: calibration))
    case .packets: self = .packets(SimulatedPacketDevice(profile: profile, calibration: calibration, start: start))
    case .feetech: self = .feetech(SimulatedFeetechBus(profile: profile, calibration: calibration))
    case .keys: self = .keys(SimulatedKeys(profile: profile, calibration: calibration, start: start))
    case .modbus: self = .modbus(SimulatedModbusLine(profile: profile, calibration: calibration))
    case .link: preconditionFailure("the robot is a device of its own")
    }
  }

  /// Sets what the person does to stream `stream`, in SI and in its order; NaN leaves a value as it is.
  package mutating func wear(_ values: [Double], rates: [Double] = [], efforts: [Double] = [], stream: Int) {
    switch self {
    case .text(var device):
      device.worn.set(values, rates: rates, efforts: efforts, stream: stream)
      self = .text(device)
    case .servos(var device):
      device.worn.set(values, rates: rates, efforts: efforts, stream: stream)
      self = .servos(device)
    case .forceTorque(var device):
      device.worn.set(values, rates: rates, efforts: efforts, stream: stream)
      self = .forceTorque(device)
    case .damiao(var device):
      device.worn.set(values, rates: rates, efforts: efforts, stream: stream)
      self = .damiao(device)
    case .packets(var device):
      device.worn.set(values, rates: rates, efforts: efforts, stream: stream)
      self = .packets(device)
    case .feetech(var device):
      device.worn.set(values, rates: rates, efforts: efforts, stream: stream)
      self = .feetech(device)
    case .keys(var device):
      device.worn.set(values, rates: rates, efforts: efforts, stream: stream)
      self = .keys(device)
    case .modbus(var device):
      device.worn.set(values, rates: rates, efforts: efforts, stream: stream)
      self = .modbus(device)
    }
  }

  /// Makes its converters noisy from the next values on.
  package mutating func add(_ noise: CountNoise) {
    switch self {
    case .text(var device):
      device.worn.noise = noise
      self = .text(device)
    case .servos(var device):
      device.worn.noise = noise
      self = .servos(device)
    case .forceTorque(var device):
      device.worn.noise = noise
      self = .forceTorque(device)
    case .damiao(var device):
      device.worn.noise = noise
      self = .damiao(device)
    case .packets(var device):
      device.worn.noise = noise
      self = .packets(device)
    case .feetech(var device):
      device.worn.noise = noise
      self = .feetech(device)
    case .keys: break
    case .modbus(var device):
      device.worn.noise = noise
      self = .modbus(device)
    }
  }

  /// Takes what the host wrote.
  package mutating func receive(_ bytes: [UInt8], at now: Timestamp) {
    switch self {
    case .text(var device):
      device.receive(bytes, at: now)
      self = .text(device)
    case .servos(var device):
      device.receive(bytes, at: now)
      self = .servos(device)
    case .forceTorque(var device):
      device.receive(bytes, at: now)
      self = .forceTorque(device)
    case .damiao(var device):
      device.receive(bytes, at: now)
      self = .damiao(device)
    case .packets(var device):
      device.receive(bytes, at: now)
      self = .packets(device)
    case .feetech(var device):
      device.receive(bytes, at: now)
      self = .feetech(device)
    case .keys: break
    case .modbus(var device):
      device.receive(bytes, at: now)
      self = .modbus(device)
    }
  }

  /// Removes and returns the bytes that are on the wire by `now`.
  package mutating func poll(now: Timestamp) -> [UInt8] {
    switch self {
    case .text(var device):
      defer { self = .text(device) }
      return device.poll(now: now)
    case .servos(var device):
      defer { self = .servos(device) }
      return device.poll(now: now)
    case .forceTorque(var device):
      defer { self = .forceTorque(device) }
      return device.poll(now: now)
    case .damiao(var device):
      defer { self = .damiao(device) }
      return device.poll(now: now)
    case .packets(var device):
      defer { self = .packets(device) }
      return device.poll(now: now)
    case .feetech(var device):
      defer { self = .feetech(device) }
      return device.poll(now: now)
    case .keys(var device):
      defer { self = .keys(device) }
      return device.poll(now: now)
    case .modbus(var device):
      defer { self = .modbus(device) }
      return device.poll(now: now)
    }
  }

  /// When `poll` next has something to do; `.distantFuture` where it waits for the host.
  package var deadline: Timestamp {
    switch self {
    case .text(let device): device.deadline
    case .servos(let device): device.deadline
    case .forceTorque(let device): device.deadline
    case .damiao(let device): device.deadline
    case .packets(let device): device.deadline
    case .feetech(let device): device.deadline
    case .keys(let device): device.deadline
    case .modbus(let device): device.deadline
    }
  }
}
