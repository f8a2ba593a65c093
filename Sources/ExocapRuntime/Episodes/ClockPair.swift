internal import LinuxIO
internal import MCAP

/// One reading of CLOCK_MONOTONIC and UTC at the same moment.
package struct ClockPair: BitwiseCopyable, Sendable, Equatable {
  /// [ns]
  package var monotonic: Int64
  /// [ns] Since 1970.
  package var realtime: Int64

  package init(monotonic: Int64, realtime: Int64) {
    self.monotonic = monotonic
    self.realtime = realtime
  }

  /// Reads `[[monotonic_ns, realtime_ns], …]`; nil where it is anything else.
  static func list(_ text: String) -> [ClockPair]? {
    guard let value = try? JSONParser.parse(Array(text.utf8)), let elements = value.elements else { return nil }
    var pairs: [ClockPair] = []
    for element in elements {
      guard let numbers = element.elements, numbers.count == 2, let first = numbers[0].integer, let second = numbers[1].integer else {
        return nil
      }
      pairs.append(ClockPair(monotonic: first, realtime: second))
    }
    return pairs
  }
}

/// How far another process's clock pairs are from those of a recording: what its time stamps are worth beside the recording's.
package struct ClockResidual: Sendable, Equatable {
  /// [s] The median of the absolute differences.
  package var median: Double
  /// [s] The largest.
  package var worst: Double

  /// Compares UTC less CLOCK_MONOTONIC of `pairs` with what `reference` says at the same monotonic time: on the straight line between
  /// its neighbours, beyond its ends as at the end. Nil where either has none.
  package init?(of pairs: [ClockPair], against reference: [ClockPair]) {
    let known = reference.sorted { $0.monotonic < $1.monotonic }
    guard !known.isEmpty, !pairs.isEmpty else { return nil }
    let differences = pairs.map { pair in
      // In integers first: an offset of years in nanoseconds has more digits than a Double.
      let base = known[0].realtime &- known[0].monotonic
      return abs(Double((pair.realtime &- pair.monotonic) &- base) - ClockResidual.offset(at: pair.monotonic, known, base: base)) * 1e-9
    }.sorted()
    let middle = differences.count / 2
    median = differences.count % 2 == 1 ? differences[middle] : (differences[middle - 1] + differences[middle]) / 2
    worst = differences[differences.count - 1]
  }

  /// [ns] Over `base`.
  private static func offset(at monotonic: Int64, _ known: [ClockPair], base: Int64) -> Double {
    func offset(_ index: Int) -> Double { Double((known[index].realtime &- known[index].monotonic) &- base) }
    guard let after = known.firstIndex(where: { $0.monotonic >= monotonic }) else { return offset(known.count - 1) }
    guard after > 0 else { return offset(0) }
    let length = Double(known[after].monotonic &- known[after - 1].monotonic)
    let part = length > 0 ? Double(monotonic &- known[after - 1].monotonic) / length : 1
    return offset(after - 1) + (offset(after) - offset(after - 1)) * part
  }
}

extension Recording {
  /// The pairs of `/clock_sync`, in file order, as far as they can be read.
  package func clockPairs() -> [ClockPair] {
    guard let channel = channels.first(where: { $0.value.topic == "/clock_sync" }) else { return [] }
    do throws(MCAPError) {
      // SAFETY: the mapping lives as long as this object, and the messages are read before the call ends.
      let index = try unsafe IndexedReader(file.unsafeBytes)
      var merge = index.messages(channels: [channel.key])
      var pairs: [ClockPair] = []
      while let message = try merge.next() { if let pair = ClockPair(message) { pairs.append(pair) } }
      return pairs
    } catch {
      // Torn or damaged: from front to back then.
      var scan = RecordingScan(self)
      var pairs: [ClockPair] = []
      while let message = scan.next() {
        if message.channelID == channel.key, let pair = ClockPair(message) { pairs.append(pair) }
      }
      return pairs
    }
  }
}

extension ClockPair {
  /// Of one `exocap_msgs/ClockSync`; nil where it is none.
  fileprivate init?(_ message: Message) {
    do throws(CDRError) {
      // SAFETY: the reader does not outlive the message.
      var reader = try unsafe CDRReader(message.payload)
      _ = try reader.readTime()
      self.init(monotonic: try reader.read(), realtime: try reader.read())
    } catch {
      return nil
    }
  }
}
