import ExocapTestSupport
import LinuxIO
import Testing

/// `exocap episodes`, `hours` and `catalog` over a folder of sidecars, whose recordings were deleted: no recording is needed to count.
@Suite struct EpisodesCommandTests {
  static let ids = ["11111111-2222-4333-8444-555555555555", "22222222-2222-4333-8444-555555555555"]

  /// Two episodes: kim's of 90 s, lou's of an hour, on 2026-11-23 from 00:00:10 and 01:00:00 UTC (date -u -d 2026-11-23 +%s: 1795392000).
  private func folder() throws -> TestFolder {
    let folder = try TestFolder()
    let rows = [("kim", "door", 10, 90, 60), ("lou", "pour", 3600, 3600, 1800)]
    for (id, (name, task, after, length, engaged)) in zip(Self.ids, rows) {
      let text = """
        {"episode":"\(id)","decision":"discarded","reason":"old","label":"","task":"","operator":"","decided_utc_ns":1795400000000000000,
        "purged_utc_ns":1795500000000000000,"purged_because":"age","recording":{"task":"\(task)","operator":"\(name)","consent":"form-2",
        "rig":"demo","began_utc_ns":\((1_795_392_000 + after) * 1_000_000_000),"length_ns":\(length * 1_000_000_000),
        "engaged_ns":\(engaged * 1_000_000_000),"bytes":2500000}}
        """
      _ = try folder.write(text, to: "discarded/2026-11-23/\(id).decision.json")
    }
    return folder
  }

  @Test func episodesAreListedForPeople() throws {
    let folder = try folder()
    let run = try ToolRun(["episodes", "--recordings", folder.path])
    #expect(run.status == 0 && run.messages.isEmpty, "\(run.messages)")
    let lines = run.output.map { $0.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ") }
    #expect(
      lines == [
        "began (UTC) length engaged task operator rig decision outcome verdict cameras size episode",
        "2026-11-23 00:00:10 0:01:30 0:01:00 door kim demo discarded, deleted 2.5 MB \(Self.ids[0])",
        "2026-11-23 01:00:00 1:00:00 0:30:00 pour lou demo discarded, deleted 2.5 MB \(Self.ids[1])", "",
        "2 episodes, 1:01:30 recorded, 0:31:00 engaged, 5.0 MB",
      ])
  }

  @Test func programsGetOneObjectALine() throws {
    let folder = try folder()
    let run = try ToolRun(["episodes", "--recordings", folder.path, "--operator", "lou", "--format", "json"])
    #expect(run.status == 0 && run.output.count == 1)
    #expect(run.output.first?.hasPrefix("{\"episode\":\"\(Self.ids[1])\"") == true || run.output.first?.contains(Self.ids[1]) == true)
    for part in ["\"state\":\"purged\"", "\"seconds\":3600.0", "\"task\":\"pour\"", "\"cameras\":[]", "\"sha256\":null"] {
      #expect(run.output.first?.contains(part) == true, "\(part)")
    }
    #expect(try ToolRun(["episodes", "--recordings", folder.path, "--since", "2026-11-24"]).output == ["no episodes"])
  }

  @Test func anOperatorsHoursAreAStatement() throws {
    let folder = try folder()
    let run = try ToolRun(["hours", "--recordings", folder.path, "--operator", "kim"])
    #expect(run.status == 0)
    let lines = run.output.map { $0.split(separator: " ", omittingEmptySubsequences: true).joined(separator: " ") }
    #expect(
      lines.prefix(4) == [
        "operator kim, consent: form-2", "day task takes kept recorded engaged kept time", "2026-11-23 door 1 0 0:01:30 0:01:00 0:00:00",
        "all 1 0 0:01:30 0:01:00 0:00:00",
      ])
    #expect(lines.last?.contains("Counted from the files in \(folder.path) on ") == true)
    let json = try ToolRun(["hours", "--recordings", folder.path, "--operator", "kim", "--format", "json"])
    #expect(
      json.output == [
        "{\"operator\":\"kim\",\"day\":\"2026-11-23\",\"task\":\"door\",\"takes\":1,\"kept\":0,\"purged\":1,\"recorded_s\":90.0,"
          + "\"engaged_s\":60.0,\"kept_s\":0.0,\"consents\":[\"form-2\"]}"
      ])
  }

  @Test func theIndexIsMadeAnew() throws {
    let folder = try folder()
    let index = folder.path + "/elsewhere/index.sqlite"
    let run = try ToolRun(["catalog", "rebuild", "--recordings", folder.path, "--index", index])
    #expect(run.output == ["2 of 2 episodes read, 0 checksums"] && run.status == 0)
    #expect(Files.exists(index) && !Files.exists(folder.path + "/.catalog.sqlite"))
  }

  @Test func whatIsWrongIsSaidWithWhatToDo() throws {
    let none = try ToolRun(["episodes", "--recordings", "/dev/null/none"])
    #expect(none.status == 64 && none.messages.first == "exocap: there is no folder /dev/null/none")
    let folder = try folder()
    let day = try ToolRun(["hours", "--recordings", folder.path, "--since", "tuesday"])
    #expect(day.status == 64 && day.messages.first == "exocap: --since tuesday is no day")
    let word = try ToolRun(["episodes", "--recordings", folder.path, "--verdict", "goood"])
    #expect(word.status == 64 && word.messages.contains("  = did you mean 'good'?"))
  }
}
