@testable import ExocapRuntime
@testable import LinuxIO

/// What lies on a disk after a crash: names and bytes rebuilt from the calls that were made until then.
struct CrashState {
  private(set) var contents: [Int: [UInt8]] = [:]
  private(set) var names: [String: Int] = [:]
  /// By file: calls whose bytes no sync has brought to disk yet.
  private(set) var unsynced: [Int: [(offset: Int, bytes: [UInt8])]] = [:]
  /// By file: what is on the disk for sure.
  private(set) var synced: [Int: [UInt8]] = [:]

  /// Everything that was asked for is there: what `kill -9` leaves.
  init(_ calls: some Sequence<SimulatedDisk.Call>, on files: [String: [UInt8]] = [:]) {
    for (number, file) in files.sorted(by: { $0.key < $1.key }).enumerated() {
      contents[number] = file.value
      synced[number] = file.value
      names[file.key] = number
    }
    for call in calls { take(call) }
  }

  private mutating func take(_ call: SimulatedDisk.Call) {
    switch call {
    case .create(let file, let path):
      contents[file] = []
      synced[file] = []
      names[path] = file
    case .write(let file, let offset, let bytes):
      contents[file, default: []].overlay(bytes, at: offset)
      unsynced[file, default: []].append((offset, bytes))
    case .synchronize(let file):
      synced[file] = contents[file]
      unsynced[file] = []
    case .truncate(let file, let length): contents[file]?.resize(to: length)
    case .rename(let old, let new): names[new] = names.removeValue(forKey: old)
    case .remove(let path): names[path] = nil
    case .synchronizeFolder: break
    }
  }

  var files: [String: [UInt8]] { names.mapValues { contents[$0] ?? [] } }

  /// The blocks of a file that writes since its last sync have touched.
  func unsyncedBlocks(of file: Int, size: Int) -> [Int] {
    Set((unsynced[file] ?? []).flatMap { $0.offset / size...($0.offset + max(1, $0.bytes.count) - 1) / size }).sorted()
  }

  /// The same, but that these blocks of a file did not reach the disk: there stands what stood at the last sync, or zeros.
  func without(_ blocks: some Sequence<Int>, of file: Int, size: Int) -> CrashState {
    var state = self
    guard var bytes = contents[file] else { return state }
    let before = synced[file] ?? []
    for block in blocks {
      // A block may lie behind the end of a file that was cut shorter.
      let start = min(block * size, bytes.count)
      for place in start..<min((block + 1) * size, bytes.count) { bytes[place] = place < before.count ? before[place] : 0 }
    }
    state.contents[file] = bytes
    return state
  }

  /// The same, but that the file ends here; longer is made of zeros.
  func cut(_ file: Int, to length: Int) -> CrashState {
    var state = self
    state.contents[file]?.resize(to: length)
    return state
  }
}
