import ExocapCore
import ExocapRuntime
import ExocapTestSupport
import LinuxIO
import Testing

/// The commands that look into recordings, as processes.
@Suite struct RecordingCommandsTests {
  private func file() throws -> String { try #require(RecordedDemo.shared) }

  @Test func verifySaysOkOrWhatIsMissing() throws {
    let path = try file()
    let run = try ToolRun(["verify", path])
    #expect(run.status == 0)
    #expect(run.output.count == 1)
    #expect(run.output.first?.hasPrefix("\(path): ok; ") == true, "\(run.output)")

    let folder = try TestFolder()
    let bytes = try Files.contents(of: path, atMost: 1 << 28)
    let torn = folder.path + "/torn.mcap.part"
    try Files.writeAtomically(Array(bytes[..<(bytes.count / 2)]).span, to: torn)
    let other = try ToolRun(["verify", path, torn])
    #expect(other.status == 1)
    let text = other.output.joined(separator: "\n")
    #expect(text.contains("\(torn): error: byte ") && text.contains("ends without having been closed"))
    #expect(text.contains("  = 'exocap repair \(torn)' closes it"))
    #expect(other.output.last?.hasPrefix("\(torn): 1 error; ") == true)
    let json = try JSONParser.parse(Array(ToolRun(["verify", torn, "--format", "json"]).output.joined().utf8))
    #expect(json["ok"] == false && json["torn"] == true)
    #expect(json["findings"]?.elements?.first?["kind"]?.text == "torn")
    #expect((json["tail_bytes"]?.integer ?? -1) >= 0)
    // A torn file is never read silently.
    let known = try ToolRun(["info", torn])
    #expect(known.status == 1)
    #expect(known.output.contains { $0.hasPrefix("torn: ") })
  }

  @Test func aRepairedFileIsVerifiedAndTold() throws {
    let folder = try TestFolder()
    let bytes = try Files.contents(of: file(), atMost: 1 << 28)
    let path = folder.path + "/torn.mcap"
    try Files.writeAtomically(Array(bytes[..<(bytes.count / 2)]).span, to: path)
    #expect(try ToolRun(["verify", path]).status == 1)
    let repair = try JSONParser.parse(Array(ToolRun(["repair", path, "--format", "json"]).output.joined().utf8))
    let tail = try #require(repair["lost_tail_ms"]?.integer)
    let run = try ToolRun(["verify", path])
    #expect(run.status == 0 && run.output.count == 3, "\(run.output)")
    #expect(run.output[0] == "\(path): warning: the file was torn and has been repaired: about the last \(tail) ms are missing")
    #expect(run.output[2].hasPrefix("\(path): ok, 1 warning; recovered, about the last \(tail) ms missing, "))
    let json = try JSONParser.parse(Array(ToolRun(["verify", path, "--format", "json"]).output.joined().utf8))
    #expect(json["ok"] == true && json["torn"] == false && json["recovered"] == true)
    #expect(json["lost_tail_ms"]?.integer == tail && json["damaged_chunks"] == 0)
  }

  @Test func aCutIsVerifiedReplayedAndToldApartFromItsWhole() throws {
    let path = try file()
    let folder = try TestFolder()
    let part = folder.path + "/part.mcap"
    let cut = try ToolRun(["cut", path, "--from", "1s", "--to", "2500ms", "--out", part])
    #expect(cut.status == 0, "\(cut.messages)")
    #expect(cut.output.first?.hasPrefix("\(part): ") == true)
    #expect(try ToolRun(["verify", part]).status == 0)
    let replay = try ToolRun(["replay", part, "--check"])
    #expect(replay.status == 0)
    let words = replay.output.first?.split(separator: " ") ?? []
    #expect(words.count == 6 && words[1] == words[3] && words[1] != "0", "\(replay.output)")
    // Nothing is written over, and time goes forward.
    #expect(try ToolRun(["cut", path, "--from", "1", "--out", part]).status == 1)
    #expect(try ToolRun(["cut", path, "--from", "3s", "--to", "1s"]).status == 64)
    #expect(try ToolRun(["cut", path, "--from", "soon"]).status == 64)

    let same = try ToolRun(["diff", path, path])
    #expect(same.status == 0)
    #expect(same.output == ["no difference"])
    let diff = try ToolRun(["diff", path, part])
    #expect(diff.status == 1)
    #expect(diff.output.contains { $0.hasPrefix("robot g1: ") && $0.contains("ticks compared by number") })
    // What is in both is the same: no joint is told.
    #expect(!diff.output.contains { $0.hasPrefix("first difference") })
  }

  /// What devices gained in the episode, by its first and last message: RecordedDemo makes their numbers.
  @Test func infoTellsTheHealthOfDevices() throws {
    let path = try file()
    let recording = try Recording(path: path)
    let messages = recording.health()[DeviceID(0)]?.count ?? 0
    try #require(messages >= 5)
    let json = try JSONParser.parse(Array(ToolRun(["info", path, "--format", "json"]).output.joined().utf8))
    let rows = try #require(json["health"]?.elements)
    let sources = try recording.loadRig().sampleSources.count
    #expect(rows.count == sources)
    let gained = Int64(messages - 1)
    let row = rows[0]
    #expect(row["packets"]?.integer == 100 * gained && row["bad_checksums"]?.integer == gained, "\(row.line)")
    #expect(row["timeouts"]?.integer == 2 * gained && row["retries"] == 0 && row["worst_tick_age_p99_s"] == .number(0.006))
    let lines = try ToolRun(["info", path]).output
    let head = try #require(lines.firstIndex { $0.hasPrefix("health ") })
    #expect(lines[head + 1].hasPrefix(row["device"]?.text ?? "?") && lines[head + 1].hasSuffix(" 6.0 ms"), "\(lines[head + 1])")
  }

  @Test func infoListsChannelsWithTheirSizes() throws {
    let path = try file()
    let run = try ToolRun(["info", path, "--channels"])
    #expect(run.status == 0)
    #expect(run.output.contains("undecided: nobody said whether to keep it"))
    let ticks = try #require(run.output.first { $0.hasPrefix("/tick/g1 ") })
    #expect(ticks.contains("exocap_msgs/msg/Tick") && ticks.contains(" MB") && ticks.hasSuffix("%"))
    let json = try JSONParser.parse(Array(ToolRun(["info", path, "--channels", "--format", "json"]).output.joined().utf8))
    let channels = json["channels"]?.elements ?? []
    // 13 MiB and more of ticks and states: every payload counted.
    #expect(channels.reduce(0) { $0 + ($1["bytes"]?.integer ?? 0) } > 5_000_000)
    try Files.writeAtomically(
      "{\"episode\":\"\(Files.name(of: String(path.dropLast(5))))\",\"decision\":\"kept\",\"reason\":\"smooth\"}",
      to: String(path.dropLast(5)) + ".decision.json")
    defer { _ = try? Files.remove(String(path.dropLast(5)) + ".decision.json") }
    #expect(try ToolRun(["info", path]).output.contains("decision: kept; smooth"))
  }

  /// The same calls, and limits in the file that are others than those that it was recorded with.
  @Test func upgradeCheckTellsTheStageThatDiffers() throws {
    let folder = try TestFolder()
    let same = try RecordedDemo.record(into: folder.path + "/same", seed: 4)
    let run = try ToolRun(["upgrade-check", folder.path])
    #expect(run.status == 0, "\(run.output)")
    #expect(run.output.last == "1 of 1 recordings come out the same with exocap 0.1.0")

    let other = try RecordedDemo.record(into: folder.path + "/other") { name, text in
      guard name.hasPrefix("rigs/") else { return text }
      return text.split(separator: "velocity: 40%", omittingEmptySubsequences: false).joined(separator: "velocity: 4%")
    }
    let differs = try ToolRun(["upgrade-check", folder.path])
    #expect(differs.status == 1)
    let row = try #require(differs.output.first { $0.hasPrefix(other + " ") }).split(separator: " ")
    let heads = try #require(differs.output.first).split(separator: " ")
    func cell(_ name: Substring) -> Int { heads.firstIndex(of: name).flatMap { Int(row[$0].filter { $0 != "," }) } ?? -1 }
    #expect(cell("samples") == 0 && cell("wanted") == 0)
    #expect(cell("limited") > 0 && cell("packet") > 0)
    #expect(differs.output.contains { $0.hasPrefix("\(other): first difference: t = ") && $0.contains("stage limited") })
    #expect(differs.output.last == "1 of 2 recordings do not come out the same with exocap 0.1.0")
    let lines = try ToolRun(["upgrade-check", folder.path, "--format", "json"]).output.map { try JSONParser.parse(Array($0.utf8)) }
    #expect(lines.map { $0["same"]?.bool } == (other < same ? [false, true] : [true, false]))
    let empty = try TestFolder()
    #expect(try ToolRun(["upgrade-check", empty.path]).status == 65)
  }

  @Test func thePlotShowsAgesAndTheWorstJoint() throws {
    let path = try file()
    let folder = try TestFolder()
    let page = folder.path + "/page.html"
    #expect(try ToolRun(["plot", path, "-o", page]).status == 0)
    let html = try #require(TextFile(path: page)).text
    #expect(html.contains("age of samples"))
    #expect(!html.contains("http"))
  }

  @Test func rolesThatAreNotThereAndWrongWordsAreTold() throws {
    let path = try file()
    let run = try ToolRun(["replay", path, "--as-device", "left_amr"])
    #expect(run.status == 64)
    #expect(run.messages.contains { $0.contains("did you mean 'left_arm'?") })
    #expect(try ToolRun(["replay", path, "left_arm"]).status == 64)
    #expect(try ToolRun(["replay", path, "--as-device", "--check"]).status == 64)
    #expect(try ToolRun(["replay", path, "--as-device", "--speed", "0"]).status == 64)
  }
}
