internal import LinuxIO
package import MCAP

extension Recording {
  /// The channels of the file, by id.
  package var channelList: [Channel] { channels.values.sorted { $0.id < $1.id } }

  /// Hands every message of the channels with ids in `wanted` to `body`, in the order in which they were written.
  ///
  /// A message is valid within the call. Returns what could not be read.
  @discardableResult
  package func scan(_ wanted: Set<UInt16>, body: (Message) -> Void) -> [RecordingDamage] {
    var isWanted = [Bool](repeating: false, count: Int(wanted.max() ?? 0) + 1)
    for id in wanted { isWanted[Int(id)] = true }
    var scan = RecordingScan(self)
    while let message = scan.next() {
      if Int(message.channelID) < isWanted.count, isWanted[Int(message.channelID)] { body(message) }
    }
    return scan.damages
  }

  /// The entries of a metadata record; nil where the file has none of that name, or does not end as it should.
  package func metadata(_ name: String) -> [String: String]? {
    do throws(MCAPError) {
      // SAFETY: the mapping lives as long as this object, and the reader does not outlive the call.
      let index = try unsafe IndexedReader(file.unsafeBytes)
      guard let entry = index.metadataIndexes.last(where: { $0.name == name }) else { return nil }
      return try index.metadata(entry).entries
    } catch {
      return nil
    }
  }
}
