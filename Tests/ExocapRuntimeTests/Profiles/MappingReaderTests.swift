internal import ExocapRuntime
internal import Testing

@Suite struct MappingReaderTests {
  @Test func reportsUnknownKeysWithWhatIsAllowed() {
    let problems = reading("line: {buad: 9600, format: 8N1}\nextra: 1\n") { root in
      let line = root.require("line")?.mapping()
      _ = line?.require("baud")?.integer(in: 300...4_000_000)
      _ = line?["format"]?.text()
      line?.finish()
    }
    // `baud` is not said to be missing: it was just guessed from `buad`.
    #expect(
      problems == [
        "1:8: unknown key 'buad' in line", "= did you mean 'baud'?", "= allowed here: baud, format",
        "2:1: unknown key 'extra'", "= allowed here: line",
      ])
  }

  @Test func reportsMissingAndEmptyKeys() {
    let problems = reading("name:\nline:\n  format: 8N1\n") { root in
      _ = root.require("name")?.name()
      _ = root.require("kind")?.text()
      let line = root.require("line")?.mapping()
      _ = line?.require("baud")?.text()
      _ = line?["format"]?.text()
      line?.finish()
    }
    #expect(problems == ["1:1: 'name' has no value", "1:1: 'kind' is missing", "3:3: 'baud' is missing in line"])
  }

  @Test func handsOutNamedEntriesInOrder() {
    let problems = reading("b: 1\na: 2\n") { root in
      #expect(root.all().map(\.key) == ["b", "a"])
      #expect(root.all().map(\.value.path) == ["b", "a"])
    }
    #expect(problems == [])
  }

  @Test func guessesThroughAliasesAndNeverAKeyThatIsThere() {
    let problems = reading("baud: 1\nspeed: 9600\nbauds: 2\n") { root in
      root.alias(["speed": "rate"])
      _ = root.require("baud")?.text()
      _ = root["rate"]?.text()
    }
    #expect(
      problems == [
        "2:1: unknown key 'speed'", "= did you mean 'rate'?", "= allowed here: baud, rate",
        "3:1: unknown key 'bauds'", "= allowed here: baud, rate",
      ])
  }
}
