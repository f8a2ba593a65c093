/// Names that writer and reader of recordings share.
enum RecordingFormat {
  /// Changes where an old reader would misread a new file.
  static let version = "1"
  /// The metadata before the first chunk.
  static let openingName = "exocap"
  /// The metadata before the file's end.
  static let closingName = "exocap_episode"
  /// The metadata of a file that was closed before its episode ended, with the reason.
  static let stoppedName = "exocap_stopped"
  /// The metadata with the verdict on an episode.
  static let verdictName = "exocap_verdict"
  /// The metadata of a file of camera images.
  static let cameraName = "exocap_camera"
  /// The metadata of a file that is a part of another one.
  static let cutName = "exocap_cut"
  /// The metadata that says how long the disk took.
  static let diskName = "exocap_disk"
  /// The metadata of a file that was torn and was given its end later.
  static let recoveredName = "exocap_recovered"
}

/// A day of the calendar, UTC.
struct CalendarDay: CustomStringConvertible {
  let description: String

  /// Of a time since 1970 [ns]. Days to a date: H. Hinnant, "chrono-compatible low-level date algorithms", civil_from_days.
  init(nanoseconds: Int64) {
    let days = Int(nanoseconds / 1_000_000_000 / 86_400) + 719_468
    let era = days / 146_097
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shifted = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shifted + 2) / 5 + 1
    let month = shifted < 10 ? shifted + 3 : shifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    description = "\(year)-\(month < 10 ? "0" : "")\(month)-\(day < 10 ? "0" : "")\(day)"
  }
}
