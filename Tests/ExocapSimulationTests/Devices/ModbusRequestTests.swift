@testable import ExocapSimulation
import Testing

@Suite struct ModbusRequestTests {
  /// Published requests to the DY094 transmitter, and AirExo's to encoder 2, with noise before and half a request behind.
  @Test func readsPublishedRequestsOutOfNoise() {
    var bytes: [UInt8] = [0x00, 0xFF, 0x01, 0x03, 0x03, 0x00, 0x00, 0x02, 0xC4, 0x4F]
    bytes += [0x02, 0x03, 0x00, 0x41, 0x00, 0x01, 0xD4, 0x2D, 0x03, 0x03]
    let first = ModbusRequest.take(from: &bytes)
    let second = ModbusRequest.take(from: &bytes)
    #expect(first == ModbusRequest(slave: 1, function: 3, content: [0x03, 0x00, 0x00, 0x02]))
    #expect(second == ModbusRequest(slave: 2, function: 3, content: [0x00, 0x41, 0x00, 0x01]))
    #expect(ModbusRequest.take(from: &bytes) == nil)
    #expect(bytes == [0x03, 0x03])
  }

  /// The FT-300's request to stream, as Robotiq published it, writes several registers.
  @Test func readsAWriteOfSeveralRegisters() {
    var bytes: [UInt8] = [0x09, 0x10, 0x01, 0x9A, 0x00, 0x01, 0x02, 0x02, 0x00, 0xCD, 0xCA]
    #expect(ModbusRequest.take(from: &bytes)?.function == 16)
    #expect(bytes.isEmpty)
  }
}
