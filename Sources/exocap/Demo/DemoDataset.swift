internal import ExocapExport
internal import ExocapRuntime
internal import LinuxIO

/// The demo's takes as a data set for training.
struct DemoDataset {
  /// The folder of the data set.
  let path: String
  let episodes: Int
  let rows: Int

  /// Rows a second.
  private static var rate: Int { 30 }

  /// Exports recordings; the folder is named for the first one, so that each demo makes its own.
  init(of recordings: [String], in folder: String) throws {
    let name = Files.name(of: recordings.first ?? "demo").split(separator: ".").first.map(String.init) ?? "demo"
    path = folder + "/" + name
    var settings = ExportSettings(target: .lerobotV3, folder: path, version: Version.text)
    settings.fps = DemoDataset.rate
    settings.includeBad = true
    do throws(ExportError) {
      let report = try Exporter(try ExportPlan(settings, paths: recordings)).run { _ in }
      (episodes, rows) = (report.episodes, report.rows)
    } catch {
      throw ExportCommand.failure(error)
    }
  }
}
