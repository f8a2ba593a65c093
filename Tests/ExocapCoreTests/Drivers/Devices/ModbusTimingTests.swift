import ExocapCore
import Testing

/// Times by hand: ten bits a byte, a request of 8 bytes, a reply of 5 and two for each register, 3.5 characters of silence.
@Suite struct ModbusTimingTests {
  static func milliseconds(_ bus: ModbusBus, _ baud: Int) -> Double { ModbusTiming.turnTime(bus, SerialLine(baud: baud)).seconds * 1000 }

  static func encoders(_ pipelining: Interval? = nil, delay: Interval = .zero, silence: Interval? = nil) -> ModbusBus {
    ModbusBus(
      nodes: (1...8).map { ModbusNode(name: "e\($0)", slave: UInt8($0), register: 0x41, type: .unsigned16) }, rate: 60,
      replyDelay: delay, silence: silence, pipelining: pipelining)
  }

  /// 15 bytes and 3.5 characters are 185 bits, at 115200 Bd 1.606 ms; eight of them 12.847 ms.
  @Test func eightEncodersOneAfterTheOther() {
    #expect(abs(Self.milliseconds(Self.encoders(), 115_200) - 8 * 185 / 115.2) < 1e-4)
  }

  @Test func delayAndSilenceAreTheSlaves() {
    let bus = Self.encoders(delay: .microseconds(200), silence: .microseconds(1750))
    #expect(abs(Self.milliseconds(bus, 115_200) - 8 * (150 / 115.2 + 0.2 + 1.75)) < 1e-4)
  }

  @Test func pipelinedRequestsKeepTheirDistance() {
    #expect(abs(Self.milliseconds(Self.encoders(.milliseconds(2)), 115_200) - 16) < 1e-9)
  }
}
