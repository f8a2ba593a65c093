internal import ExocapCore

/// Reads thresholds of the quality verdict.
package enum QualityReader {
  /// The thresholds that a text holds; nil after reports.
  package static func read(_ source: SourceText, diagnostics: Diagnostics) -> QualityThresholds? {
    let errorCount = diagnostics.errorCount
    guard let root = ProfileFile.quality.open(source, diagnostics: diagnostics) else { return nil }
    let name = root.require("name")?.name()
    let version = root.require("version")?.integer(in: 1...1_000_000)
    var limits: [QualityThresholds.Limits?] = []
    if let gates = root.require("gates")?.mapping() {
      // Every gate is named, so that a reader of the file sees what is judged, and what is not; but files and recordings from before a
      // gate stay what they are.
      limits = QualityGate.allCases.map { gate in
        (gate.isLater ? gates[gate.rawValue] : gates.require(gate.rawValue)).flatMap { read($0, gate) }
      }
      gates.finish()
    }
    root.finish()
    guard diagnostics.errorCount == errorCount, let name, let version else { return nil }
    var thresholds = QualityThresholds(name: name, version: version, limits: [:])
    for (gate, limits) in zip(QualityGate.allCases, limits) { thresholds.limits[gate] = limits }
    return thresholds
  }

  /// `{check: …, bad: …}`; nil for `off`, and after a report.
  private static func read(_ reader: ValueReader, _ gate: QualityGate) -> QualityThresholds.Limits? {
    if case .scalar(let text, _) = reader.node.content, text == "off" { return nil }
    guard let map = reader.mapping() else { return nil }
    let check = map.require("check")?.quantity(gate.dimension)
    let bad = map.require("bad")?.quantity(gate.dimension)
    map.finish()
    guard let check, let bad else { return nil }
    if gate.isFloor ? bad > check : bad < check {
      map.error(
        "\(map.path).bad is met before check", at: "bad",
        notes: [gate.isFloor ? "what is too small is bad below a smaller number" : "what is too large is bad above a larger number"])
    }
    return QualityThresholds.Limits(check: check, bad: bad)
  }
}
