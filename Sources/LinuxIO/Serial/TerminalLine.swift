internal import CExocap

/// What a tty is set to: read from either end of a pty, or from a real port.
package struct TerminalLine: Hashable, Sendable {
  /// [bit/s] From the device to us.
  package let inputSpeed: UInt32
  /// [bit/s] From us to the device.
  package let outputSpeed: UInt32
  /// Whether bytes pass unchanged: 8 data bits, no parity, one stop bit, no line editing.
  package let isRaw: Bool

  /// Describes a line.
  package init(inputSpeed: UInt32, outputSpeed: UInt32, isRaw: Bool) {
    self.inputSpeed = inputSpeed
    self.outputSpeed = outputSpeed
    self.isRaw = isRaw
  }

  /// Reads the settings of an open tty; the error says where there is no tty.
  init(of descriptor: borrowing FileDescriptor) throws(ErrorCode) {
    var line = exocap_tty_line()
    // SAFETY: the call writes one structure.
    let result = unsafe exocap_tty_read_line(descriptor.number, &line)
    guard result == 0 else { throw ErrorCode(negated: result) }
    self.init(inputSpeed: line.input_speed, outputSpeed: line.output_speed, isRaw: line.is_raw != 0)
  }

  /// Whether this is what was asked for: some drivers accept every speed and then run at another.
  package func runs(at speed: UInt32) -> Bool {
    isRaw && abs(Double(outputSpeed) / Double(speed) - 1) <= Self.tolerance
  }

  /// A receiver samples the middle of the tenth bit: two ends may be apart by 5 % in all, and the kernel itself calls 2 % equal.
  private static var tolerance: Double { 0.02 }
}

extension ErrorCode: Error {}
