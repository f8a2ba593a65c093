import ExocapCore
import Glibc
import Synchronization

@testable import LinuxIO

/// A disk in memory: notes every call in order, is as full, broken or slow as it is told, and rebuilds what a power cut leaves.
final class SimulatedDisk: Disk {
  /// One call that changes something, as the kernel got it.
  enum Call: Equatable {
    case create(file: Int, path: String)
    case write(file: Int, offset: Int, bytes: [UInt8])
    case synchronize(file: Int)
    case truncate(file: Int, length: Int)
    case rename(old: String, new: String)
    case remove(path: String)
    case synchronizeFolder
  }

  /// What a write does instead.
  enum Fault {
    case fails(ErrorCode)
    /// Takes so many bytes only.
    case short(Int)
  }

  fileprivate struct State {
    var contents: [Int: [UInt8]] = [:]
    var names: [String: Int] = [:]
    var calls: [Call] = []
    var writes = 0
    var syncs = 0
    /// By number of the write.
    var faults: [Int: Fault] = [:]
    /// From this write on every write and sync fails.
    var isDeadFrom = Int.max
    /// By number of the sync.
    var failingSyncs: Set<Int> = []
    /// [B] Of all files together, what they reserved included; nil: never full.
    var capacity: Int?
    var reserved: [Int: Int] = [:]
    var canReserve = true
  }

  fileprivate let state = Mutex(State())

  func change(_ body: (inout FaultPlan) -> Void) {
    state.withLock { state in
      var plan = FaultPlan(state)
      body(&plan)
      plan.apply(to: &state)
    }
  }

  /// What is to go wrong.
  struct FaultPlan {
    var faults: [Int: Fault]
    var isDeadFrom: Int
    var failingSyncs: Set<Int>
    var capacity: Int?
    var canReserve: Bool

    fileprivate init(_ state: State) {
      faults = state.faults
      isDeadFrom = state.isDeadFrom
      failingSyncs = state.failingSyncs
      capacity = state.capacity
      canReserve = state.canReserve
    }

    fileprivate func apply(to state: inout State) {
      state.faults = faults
      state.isDeadFrom = isDeadFrom
      state.failingSyncs = failingSyncs
      state.capacity = capacity
      state.canReserve = canReserve
    }
  }

  var calls: [Call] { state.withLock { $0.calls } }
  var writes: Int { state.withLock { $0.writes } }

  /// A disk with these files.
  init(_ files: [String: [UInt8]] = [:]) {
    state.withLock { state in
      for (path, bytes) in files {
        let number = state.contents.count
        state.contents[number] = bytes
        state.names[path] = number
      }
    }
  }

  /// Names and bytes as they stand.
  var files: [String: [UInt8]] { state.withLock { state in state.names.mapValues { state.contents[$0] ?? [] } } }

  func makeFolders(_ path: String) throws(IOError) {}
  func freeSpace(at path: String) throws(IOError) -> Int {
    state.withLock { state in state.capacity.map { max(0, $0 - state.used) } ?? 1 << 40 }
  }
  func list(_ path: String) throws(IOError) -> [String] {
    state.withLock { $0.names.keys.filter { Files.folder(of: $0) == path }.map { Files.name(of: $0) }.sorted() }
  }
  func exists(_ path: String) -> Bool { state.withLock { $0.names[path] != nil } }

  func create(_ path: String) throws(IOError) -> any DiskFile {
    let number = state.withLock { state -> Int? in
      guard state.names[path] == nil else { return nil }
      let number = state.contents.count
      state.contents[number] = []
      state.names[path] = number
      state.calls.append(.create(file: number, path: path))
      return number
    }
    guard let number else { throw IOError("open", path, .fileExists) }
    return SimulatedFile(self, number, path)
  }

  func open(_ path: String) throws(IOError) -> any DiskFile {
    guard let number = state.withLock({ $0.names[path] }) else { throw IOError("open", path, .noSuchFile) }
    return SimulatedFile(self, number, path)
  }

  func rename(_ old: String, to new: String) throws(IOError) {
    let isThere = state.withLock { state in
      guard let number = state.names.removeValue(forKey: old) else { return false }
      state.names[new] = number
      state.calls.append(.rename(old: old, new: new))
      return true
    }
    guard isThere else { throw IOError("rename to", new, .noSuchFile) }
  }

  func remove(_ path: String) throws(IOError) {
    state.withLock { state in
      state.names[path] = nil
      state.calls.append(.remove(path: path))
    }
  }

  func synchronizeFolder(_ path: String) throws(IOError) { state.withLock { $0.calls.append(.synchronizeFolder) } }
}

extension SimulatedDisk.State {
  /// [B]
  fileprivate var used: Int { contents.reduce(0) { $0 + max($1.value.count, reserved[$1.key] ?? 0) } }
}

private final class SimulatedFile: DiskFile {
  let path: String
  private let disk: SimulatedDisk
  private let number: Int

  init(_ disk: SimulatedDisk, _ number: Int, _ path: String) {
    self.disk = disk
    self.number = number
    self.path = path
  }

  func length() throws(IOError) -> Int { disk.state.withLock { $0.contents[number]?.count ?? 0 } }

  func write(_ bytes: RawSpan, at offset: Int) throws(IOError) -> Int {
    let whole = unsafe bytes.withUnsafeBytes { unsafe Array($0) }
    let result = disk.state.withLock { state -> Result<Int, ErrorCode> in
      defer { state.writes += 1 }
      if state.writes >= state.isDeadFrom { return .failure(.inputOutput) }
      var taken = whole
      switch state.faults[state.writes] {
      case .fails(let code): return .failure(code)
      case .short(let count): taken = Array(taken.prefix(max(1, count)))
      case nil: break
      }
      let end = max(state.contents[number]?.count ?? 0, state.reserved[number] ?? 0)
      if let capacity = state.capacity {
        // What was reserved is ours already.
        let room = capacity - state.used + end - offset
        guard room > 0 else { return .failure(.noSpace) }
        taken = Array(taken.prefix(room))
      }
      state.contents[number, default: []].overlay(taken, at: offset)
      state.calls.append(.write(file: number, offset: offset, bytes: taken))
      return .success(taken.count)
    }
    switch result {
    case .success(let count): return count
    case .failure(let code): throw IOError("write", path, code)
    }
  }

  func read(into bytes: inout MutableRawSpan, at offset: Int) throws(IOError) -> Int {
    let contents = disk.state.withLock { $0.contents[number] ?? [] }
    let count = max(0, min(bytes.byteCount, contents.count - offset))
    unsafe bytes.withUnsafeMutableBytes { target in unsafe target.copyBytes(from: contents[offset..<offset + count]) }
    return count
  }

  func synchronize() throws(IOError) {
    let isBroken = disk.state.withLock { state in
      defer { state.syncs += 1 }
      if state.failingSyncs.contains(state.syncs) || state.writes >= state.isDeadFrom { return true }
      state.calls.append(.synchronize(file: number))
      return false
    }
    if isBroken { throw IOError("bring to disk", path, .inputOutput) }
  }

  func truncate(to length: Int) throws(IOError) {
    disk.state.withLock { state in
      state.contents[number]?.resize(to: length)
      state.reserved[number] = length
      state.calls.append(.truncate(file: number, length: length))
    }
  }

  func reserve(_ length: Int) throws(IOError) -> Bool {
    let result = disk.state.withLock { state -> Result<Bool, ErrorCode> in
      guard state.canReserve else { return .success(false) }
      let held = max(state.contents[number]?.count ?? 0, state.reserved[number] ?? 0)
      if let capacity = state.capacity, state.used + max(0, length - held) > capacity { return .failure(.noSpace) }
      state.reserved[number] = max(held, length)
      return .success(true)
    }
    switch result {
    case .success(let can): return can
    case .failure(let code): throw IOError("reserve room for", path, code)
    }
  }
}

extension [UInt8] {
  mutating func resize(to length: Int) {
    if count > length { removeLast(count - length) } else { self += [UInt8](repeating: 0, count: length - count) }
  }

  mutating func overlay(_ bytes: some Collection<UInt8>, at offset: Int) {
    if count < offset + bytes.count { resize(to: offset + bytes.count) }
    replaceSubrange(offset..<offset + bytes.count, with: bytes)
  }
}
