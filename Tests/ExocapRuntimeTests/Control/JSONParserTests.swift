import ExocapRuntime
import Testing

/// Texts and verdicts by hand from the grammar of RFC 8259.
@Suite struct JSONParserTests {
  static func parse(_ text: String) -> Result<JSONValue, JSONError> {
    do throws(JSONError) {
      return .success(try JSONParser.parse(Array(text.utf8)))
    } catch {
      return .failure(error)
    }
  }

  @Test(arguments: [
    ("null", JSONValue.null), (" true\n", true), ("false", false), ("0", 0), ("-0", 0), ("-17", -17),
    ("9223372036854775807", 9_223_372_036_854_775_807), ("9223372036854775808", .number(9_223_372_036_854_775_808)),
    ("1.5", .number(1.5)), ("1e3", .number(1000)), ("-2.5E-1", .number(-0.25)), ("[]", .array([])), ("{}", .object([])),
    ("[1,[2, {\"a\" : 3}]]", .array([1, .array([2, .object([JSONMember("a", 3)])])])),
    (#""a\"\\\/\b\f\n\r\t\u00e9\u20AC\ud83d\ude00z""#, .string("a\"\\/\u{8}\u{C}\n\r\t\u{E9}\u{20AC}\u{1F600}z")),
    ("\"ü→\"", "ü→"), (#"{"b":1,"a":2}"#, .object([JSONMember("b", 1), JSONMember("a", 2)])),
  ])
  func readsWhatTheGrammarAllows(text: String, value: JSONValue) { #expect(Self.parse(text) == .success(value)) }

  @Test(arguments: [
    ("", 0), ("   ", 3), ("tru", 0), ("nul", 0), ("True", 0), ("01", 2), ("-", 1), ("+1", 0), ("1.", 2), (".5", 0), ("1e", 2), ("1e400", 0),
    ("NaN", 0), ("[1,]", 3), ("[1 2]", 3), ("[", 1), ("{\"a\"}", 4), ("{\"a\":1,}", 7), ("{a:1}", 1), ("{\"a\":1 \"b\":2}", 7),
    ("\"abc", 4), ("\"a\nb\"", 2), (#""\x""#, 2), (#""\u12g4""#, 5), (#""\ud800""#, 7), (#""\ud800\u0041""#, 13), (#""\udc00""#, 7),
    ("1 2", 2), ("[] x", 3), (#"{"a":1,"a":2}"#, 7),
  ])
  func saysWhereTheGrammarEnds(text: String, offset: Int) {
    guard case .failure(let error) = Self.parse(text) else {
      Issue.record("'\(text)' was taken")
      return
    }
    #expect(error.offset == offset, "\(text): \(error.message)")
  }

  @Test func whatIsNestedTooDeepIsRefused() {
    let deepest = JSONParser.deepest
    let fits = String(repeating: "[", count: deepest) + String(repeating: "]", count: deepest)
    #expect((try? Self.parse(fits).get()) != nil)
    #expect((try? Self.parse("[" + fits + "]").get()) == nil)
    // A stranger's line cannot make us recurse without end.
    #expect((try? Self.parse(String(repeating: "[", count: 16_000)).get()) == nil)
  }

  @Test func whatIsNoUTF8IsRefused() {
    #expect(throws: JSONError.self) { try JSONParser.parse([0x22, 0xC3, 0x28, 0x22]) }
  }
}
