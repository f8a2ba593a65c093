import ExocapCore
import LinuxIO

@testable import ExocapRuntime

/// The black box beside a synthetic session, turned by hand as the drain does.
final class BlackBoxBench {
  let box: BlackBox
  let shelf: BlackBoxShelf
  private let dump: BlackBoxDump

  init(folder: String, keeping seconds: Int64, reserve: Int = 0) throws {
    shelf = try BlackBoxShelf()
    box = BlackBox(BlackBoxSettings(RecordingSettings(folder: folder, blackBox: .seconds(seconds))), shelf: shelf)
    var settings = RecorderSettings(folder: BlackBoxDump.folder(in: folder))
    settings.reserve = reserve
    dump = BlackBoxDump(rig: SmallRig.rig, run: SmallRig.run, settings: settings, attachments: [])
  }

  /// One round of the drain thread.
  func drain(_ session: SyntheticSession) {
    session.emptyTaps { box.take($0, $1) }
    box.turn(now: session.now) { session.wantCheckpoints($0) }
  }

  /// What the dump thread does with what was handed over; nil where nothing was.
  func write() -> Result<FinishedRecording, RecordingProblem>? { shelf.take().map { dump.write($0) } }
}
