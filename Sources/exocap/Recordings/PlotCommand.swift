internal import ArgumentParser
internal import ExocapRuntime
internal import LinuxIO

/// `exocap plot`.
struct PlotCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plot",
    abstract: "Makes one self-contained page of a recording: in, limited, sent and measured in one plot.",
    discussion: """
      The page needs no network: joints to choose from, the one that follows worst first, zoom, values under the pointer, grip forces, the \
      state of each joint group, events, latency, and how old each device's newest sample was. Send it by mail, open it anywhere; \
      take.html#3.2-5.1 opens it between these seconds.

        exocap plot recordings/2026-11-23/8f0c....mcap -o take.html
      """)
  @Argument(help: "The recording.")
  var file: String
  @Option(name: .shortAndLong, help: "Where the page is written; without it, beside the recording.")
  var output: String?

  func run() throws {
    let recording = try Recording.open(file)
    let trace = RecordingTrace(recording, rig: try recording.ownRig())
    let path = output ?? PlotCommand.page(beside: file)
    let size = try PlotCommand.write(PlotPage(recording, trace), to: path)
    Screen.standard.put("\(path): \(size.byteText)")
  }

  /// Where the page of a recording is put: the same name, other ending.
  static func page(beside path: String) -> String {
    for ending in [".mcap.part", ".mcap"] where path.hasSuffix(ending) { return path.dropLast(ending.count) + ".html" }
    return path + ".html"
  }

  /// Writes a page; returns its size [B].
  static func write(_ page: PlotPage, to path: String) throws -> Int {
    let html = page.html
    do throws(IOError) {
      try Files.writeAtomically(html, to: path)
    } catch {
      throw ToolFailure(error)
    }
    return html.utf8.count
  }
}
