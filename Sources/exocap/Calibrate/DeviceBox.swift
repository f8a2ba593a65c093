internal import ExocapCore
internal import ExocapRuntime
internal import LinuxIO

/// A place for a device that is read: one owner, and no copies.
final class DeviceBox {
  /// A device that is there has sent something by then.
  static var patience: Interval { .seconds(3) }

  var reader: DeviceReader

  /// Opens the port of a rig's device; a daemon that holds it is named, with how to stop it.
  init(_ device: RigDevice, rigName: String) throws {
    do throws(IOError) {
      reader = try DeviceReader(device)
    } catch {
      var failure = ToolFailure(error, status: .unreachable)
      if case .held(let holders) = error.cause, let daemon = holders.first(where: { $0.command.contains("exocapd") }) {
        failure = ToolFailure(
          .unreachable, "the port of '\(device.role)' is held by the daemon: \(daemon)",
          advice: ["stop it first: 'systemctl stop exocapd@\(rigName)', or 'kill \(daemon.process)'"])
      }
      throw failure
    }
  }

  /// Why nothing comes, with what was seen on the wire; `ending` says what became of the work.
  func silence(ending: String) -> ToolFailure {
    let counters = reader.counters
    let seen = "\(counters.packets) packets, \(counters.timeouts) without an answer, \(counters.skippedBytes) bytes that fit nothing"
    return ToolFailure(
      .degraded, "no whole packet came for \(Int(DeviceBox.patience.seconds)) s (\(seen))\(ending)",
      advice: ["is it powered, and is the profile's speed the device's?"])
  }
}
