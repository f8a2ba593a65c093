package import LinuxIO

/// Where one unit's calibration lies, and where its older ones go: `history/` beside it.
package struct CalibrationStore: Sendable {
  /// The folder of older files, beside the newest one.
  package static let historyFolder = "history"

  /// The newest file's path.
  package let path: String

  /// For `NAME.yaml`, whether it is there or not.
  package init(path: String) { self.path = path }

  /// The name without folder and ending.
  package var name: String {
    let last = path.split(separator: "/").last.map(String.init) ?? path
    return last.hasSuffix(".yaml") ? String(last.dropLast(5)) : last
  }

  /// The folder of older files.
  package var history: String { "\(Files.folder(of: path))/\(CalibrationStore.historyFolder)" }

  /// Older files' paths, oldest first.
  package var older: [String] {
    ((try? Files.list(history)) ?? []).filter { $0.hasPrefix(name + "-2") && $0.hasSuffix(".yaml") }.sorted().map { "\(history)/\($0)" }
  }

  /// Puts a new file in the place of the old one, which stays as `history/NAME-MOMENT.yaml`. Whenever it is interrupted the newest file
  /// is whole: the old one or the new one.
  ///
  /// `moment`: such as 2026-11-22T104403Z.
  package func replace(by text: String, moment: String) throws(IOError) {
    if let old = try? Files.contents(of: path, atMost: SourceText.maximumBytes) {
      try Files.makeFolders(history)
      var place = "\(history)/\(name)-\(moment).yaml"
      var number = 2
      while FileStatus(of: place) != nil && number < 100 {
        place = "\(history)/\(name)-\(moment)-\(number).yaml"
        number += 1
      }
      try Files.writeAtomically(old.span, to: place)
    } else {
      try Files.makeFolders(Files.folder(of: path))
    }
    try Files.writeAtomically(text, to: path)
  }
}
