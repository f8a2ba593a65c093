package import LinuxIO

/// Unfinished recordings that an earlier life of the daemon left: found before a new one is begun, repaired while others are recorded.
package struct RecordingSweep: Sendable {
  /// Unfinished files, in the order of their names.
  package let paths: [String]

  /// More than this are left for the next start.
  private static var capacity: Int { 10_000 }

  /// Looks through the days of a folder of recordings, and of those that were discarded. A folder that is not there has none.
  package init(_ folder: String, on disk: any Disk) {
    var paths: [String] = []
    for root in [folder, folder + "/discarded"] {
      for day in (try? disk.list(root)) ?? [] {
        for name in (try? disk.list("\(root)/\(day)")) ?? [] where name.hasSuffix(".mcap" + RecordingFile.unfinishedEnding) {
          if paths.count < RecordingSweep.capacity { paths.append("\(root)/\(day)/\(name)") }
        }
      }
    }
    self.paths = paths
  }

  /// Repairs one after the other and tells of each; ends early where `goesOn` says no.
  package func run(
    _ repair: RecordingRepair, now: () -> Int64, while goesOn: () -> Bool, tell: (Result<RecordingRepair.Outcome, RepairProblem>) -> Void
  ) {
    for path in paths where goesOn() {
      do throws(RepairProblem) {
        tell(.success(try repair.repair(path, now: now(), while: goesOn)))
      } catch {
        tell(.failure(error))
      }
    }
  }
}
