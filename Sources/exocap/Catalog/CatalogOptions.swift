// Catalog/ lists recordings and counts hours, from the index that ExocapCatalog makes of their files. It knows no daemon.
internal import ArgumentParser
internal import ExocapCatalog
internal import Foundation
internal import LinuxIO

/// `--recordings` and `--index`: which folder is looked into.
struct CatalogOptions: ParsableArguments {
  @Option(help: ArgumentHelp("The folder of the recordings.", valueName: "folder"))
  var recordings = "/var/lib/exocap/recordings"
  @Option(
    help: ArgumentHelp(
      "The index's file; else it lies hidden in the folder, or in your cache where that is not writable.", valueName: "path"))
  var index: String?

  /// Opens the index.
  func open() throws -> EpisodeIndex {
    guard Files.isFolder(recordings) else {
      throw ToolFailure(
        .usage, "there is no folder \(recordings)", advice: ["name the folder of the rig's recordings with --recordings FOLDER"])
    }
    do throws(CatalogError) {
      return try EpisodeIndex(folder: recordings, path: index ?? EpisodeIndex.usualPath(folder: recordings, cache: CatalogOptions.cache))
    } catch {
      throw ToolFailure(.negative, error.description)
    }
  }

  /// Opens the index and brings it up to date.
  func openUpdated(hashes: Bool = false) throws -> EpisodeIndex {
    let index = try open()
    _ = try CatalogOptions.run { progress throws(CatalogError) in try index.update(hashes: hashes, progress: progress) }
    return index
  }

  /// Does something long, with its progress where a person looks.
  static func run(
    _ work: (@escaping (Int, Int) -> Void) throws(CatalogError) -> EpisodeIndex.Changes
  ) throws -> EpisodeIndex.Changes {
    let screen = Screen.standard
    defer { screen.redraw("") }
    do throws(CatalogError) {
      return try work { done, all in screen.redraw("\(done.grouped) of \(all.grouped)") }
    } catch {
      throw ToolFailure(.negative, error.description)
    }
  }

  private static var cache: String {
    let environment = ProcessInfo.processInfo.environment
    if let folder = environment["XDG_CACHE_HOME"], !folder.isEmpty { return folder }
    return (environment["HOME"] ?? "/var") + "/.cache"
  }
}

/// Which episodes are meant.
struct FilterOptions: ParsableArguments {
  @Option(help: "Episodes of this task.")
  var task: String?
  @Option(help: "Of this operator.")
  var `operator`: String?
  @Option(help: "Of this rig.")
  var rig: String?
  @Option(help: ArgumentHelp("From this day on, in UTC: 2026-11-23, or 7d for the last seven days.", valueName: "day"))
  var since: String?
  @Option(help: ArgumentHelp("Up to this day.", valueName: "day"))
  var until: String?

  /// As the index takes it.
  func filter() throws -> EpisodeFilter {
    var filter = EpisodeFilter()
    filter.task = task
    filter.operatorName = `operator`
    filter.rig = rig
    filter.since = try since.map { try FilterOptions.day($0, option: "--since") }
    filter.until = try until.map { try FilterOptions.day($0, option: "--until") }
    return filter
  }

  /// `2026-11-23` as it is, `7d` as the day seven days ago.
  static func day(_ text: String, option: String, now: Date = Date()) throws -> String {
    if text.hasSuffix("d"), let days = Int(text.dropLast()), days >= 0, days < 100_000 {
      return String(now.addingTimeInterval(-86_400 * Double(days)).ISO8601Format().prefix(10))
    }
    let parts = text.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.map(\.count) == [4, 2, 2], parts.allSatisfy({ $0.allSatisfy(\.isASCIIDigit) }) else {
      throw ToolFailure(.usage, "\(option) \(text) is no day", advice: ["write it as 2026-11-23, or 7d for seven days ago"])
    }
    return text
  }
}

extension Character {
  fileprivate var isASCIIDigit: Bool { ("0"..."9").contains(self) }
}

extension Double {
  /// [s] As hours, minutes and seconds: 1:02:03.
  var clockText: String {
    let seconds = Int(rounded())
    func two(_ number: Int) -> String { (number < 10 ? "0" : "") + "\(number)" }
    return "\(seconds / 3600):\(two(seconds / 60 % 60)):\(two(seconds % 60))"
  }
}
