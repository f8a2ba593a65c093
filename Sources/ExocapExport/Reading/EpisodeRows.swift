/// One episode on its grid: every signal by row, and what is against a row.
struct EpisodeRows {
  let grid: TimeGrid
  let layout: SignalLayout
  /// In the order of the layout.
  let signals: [SignalRows]
  /// By row: bits of `RowQuality`; 0: nothing is against it.
  let quality: [Int64]
  /// By column of `SignalLayout.flagColumns`, by row: bits of `QualityFlags`; -1: no sample was judged yet.
  let flags: [[Int64]]

  var count: Int { grid.count }

  init(grid: TimeGrid, layout: SignalLayout, signals: [SignalRows], flags: [[Int64]]) {
    self.flags = flags
    self.grid = grid
    self.layout = layout
    self.signals = signals
    quality = Self.judge(grid, layout, signals)
  }

  /// The rows of the signal from `source`; nil where the rig has none.
  func signal(_ source: SignalLayout.Source) -> SignalRows? { layout.place(of: source).map { signals[$0] } }

  private static func judge(_ grid: TimeGrid, _ layout: SignalLayout, _ signals: [SignalRows]) -> [Int64] {
    var lost = 0.0
    return (0..<grid.count).map { row in
      var quality = RowQuality.none
      for (signal, rows) in zip(layout.signals, signals) {
        let last = rows.number(row, rows.width - 1)
        switch signal.source {
        case .measured: if !rows.isValid[row] { quality.insert(.gap) }
        case .sent:
          if !rows.isValid[row] { quality.insert(.gap) }
          if last == 0 { quality.insert(.notEngaged) }
        case .ticks:
          quality.formUnion(RowQuality(faults: rows.number(row, 0)))
          if last > lost { quality.insert(.recordsLost) }
          if last.isFinite { lost = last }
        case .robotForces, .wornForces: if last > 0 { quality.insert(.saturated) }
        case .requested: break
        }
      }
      return quality.rawValue
    }
  }
}
