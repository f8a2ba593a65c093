internal import ExocapRuntime
internal import LinuxIO

/// The folder that a data set is made in, beside its place and under another name, until it is whole.
final class ExportFolder {
  /// Where files go until then.
  let temporary: String
  /// Where the data set will be.
  let place: String
  /// What was done, line by line; beside the folder, so that it is no part of the data set.
  let journal: String

  /// - Parameter place: what the user named.
  init(_ place: String) {
    var path = place
    while path.count > 1 && path.hasSuffix("/") { path.removeLast() }
    self.place = path
    let beside = Files.folder(of: path) + "/." + Files.name(of: path)
    temporary = beside + ".tmp"
    journal = beside + ".journal"
  }

  /// Makes the temporary folder where it is missing.
  func make() throws(IOError) { try Files.makeFolders(temporary) }

  /// Makes or replaces a whole file and brings it to disk.
  func write(_ bytes: [UInt8], to name: String) throws(IOError) { try write([bytes], at: 0, of: name) }

  /// Makes or replaces a text.
  func write(_ text: String, to name: String) throws(IOError) { try write(Array(text.utf8), to: name) }

  /// Cuts the file at `offset` [B], puts the parts there one after the other, and brings it to disk.
  func write(_ parts: [[UInt8]], at offset: Int, of name: String) throws(IOError) {
    let path = "\(temporary)/\(name)"
    try Files.makeFolders(Files.folder(of: path))
    let file = try FileDescriptor.open(path, .writeOnly, options: .create)
    try file.truncate(to: offset, of: path)
    var end = offset
    for part in parts {
      try file.writeAll(part.span, at: end, to: path)
      end += part.count
    }
    try file.synchronize(of: path)
  }

  /// [B] Of a file.
  func size(of name: String) throws(IOError) -> Int {
    let path = "\(temporary)/\(name)"
    return try FileDescriptor.open(path, .readOnly).length(of: path)
  }

  /// Brings every folder's list of names to disk, then gives the data set its own name. What was done before needs no journal then.
  ///
  /// Returns the size of all files [B].
  func finish() throws(IOError) -> Int {
    let bytes = try synchronize(temporary)
    try Files.rename(temporary, to: place)
    try Files.remove(journal)
    return bytes
  }

  private func synchronize(_ folder: String) throws(IOError) -> Int {
    var bytes = 0
    for name in try Files.list(folder) {
      let path = "\(folder)/\(name)"
      if Files.isFolder(path) {
        bytes += try synchronize(path)
      } else {
        bytes += try FileDescriptor.open(path, .readOnly).length(of: path)
      }
    }
    try Files.synchronizeFolder(folder)
    return bytes
  }
}
