internal import ArgumentParser
internal import ExocapCatalog
internal import ExocapRuntime

/// `exocap catalog`.
struct CatalogCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "catalog",
    abstract: "Makes the index of recordings anew.",
    discussion: """
      'exocap episodes' and 'exocap hours' keep the index up to date by themselves. It holds nothing that is not in the recordings and \
      beside them, so it may be deleted at any time.
      """,
    subcommands: [Rebuild.self])

  /// `exocap catalog rebuild`.
  struct Rebuild: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "rebuild", abstract: "Reads every recording again, and computes its checksum (SHA-256).")
    @OptionGroup var catalog: CatalogOptions
    @OptionGroup var format: FormatOptions

    func run() throws {
      let index = try catalog.open()
      let changes = try CatalogOptions.run { progress throws(CatalogError) in try index.rebuild(progress: progress) }
      let json = JSON.members([
        ("episodes", .count(changes.episodes)), ("read", .count(changes.read)), ("running", .count(changes.running)),
        ("hashed", .count(changes.hashed)),
      ])
      let running = changes.running == 0 ? "" : ", \(changes.running) being written"
      let text = "\(changes.read.grouped) of \(changes.episodes.grouped) episodes read\(running), \(changes.hashed.grouped) checksums"
      Screen.standard.put(format.format == .json ? json.line : text)
    }
  }
}
