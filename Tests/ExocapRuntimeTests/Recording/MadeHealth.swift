import ExocapCore
import ExocapTestCaptures

@testable import ExocapRuntime

/// Devices that are doing as made up, every number another one: a bus of three servos, and a device with a clock.
enum MadeHealth {
  static let rig: Rig = {
    var bus = SmallRig.armProfile
    bus.wire = .dynamixel2(
      DynamixelBus(ids: [1, 2, 7], block: .position, read: .sync, rate: 100, returnDelay: .zero, setup: []))
    let packets = CaptureDevices.exoStream
    return Rig(
      name: "made",
      devices: [
        SmallRig.device("left_arm", bus),
        RigDevice(role: "glove", profile: packets.profile, calibration: packets.calibration, port: .path("/dev/null")),
      ], robots: [], recording: RecordingSettings(folder: "."))
  }()

  /// What is said of a device; `step` is added to every counter.
  static func reading(of device: DeviceID, step: UInt64 = 0) -> DeviceReading {
    let profile = rig.devices[Int(device.index)].profile
    return DeviceReading(status: status(step), streams: profile.streams.map { figures($0) }, lostRecords: 117 + step)
  }

  private static func status(_ step: UInt64) -> DeviceStatus {
    var status = DeviceStatus()
    status.isOpen = true
    status.openings = UInt32(3 + step)
    status.counters.packets = 101 + step
    status.counters.skippedBytes = 102 + step
    status.resyncs = 103 + step
    status.counters.badChecksums = 104 + step
    status.counters.truncated = 105 + step
    status.counters.overlong = 106 + step
    status.counters.malformed = 107 + step
    status.counters.timeouts = 108 + step
    status.counters.retries = 109 + step
    status.counters.deviceErrors = 110 + step
    status.counters.hardwareAlerts = 111 + step
    status.counters.writeFailures = 112 + step
    status.counters.sequenceGaps = 113 + step
    status.errorFrames = 114 + step
    status.lostSamples = 116 + step
    status.clock = ClockState(isSettled: true, drift: 30e-6, bias: .microseconds(350), residual: 5e-6)
    // 5760 bytes of ten bits in a second at 115200 baud: half of the time. ExoStream's line has another speed.
    (status.lastSecond.length, status.lastSecond.bytesRead, status.lastSecond.bytesWritten) = (.seconds(1), 4_000, 1_760)
    (status.bus.count, status.bus.silent, status.bus.alerting) = (3, 0b100, 0b110)
    for node in 0..<3 as Range<UInt32> {
      status.nodes[Int(node)].replies = 1_000 + node
      status.nodes[Int(node)].retries = 40 + node
      status.nodes[Int(node)].timeouts = 10 + node
      status.nodes[Int(node)].errors = 20 + node
      status.nodes[Int(node)].alerts = 30 + node
    }
    return status
  }

  /// Six samples of two values: one is not valid, three are saturated, and intervals of 0.5 s and 1 s are gaps of any rate.
  private static func figures(_ profile: StreamProfile) -> StreamFigures {
    var figures = StreamFigures(profile)
    let samples: [(milliseconds: Int64, valid: UInt64, saturated: UInt64)] = [
      (0, 3, 0), (1, 3, 0), (2, 1, 0), (502, 3, 1), (1_502, 3, 2), (1_503, 3, 1),
    ]
    for sample in samples {
      let arrived = Timestamp(nanoseconds: sample.milliseconds * 1_000_000)
      figures.take(arrived: arrived, valid: sample.valid, saturated: sample.saturated, count: 2)
    }
    for event in [.jumpRefused, .jumpRefused, .saturationBegan, .jumpRefused, .saturationBegan] as [CalibrationEvent.Kind] {
      figures.note(event)
    }
    figures.tickAge = TickAge(p50: 0.004, p99: 0.011)
    return figures
  }
}
