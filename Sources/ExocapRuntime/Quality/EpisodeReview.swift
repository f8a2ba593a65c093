package import ExocapCore
internal import MCAP

extension Recording {
  /// Judges the episode anew, by the same code as the daemon did, and with the cameras' files that lie beside it now. `prints`: of takes
  /// that came before; this one's is added.
  package func judge(rig: Rig, thresholds: QualityThresholds, after prints: inout TakePrints) -> QualityVerdict {
    let judge = EpisodeJudge(rig: rig, thresholds: thresholds)
    judge.prints = prints
    var scan = RecordingScan(self)
    var decoder = TapDecoder(channels)
    while let message = scan.next() {
      guard let (source, record) = decoder.decode(message) else { continue }
      unsafe record.bytes.withUnsafeBytes { bytes in
        _ = unsafe judge.take(source, kind: record.kind, lostBefore: record.lostBefore, bytes: bytes)
      }
    }
    let verdict = judge.finish(cameras: EpisodeCamera.beside(self).map { $0.health(beside: self) })
    prints = judge.prints
    return verdict
  }

  /// The thresholds that it carries; those of this build where it carries none.
  package func loadThresholds() throws(ProfileErrors) -> QualityThresholds {
    let files = attachments.compactMap { CatalogFile(path: $0.name, bytes: $0.bytes) }
    guard let file = files.first(where: { $0.kind == .quality }) else { return .standard }
    let diagnostics = Diagnostics()
    guard let thresholds = QualityReader.read(SourceText(name: file.path, bytes: file.bytes), diagnostics: diagnostics) else {
      throw ProfileErrors(diagnostics)
    }
    return thresholds
  }

  /// The UTC day on which it began, as in folders.
  package var day: String {
    start == .never ? "unknown" : CalendarDay(nanoseconds: start.nanoseconds + clockOffset).description
  }
}
