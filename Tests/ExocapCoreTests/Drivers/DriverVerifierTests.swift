@testable import ExocapCore
import CRealtimeCheck
import Testing

@Suite struct DriverVerifierTests {
  @Test func coversTheCatalog() {
    for kind in DeviceDriver.Kind.allCases { #expect(DriverCase.all.contains { $0.kind == kind }, "no case for \(kind)") }
    #expect(WireProtocol.names.count == DeviceDriver.Kind.allCases.count)
  }

  @Test(arguments: DriverCase.all) func readsWhatWasSent(_ device: DriverCase) {
    let readings = DriverVerifier.run(device) { $0.turn($1.bytes) }
    DriverVerifier.expectWhole(readings, device.turns, "whole")
  }

  @Test(arguments: DriverCase.all) func polledBetweenAllBytesItReadsTheSame(_ device: DriverCase) {
    let readings = DriverVerifier.run(device) { pump, turn in
      pump.beginTurn()
      for byte in turn.bytes {
        pump.receive([byte])
        pump.now = pump.now + .microseconds(10)
        pump.poll()
      }
      pump.endPacket()
    }
    DriverVerifier.expectWhole(readings, device.turns, "byte by byte")
  }

  @Test(arguments: DriverCase.all) func readsPacketsThatArriveTogether(_ device: DriverCase) {
    // A bus that is asked never has two turns under way, and datagrams are one each.
    if device.isAsked || device.kind == .link { return }
    var pump = DriverPump(device)
    pump.open()
    pump.lose()
    pump.receive(device.turns.flatMap(\.bytes))
    DriverVerifier.expectWhole(pump.readings, device.turns, "merged")
  }

  @Test(arguments: DriverCase.all) func readsThroughGarbage(_ device: DriverCase) {
    for seed in UInt64(1)...200 {
      var random = WireRandom(seed: seed)
      let readings = DriverVerifier.run(device) { pump, turn in
        pump.beginTurn()
        pump.receive(random.bytes(random.integer(0...40)) + device.separator)
        pump.endPacket()
        pump.receive(turn.bytes)
        pump.endPacket()
        if random.integer(0...1) == 1 { pump.receive(random.bytes(random.integer(0...40)) + device.separator) }
        pump.endPacket()
      }
      DriverVerifier.expectWhole(readings, device.turns, "garbage, seed \(seed)")
    }
  }

  @Test(arguments: DriverCase.all) func aTruncatedPacketIsNeverRead(_ device: DriverCase) {
    for length in 0..<device.turns[1].bytes.count {
      DriverVerifier.expectDamageIsSeen(
        device, turn: 1, bytes: Array(device.turns[1].bytes.prefix(length)), "truncated to \(length) bytes")
    }
  }

  @Test(arguments: DriverCase.all) func aPacketWithoutItsStartIsNeverRead(_ device: DriverCase) {
    for length in 1..<device.turns[1].bytes.count {
      DriverVerifier.expectDamageIsSeen(device, turn: 1, bytes: Array(device.turns[1].bytes.dropFirst(length)), "without \(length) bytes")
    }
  }

  @Test(arguments: DriverCase.all) func aFlippedBitIsNeverRead(_ device: DriverCase) {
    for bit in 0..<device.turns[2].bytes.count * 8 {
      var bytes = device.turns[2].bytes
      bytes[bit / 8] ^= 1 << UInt8(bit % 8)
      DriverVerifier.expectDamageIsSeen(device, turn: 2, bytes: bytes, "bit \(bit) flipped")
    }
  }

  @Test(arguments: DriverCase.all) func reopenedInMidPacketItReadsOn(_ device: DriverCase) {
    for length in 0..<device.turns[0].bytes.count {
      var pump = DriverPump(device)
      pump.open()
      pump.beginTurn()
      pump.receive(Array(device.turns[0].bytes.prefix(length)))
      pump.driver.closed(at: pump.now)
      pump.readings = []
      pump.open()
      pump.lose()
      for turn in device.turns { pump.turn(turn.bytes) }
      DriverVerifier.expectWhole(pump.readings, device.turns, "reopened after \(length) bytes")
    }
  }

  @Test(arguments: DriverCase.all) func aCheckpointInMidPacketGivesTheSameReadings(_ device: DriverCase) {
    for count in 0..<device.turns[1].bytes.count { DriverVerifier.expectCheckpointHolds(device, turn: 1, after: count) }
  }

  @Test(arguments: DriverCase.all) func readsWithoutAllocating(_ device: DriverCase) {
    guard exocap_counts_allocations() else { return }
    // A debug build makes the metadata of generic types where they are first used: the first pass does.
    _ = DriverVerifier.allocations(device)
    #expect(DriverVerifier.allocations(device) == 0)
  }
}
