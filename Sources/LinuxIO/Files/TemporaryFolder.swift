internal import Glibc

/// A folder that nobody else can look into, gone with all that is in it when its owner is.
package struct TemporaryFolder: ~Copyable {
  /// Where it is.
  package let path: String

  /// Makes one in `TMPDIR`, else in /tmp; `name` is how its own name begins.
  package init(named name: String) throws(IOError) {
    // SAFETY: the string is copied before anybody can change the environment.
    let place = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? ""
    var template = Array("\(place.isEmpty ? "/tmp" : place)/\(name)-XXXXXX".utf8CString)
    // SAFETY: the call writes the last six characters of the copy.
    guard unsafe mkdtemp(&template) != nil else { throw IOError("make a folder in", place.isEmpty ? "/tmp" : place, ErrorCode.last) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { TemporaryFolder.remove(path) }

  /// What cannot be removed is left to whoever cleans the place of temporary files.
  private static func remove(_ folder: String) {
    for name in Files.names(inFolder: folder) {
      let path = "\(folder)/\(name)"
      if Files.isFolder(path) && !Files.isLink(path) { remove(path) } else { try? Files.remove(path) }
    }
    // SAFETY: the path is a C string for the length of the call.
    _ = unsafe rmdir(folder)
  }
}
