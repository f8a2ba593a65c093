internal import ExocapCore
internal import ExocapRuntime
internal import Testing

/// The sentences are those of docs/troubleshooting.md.
@Suite struct DeviceDiagnosisTests {
  private static let bus = DynamixelBus(
    ids: [1, 2, 3, 4], block: .position, read: .sync, rate: 100, returnDelay: .zero, setup: [])

  private static func profile(_ wire: WireProtocol) -> DeviceProfile {
    DeviceProfile(
      name: "p", title: "p", kind: .arm, usbMatches: [], line: SerialLine(baud: 1_000_000), wire: wire, streams: [], provenAgainst: "")
  }

  /// What is said of an arm after a second that `change` describes.
  private static func said(_ wire: WireProtocol = .dynamixel2(bus), _ change: (inout DeviceStatus) -> Void) -> [String] {
    var status = DeviceStatus()
    status.isOpen = true
    status.since = Timestamp(nanoseconds: 0)
    status.lastSecond.length = .seconds(1)
    status.lastSecond.bytesRead = 6_000
    status.lastSecond.counters.packets = 100
    change(&status)
    let diagnosis = DeviceDiagnosis(
      role: "left_arm", profile: profile(wire), port: "/dev/arm", status: status, now: Timestamp(nanoseconds: 10_000_000_000))
    return diagnosis.problems.flatMap { [$0.error, $0.remedy ?? ""] }
  }

  @Test func saysNothingOfAGoodLine() {
    #expect(Self.said { _ in } == [])
    // One damaged packet in two hundred is no noise.
    #expect(
      Self.said {
        $0.lastSecond.counters.packets = 199
        $0.lastSecond.counters.badChecksums = 1
      } == [])
  }

  @Test func givesADeviceTimeToStart() {
    #expect(
      Self.said {
        $0.since = Timestamp(nanoseconds: 9_000_000_000)
        $0.lastSecond.counters.packets = 0
      } == [])
  }

  @Test func aWrongSpeedBringsBytesAndNoPackets() {
    let said = Self.said {
      $0.lastSecond.counters.packets = 0
      $0.lastSecond.counters.skippedBytes = 6_000
    }
    #expect(
      said == [
        "left_arm: 6000 bytes a second come at 1000000 baud, and none of them is a packet: it has another speed, or is another device",
        "look what it sends: exocap profile sniff /dev/arm",
      ])
  }

  @Test func aBusWithoutPowerIsSilent() {
    let said = Self.said {
      $0.lastSecond.counters.packets = 0
      $0.lastSecond.bytesRead = 0
      $0.bus.silent = 0b1111
    }
    #expect(said.first == "left_arm: none of servo 1, 2, 3, 4 answers at 1000000 baud")
    #expect(said.count == 2)
  }

  @Test func aStreamThatStopped() {
    let said = Self.said(.text(TextLineFormat(columns: 3))) {
      $0.lastSecond.counters.packets = 0
      $0.lastSecond.bytesRead = 0
    }
    #expect(said.first == "left_arm sends nothing at 1000000 baud")
  }

  @Test func aMissingServoIsNamed() {
    let said = Self.said { $0.bus.silent = 0b0100 }
    #expect(said == ["left_arm: servo 3 does not answer", "is its cable plugged in, and is it set to that id and to 1000000 baud?"])
  }

  @Test func aCutChainNamesTheCable() {
    let said = Self.said { $0.bus.silent = 0b1100 }
    #expect(said == ["left_arm: servo 3, 4 do not answer: everything behind servo 2", "plug in the cable between servo 2 and servo 3"])
  }

  @Test func halfOfThemSilentHereAndThere() {
    let said = Self.said { $0.bus.silent = 0b0101 }
    #expect(said.first == "left_arm: servo 1, 3 do not answer")
    #expect(said.last?.hasPrefix("is every part of the chain powered") == true)
  }

  @Test func aFaultOfAServo() {
    let said = Self.said { $0.bus.alerting = 0b1000 }
    #expect(said.first == "left_arm: servo 4 reports a hardware fault")
  }

  @Test func aMotorWithOtherScales() {
    let motors = [
      DamiaoMotor(id: 1, reply: 0x11, position: 12.5, velocity: 30, torque: 10),
      DamiaoMotor(id: 2, reply: 0x12, position: 12.5, velocity: 30, torque: 10),
    ]
    let said = Self.said(.damiao(DamiaoBus(motors: motors, rate: 100, adapter: .usbSerial))) { $0.bus.refused = 0b10 }
    #expect(said.first == "left_arm: motor 2 has other scales than the profile says, and is not believed")
  }

  @Test func noiseIsCounted() {
    let said = Self.said { $0.lastSecond.counters.badChecksums = 3 }
    #expect(said.first == "left_arm: 3 of 103 packets of the last second were damaged")
  }

  /// 500 bytes read and 500 written in half a second at 100,000 baud: 10,000 of 50,000 bits.
  @Test func occupancyIsTenBitsAByte() {
    var second = DeviceSecond()
    #expect(second.occupancy(baud: 100_000).isNaN)
    second.length = .milliseconds(500)
    second.bytesRead = 500
    second.bytesWritten = 500
    #expect(second.occupancy(baud: 100_000) == 0.2)
  }
}
