/// What makes a whole file of a torn one: bytes to write in place, and the length to cut it to afterwards.
///
/// Written in any order, or in part, and then lost again, they leave a file that can be repaired.
package struct RepairedFile: Sendable {
  /// Bytes to write at one place.
  package struct Patch: Sendable, Equatable {
    /// [B]
    package var offset: Int
    package var bytes: [UInt8]
  }

  /// In order of their places; none of them touches another.
  package internal(set) var patches: [Patch] = []
  /// [B] Of the whole file.
  package internal(set) var length = 0
  /// [B] Of the torn file.
  package let oldLength: Int

  init(oldLength: Int) { self.oldLength = oldLength }

  /// Whether the file was whole already.
  package var isUnchanged: Bool { patches.isEmpty && length == oldLength }

  /// Takes in what shall stand at `offset`, where `old` stands now; `old` may be shorter.
  mutating func settle(_ new: UnsafeRawBufferPointer, over old: UnsafeRawBufferPointer, at offset: Int) {
    length = offset + new.count
    let common = min(new.count, old.count)
    var first = 0
    while first < common, unsafe new[first] == old[first] { first += 1 }
    if first == new.count { return }
    var end = new.count
    if new.count == common {
      while end > first, unsafe new[end - 1] == old[end - 1] { end -= 1 }
    }
    let bytes = unsafe [UInt8](new[first..<end])
    if let last = patches.last, last.offset + last.bytes.count == offset + first {
      patches[patches.count - 1].bytes += bytes
    } else {
      patches.append(Patch(offset: offset + first, bytes: bytes))
    }
  }

  /// The whole file, made of the torn one.
  package func applied(to old: [UInt8]) -> [UInt8] {
    var bytes = old
    for patch in patches {
      if bytes.count < patch.offset + patch.bytes.count {
        bytes += [UInt8](repeating: 0, count: patch.offset + patch.bytes.count - bytes.count)
      }
      bytes.replaceSubrange(patch.offset..<patch.offset + patch.bytes.count, with: patch.bytes)
    }
    return Array(bytes.prefix(length))
  }
}
