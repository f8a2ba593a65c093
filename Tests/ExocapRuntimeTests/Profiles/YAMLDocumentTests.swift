internal import ExocapRuntime
internal import ExocapTestSupport
internal import Testing

@Suite struct YAMLDocumentTests {
  private func problems(_ text: String) -> [String] { problems(Array(text.utf8)) }

  private func problems(_ bytes: [UInt8]) -> [String] {
    let diagnostics = Diagnostics()
    _ = YAMLDocument.parse(SourceText(name: "t.yaml", bytes: bytes), diagnostics: diagnostics)
    return reports(diagnostics)
  }

  @Test func givesEveryKeyAndValueItsPlace() throws {
    let root = try yaml("profile: 1\nline:\n  baud: 2_000_000   # fast\nlimits: [-90deg, \"120 deg\"]\n")
    guard case .mapping(let entries) = root.content else {
      Issue.record("not a mapping")
      return
    }
    #expect(entries.map(\.key) == ["profile", "line", "limits"])
    #expect(entries.map(\.keySpan.start.line) == [1, 2, 4])
    #expect(entries[0].value.span == SourceSpan(line: 1, column: 10, length: 1))
    #expect(root["line"]?["baud"]?.span == SourceSpan(line: 3, column: 9, length: 9))
    #expect(root["limits"]?.items.map(\.span.start.column) == [10, 18])
    #expect(root["limits"]?.items.map(\.text) == ["-90deg", "120 deg"])
  }

  @Test func neverTypesAScalar() throws {
    let root = try yaml("[no, 12:30:00, 1.10, 0x1F, ~, '']")
    #expect(root.items.map(\.text) == ["no", "12:30:00", "1.10", "0x1F", "~", ""])
    #expect(root.items.allSatisfy { !$0.isAbsent })
    #expect(try yaml("a:")["a"]?.isAbsent == true)
  }

  @Test func reportsADuplicateKeyWithBothPlacesAndGoesOn() {
    #expect(
      problems("profile: 1\nname: x\nname: y\nkind: arm\nkind: hand\n") == [
        "3:1: key 'name' is there twice", "= first on line 2", "5:1: key 'kind' is there twice", "= first on line 4",
      ])
  }

  @Test func saysThatTabsDoNotIndent() {
    #expect(
      problems("profile: 1\nname: x\n\tkind: arm\n") == [
        "3:1: a tab in the indentation", "= YAML is indented with spaces only: replace the tab by two spaces",
      ])
    #expect(problems("a:\n  b: 1\n  \tc: 2\n").first == "3:3: a tab in the indentation")
  }

  @Test(arguments: [
    ("a: [1, 2\nb: 3\n", "2:2: a ',' or the closing ']' is missing"),
    ("a: {x: 1\nb: 3}\n", "2:2: a ',' or the closing '}' is missing"),
    ("a: @x\n", "1:4: '@' cannot begin a value"),
    ("a: b: c\n", "1:5: a ':' where no key can be"),
    ("a: 'open\n", "2:1: the file ends inside a quoted value"),
    ("a: 1\n---\nb: 2\n", "2:1: a second document begins here"),
    ("", "file: the file is empty"),
    ("# only a comment\n", "file: the file is empty"),
    ("a: 1\nb: \u{1}\n", "2:4: a control character, which may not be in a text file"),
    ("? [a, b]\n: 1\n", "1:3: a key must be a word, not a list"),
  ])
  func explainsSyntaxErrors(text: String, expected: String) {
    #expect(problems(text).first == expected)
  }

  @Test func refusesAnchorsAliasesAndTagsButReadsOn() {
    #expect(
      problems("a: &x 1\nb: *x\nc: !!str 5\nd: !mine {e: 1}\n").filter { !$0.hasPrefix("=") } == [
        "1:4: anchors (&name) are not used in exocap's files", "2:4: aliases (*name) are not used in exocap's files",
        "3:4: tags (!name) are not used in exocap's files", "4:4: tags (!name) are not used in exocap's files",
      ])
  }

  @Test func saysWhereAFileIsNotUTF8() {
    #expect(problems(Array("a: 1\nb: gr".utf8) + [0xFC] + Array("n\n".utf8)).first == "2:6: byte 0xfc is not UTF-8")
    #expect(problems([0xFF, 0xFE, 0x61, 0x00]).first == "1:1: byte 0xff is not UTF-8")
  }

  @Test func isBoundedInDepthAndSize() {
    let deep = String(repeating: "[", count: 100_000)
    #expect(problems(deep).first?.hasSuffix("nested deeper than 16 levels") == true)
    let wide = "[" + String(repeating: "1,", count: YAMLDocument.maximumNodes + 1) + "]"
    #expect(problems(wide).first?.hasSuffix("more than 200000 values") == true)
    let large = [UInt8](repeating: UInt8(ascii: "#"), count: SourceText.maximumBytes + 1)
    #expect(problems(large).first == "file: 4194305 bytes is too large: at most 4194304")
  }

  @Test func aBillionLaughsAreOneLineEach() {
    var text = "a: &a [lol, lol, lol]\n"
    for (old, new) in zip("abcdefgh", "bcdefghi") { text += "\(new): &\(new) [*\(old), *\(old), *\(old)]\n" }
    #expect(problems(text).filter { !$0.hasPrefix("=") }.count == 9 + 8 * 3)
  }

  @Test func garbageNeverHurts() {
    let seed: UInt64 = 0x5EED_0002
    var generator = SplitMix(state: seed)
    let alphabet = Array("ab:-[]{},&*!|>'\"%@`#? \t\n\r\\~=<_0159\u{0}\u{85}°".utf8)
    for round in 0..<2_000 {
      let bytes = (0..<Int(generator.next() % 200)).map { _ in alphabet[Int(generator.next() % UInt64(alphabet.count))] }
      let diagnostics = Diagnostics()
      let node = YAMLDocument.parse(SourceText(name: "t", bytes: bytes), diagnostics: diagnostics)
      #expect(node != nil || !diagnostics.isClean, "seed \(seed) round \(round): \(bytes)")
      _ = diagnostics.text
    }
  }

  @Test func readsTheExamplesOfTheFormat() throws {
    let root = Requirement.repositoryRoot + "/../shared/reference/profiles/"
    guard Requirement.sharedData("../reference/profiles/exo7-r2.yaml") != nil else {
      Requirement.skip("the shared example profiles are absent")
      return
    }
    for name in ["exo7-r2.yaml", "gello-ur5.yaml", "calib.yaml", "broken.yaml"] {
      let diagnostics = Diagnostics()
      #expect(YAMLDocument.parse(try readText(root + name), diagnostics: diagnostics) != nil)
      #expect(diagnostics.isClean)
    }
    for name in ["dup.yaml", "tab.yaml"] {
      let diagnostics = Diagnostics()
      _ = YAMLDocument.parse(try readText(root + name), diagnostics: diagnostics)
      #expect(diagnostics.errorCount == 1)
      #expect(diagnostics.sorted.first?.span?.start == SourcePosition(line: 3, column: 1))
    }
  }
}

/// Steele, Lea and Flood's generator, for reproducible garbage.
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
