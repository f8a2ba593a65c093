internal import ExocapCore
internal import ExocapRuntime
internal import LinuxIO

/// Plugged devices as text and as JSON.
enum DeviceLines {
  /// A table of all, then what is wrong with each.
  static func table(_ sightings: [DeviceSighting]) -> [String] {
    if sightings.isEmpty { return ["nothing of ours is plugged in: no serial port, HID, input or USB device, and no CAN bus"] }
    var table = Table(
      ["device", "usb id", "product", "serial", "driver", "profile", "role", "held by"],
      [.left, .left, .left, .left, .left, .left, .left, .left])
    for sighting in sightings {
      let device = sighting.device
      let driver = device.driver + (device.latencyTimer.map { ", \($0.nanoseconds / 1_000_000) ms" } ?? "")
      table.add([
        device.path, device.usbID ?? "-", known(device.productName), known(device.serialNumber), known(driver),
        known(sighting.profiles.joined(separator: ", ")), known(sighting.role ?? ""), holders(sighting),
      ])
    }
    let names = sightings.filter { !$0.device.links.isEmpty }.map { "\($0.device.path): \($0.device.bestName)" }
    let head = names.isEmpty ? [] : ["", "names that stay the same:"] + names.map { "  " + $0 }
    let wrong = problems(sightings)
    return table.lines + head + (wrong.isEmpty ? [] : [""] + wrong)
  }

  /// What is wrong with each, with its repair.
  static func problems(_ sightings: [DeviceSighting]) -> [String] {
    sightings.flatMap { sighting in
      sighting.problems.flatMap { problem in
        ["\(sighting.device.path): \(problem.text)"] + (problem.remedy.map { ["  = \($0)"] } ?? [])
      }
    }
  }

  /// One device in one line.
  static func sentence(_ sighting: DeviceSighting) -> String {
    let profiles = sighting.profiles.isEmpty ? "no profile knows it" : sighting.profiles.joined(separator: " or ")
    return "\(sighting.device): \(profiles)" + (sighting.role.map { ", \($0)" } ?? "")
  }

  /// For programs.
  static func json(_ sighting: DeviceSighting) -> JSON {
    let device = sighting.device
    return .members([
      ("kind", .string(device.kind.rawValue)), ("path", .string(device.path)), ("links", .array(device.links.map { .string($0) })),
      ("vid", device.vendor.map { .integer(Int64($0)) } ?? .null), ("pid", device.product.map { .integer(Int64($0)) } ?? .null),
      ("manufacturer", .string(device.manufacturer)), ("product", .string(device.productName)),
      ("serial", .string(device.serialNumber)), ("interface", device.interface.map { .integer(Int64($0)) } ?? .null),
      ("driver", .string(device.driver)),
      ("latency_timer_s", device.latencyTimer.map { .number($0.seconds) } ?? .null),
      ("profiles", .array(sighting.profiles.map { .string($0) })), ("role", sighting.role.map { .string($0) } ?? .null),
      (
        "holders",
        .array(sighting.holders.map { .members([("pid", .integer(Int64($0.process))), ("command", .string($0.command))]) })
      ),
      (
        "problems",
        .array(
          sighting.problems.map {
            .members([("problem", .string($0.text)), ("remedy", $0.remedy.map { .string($0) } ?? .null)])
          })
      ),
    ])
  }

  private static func holders(_ sighting: DeviceSighting) -> String {
    sighting.holders.map { "\(Files.name(of: String($0.command.split(separator: " ").first ?? "?"))) (\($0.process))" }
      .joined(separator: ", ")
  }

  private static func known(_ text: String) -> String { text.isEmpty ? "-" : text }
}
