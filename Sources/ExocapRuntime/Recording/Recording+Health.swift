package import ExocapCore
internal import MCAP

extension Recording {
  /// How the sources of samples were doing, by their places in the rig, in the order of the file: at the episode's beginning, once a second
  /// and at its end. Empty in files of earlier builds and of the black box.
  package func health() -> [DeviceID: [RecordedHealth]] {
    var devices: [String: DeviceID] = [:]
    for channel in channelList where channel.metadata["holds"] == "health" {
      let index = channel.metadata["source"].flatMap { Int($0.dropFirst("device:".count)) }
      if let index, index < DeviceID.capacity { devices[channel.topic] = DeviceID(index) }
    }
    var found: [DeviceID: [RecordedHealth]] = [:]
    read(topics: { devices[$0] != nil }) { entry in
      if case .health(let health) = entry.message, let device = devices[entry.topic] { found[device, default: []].append(health) }
    }
    return found
  }
}
