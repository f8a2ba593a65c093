package import ExocapRuntime
package import LinuxIO

/// Why an export ends without a data set.
package enum ExportError: Error, CustomStringConvertible {
  case system(IOError)
  case recording(RecordingError)
  /// A recording that carries no rig that can be read.
  case rig(path: String, ProfileErrors)
  /// Nothing to export at this path.
  case noRecordings(path: String)
  /// The rig has several robots, or none of that name.
  case robot(path: String, asked: String?, found: [String])
  /// A data set has one kind of robot.
  case mixed(path: String, first: String, difference: String)
  /// LeRobot's episodes have a task.
  case noTask(path: String)
  /// There is something already.
  case exists(path: String)
  /// What an earlier export left was begun otherwise.
  case otherExport(temporary: String, journal: String)
  /// Every recording was left out.
  case nothingLeft([ExportReport.Omission])
  /// The finished files are not what was written: the disk, or somebody else, changed them.
  case check(String)

  package var description: String {
    switch self {
    case .system(let error): error.description
    case .recording(let error): error.description
    case .rig(let path, let errors): "the rig in \(path) cannot be read: \(errors.text)"
    case .noRecordings(let path): "there is no finished recording (.mcap) in \(path)"
    case .robot(let path, nil, let found):
      "the rig of \(path) has \(found.count) robots: say which one with --robot (\(found.joined(separator: ", ")))"
    case .robot(let path, let asked?, let found): "the rig of \(path) has no robot '\(asked)', only \(found.joined(separator: ", "))"
    case .mixed(let path, let first, let difference):
      "\(path) does not go into one data set with \(first): \(difference). Export them apart"
    case .noTask(let path): "\(path) has no label: name its task with --task 'open the microwave'"
    case .exists(let path): "\(path) exists: name another folder with --out, or delete it"
    case .otherExport(let temporary, let journal):
      "\(temporary) is an unfinished export of other recordings or settings: "
        + "go on with the same command as then, or delete it and \(journal)"
    case .nothingLeft(let left):
      "no episode is left to export" + left.map { "\n  \($0.path): \($0.reason)" }.joined()
    case .check(let what): "the data set is not whole: \(what). Delete it and export again"
    }
  }
}
