/// A chain of Damiao motors on one CAN bus, read as encoders. Fields of its raw samples: n positions, n velocities, n torques.
package struct DamiaoBus: Sendable, Equatable {
  /// In the profile's order, 1 … 16 of them.
  package var motors: [DamiaoMotor]
  /// [Hz] Turns a second.
  package var rate: Double
  package var adapter: DamiaoAdapter
  /// [bit/s] Of the CAN bus.
  package var bitrate: Int
  /// Whether opening takes the torque off every motor, so that a person can move the arm.
  package var freesMotors = true
  /// Whether opening reads each motor's own scales (registers 21 to 23) and refuses a motor that has others than the profile says.
  package var checksScales = true
  /// Whether opening reads each motor's serial number (register 15), to tell units apart.
  package var readsIdentity = false

  package init(motors: [DamiaoMotor], rate: Double, adapter: DamiaoAdapter, bitrate: Int = 1_000_000) {
    self.motors = motors
    self.rate = rate
    self.adapter = adapter
    self.bitrate = bitrate
  }
}

/// One motor: how it is asked, how it answers, and what its numbers mean.
package struct DamiaoMotor: Sendable, Equatable, BitwiseCopyable {
  /// The CAN id that it listens to (its register ESC_ID), 1 … 0x7EF.
  package var id: UInt16
  /// The CAN id that it answers with (MST_ID), 0 … 0x7EF. 0, as from the factory: told by the low four bits of `id` in the reply.
  package var reply: UInt16
  /// [rad] The ends of the 16-bit position (PMAX).
  package var position: Double
  /// [rad/s] The ends of the 12-bit velocity (VMAX).
  package var velocity: Double
  /// [N·m] The ends of the 12-bit torque (TMAX).
  package var torque: Double

  package init(id: UInt16, reply: UInt16, position: Double, velocity: Double, torque: Double) {
    self.id = id
    self.reply = reply
    self.position = position
    self.velocity = velocity
    self.torque = torque
  }
}

/// What is between the CAN bus and us.
package enum DamiaoAdapter: String, Sendable, CaseIterable {
  /// Damiao's USB-CAN board: CAN frames in packets of a serial port.
  case usbSerial = "usb_serial"
  /// A CAN interface of the kernel: each read is one `struct can_frame`.
  case socketCAN = "socketcan"
}
