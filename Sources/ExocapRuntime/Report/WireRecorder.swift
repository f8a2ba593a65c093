package import ExocapCore
package import LinuxIO

/// Reads devices through their real drivers for a while, all in one thread, and keeps what goes over each wire.
package final class WireRecorder {
  /// One open device.
  package final class Wire {
    package let device: RigDevice
    /// Raw samples that came of it.
    package fileprivate(set) var samples = 0
    /// When its port went away; nil while it is there.
    package fileprivate(set) var gone: Timestamp?
    fileprivate var reader: DeviceReader

    fileprivate init(_ device: RigDevice, source: String) throws(IOError) {
      self.device = device
      reader = try DeviceReader(device, capture: CaptureText(device: device.profile.name, source: source))
    }

    package var counters: DriverCounters { reader.counters }
    package var identity: DeviceIdentity { reader.identity }
    /// All that went over it.
    package var capture: CaptureText {
      guard let capture = reader.capture else { preconditionFailure("every wire is captured") }
      return capture
    }
  }

  /// Devices that are open.
  package private(set) var wires: [Wire] = []
  /// Devices that could not be opened.
  package private(set) var gaps: [ReportGap] = []
  /// How long it has recorded.
  package private(set) var length = Interval.zero

  /// The longest wait: what is shown is no older.
  private static var longestWait: Interval { .milliseconds(100) }

  /// Opens each device; `source` says in a sentence where the bytes come from.
  package init(_ devices: [RigDevice], source: String) {
    for device in devices {
      do throws(IOError) {
        wires.append(try Wire(device, source: "\(device.role) of \(source)"))
      } catch {
        gaps.append(ReportGap("raw/\(device.role).capture", error.description))
      }
    }
  }

  /// Records for `time`, or until `descriptor` is readable or no device is left; `show` is called several times a second. False where
  /// the descriptor ended it.
  package func record(for time: Interval, wokenBy descriptor: PollDescriptor, show: () -> Void) -> Bool {
    var polls = PollSet()
    let waking = polls.add(descriptor)
    let slots = wires.map { polls.add($0.reader.pollDescriptor) }
    let start = MonotonicClock.now()
    var shown = start
    while length < time && wires.contains(where: { $0.gone == nil }) {
      var deadline = min(start + time, shown + WireRecorder.longestWait)
      for wire in wires where wire.gone == nil { deadline = min(deadline, wire.reader.deadline) }
      polls.wait(until: deadline)
      if polls.readiness(of: waking) != .none { return false }
      for (wire, slot) in zip(wires, slots) where wire.gone == nil {
        wire.reader.turn { _, _ in wire.samples += 1 }
        guard wire.reader.isGone else { continue }
        wire.gone = MonotonicClock.now()
        polls.replace(slot, with: .none)
        let reason = "the device went away while it was read, and is not opened again"
        gaps.append(ReportGap("the end of raw/\(wire.device.role).capture", reason))
      }
      let now = MonotonicClock.now()
      length = now - start
      guard now >= shown + WireRecorder.longestWait else { continue }
      shown = now
      show()
    }
    return true
  }
}

extension WireRecorder.Wire {
  /// Counters, identity and size, for programs.
  package var json: JSONValue {
    let parts = (0..<Int(identity.count)).map { part in JSONValue.text(identity.part(part).map { "0x" + String($0, radix: 16) }) }
    return [
      "device": .string(device.role), "profile": .string(device.profile.name), "port": .string(device.port.text),
      "bytes_read": .count(capture.bytesRead), "bytes_written": .count(capture.bytesWritten), "raw_samples": .count(samples),
      "counters": StatusDocument.counters(counters), "identity": .array(parts), "went_away": .bool(gone != nil),
    ]
  }
}
