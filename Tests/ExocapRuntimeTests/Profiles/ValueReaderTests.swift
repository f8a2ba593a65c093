internal import ExocapCore
internal import ExocapRuntime
internal import Testing

@Suite struct ValueReaderTests {
  private enum Kind: String, CaseIterable {
    case arm
    case hand
  }

  @Test func readsWhatFits() {
    let problems = reading("b: true\ni: 0x2e_8a\nk: hand\nn: exo7-r2\nq: 90deg\nt: 1.5ms\nr: [0N, 5N]\nv: [1, 2, 3]\n") { root in
      #expect(root.require("b")?.bool() == true)
      #expect(root.require("i")?.integer(in: 0...0xFFFF) == 0x2E8A)
      #expect(root.require("k")?.choice(of: Kind.self) == .hand)
      #expect(root.require("n")?.name() == "exo7-r2")
      #expect(root.require("q")?.quantity(.angle) == .pi / 2)
      #expect(root.require("t")?.interval() == .microseconds(1500))
      #expect(root.require("r")?.range(.force) == 0...5)
      #expect(root.require("v")?.quantities(.ratio, count: 3) == [1, 2, 3])
    }
    #expect(problems == [])
  }

  @Test func explainsWrongUnits() {
    let problems = reading("latency: 1Hz\nlimit: -90\nname: 90dge\nshare: 5N\nnone: fast\n") { root in
      _ = root.require("latency")?.quantity(.time)
      _ = root.require("limit")?.quantity(.angle)
      _ = root.require("name")?.quantity(.angle)
      _ = root.require("share")?.number()
      _ = root.require("none")?.quantity(.angle)
    }
    #expect(
      problems == [
        "1:10: latency is a time, but '1Hz' is a frequency", "= write it like '20ms' or '1.5s'",
        "2:8: limit has no unit: '-90'", "= write it like '90deg' or '1.57rad'",
        "3:7: name: there is no unit 'dge'", "= did you mean 'deg'?", "= write it like '90deg' or '1.57rad'",
        "4:8: share takes no unit, but '5N' has one", "= write it like '0.5' or '50%'",
        "5:7: none must be a number, not 'fast'", "= write it like '90deg' or '1.57rad'",
      ])
  }

  @Test func namesTheAllowedRangeInTheUnitAsWritten() {
    let problems = reading("latency: 300ms\nbaud: 12\nlimits: [145deg, 0deg]\n") { root in
      _ = root.require("latency")?.quantity(.time, in: 0.001...0.255)
      _ = root.require("baud")?.integer(in: 300...4_000_000)
      _ = root.require("limits")?.range(.angle)
    }
    #expect(
      problems == [
        "1:10: latency is 300ms", "= allowed: 1ms .. 255ms", "2:7: baud is 12", "= allowed: 300 .. 4000000",
        "3:9: limits: the lower end is not below the upper one (145deg .. 0deg)",
        "= swap them, or give sign: -1 if it turns the other way",
      ])
  }

  @Test func saysWhatIsAllowed() {
    let problems = reading("a: yes\nb: glov\nc: [1]\nd: {}\ne: Left Arm\nf: 1.5\ng: 5\nh: 6\ni: [1, 2]\n") { root in
      _ = root.require("a")?.bool()
      _ = root.require("b")?.choice(of: Kind.self, aliases: ["glove": "hand"])
      _ = root.require("c")?.text()
      _ = root.require("d")?.items()
      _ = root.require("e")?.name()
      _ = root.require("f")?.integer(in: 0...9)
      _ = root.require("g")?.mapping()
      _ = root.require("h")?.choice(["4": 4, "5": 5])
      _ = root.require("i")?.items(count: 3...3)
    }
    #expect(
      problems == [
        "1:4: a is 'yes'", "= allowed: true, false",
        "2:4: b is 'glov'", "= did you mean 'hand'?", "= allowed here: arm, hand",
        "3:4: c must be one value, not a list",
        "4:4: d must be a list, not a mapping", "= write it like '[a, b]', or one item a line, each after '- '",
        "5:4: e is 'Left Arm'", "= allowed: a-z, 0-9, '-', '_', at most 64 characters, the first a letter or digit",
        "6:4: f must be a whole number, not '1.5'", "= allowed: 0 .. 9",
        "7:4: g must be a mapping, not '5'", "= write it like '{key: value}', or one 'key: value' a line, indented",
        "8:4: h is '6'", "= allowed here: 4, 5",
        "9:4: i has 2 items", "= allowed: exactly 3",
      ])
  }

  @Test(arguments: [
    ("12", 12), ("-12", -12), ("+5", 5), ("1_000", 1000), ("0xff", 255), ("-0x10", -16), ("", nil), ("--1", nil),
    ("+-1", nil), ("0x-1", nil), ("1.0", nil), ("_1", nil), ("1_", nil), ("9223372036854775808", nil), ("١", nil),
  ])
  func readsWholeNumbers(text: String, value: Int?) {
    #expect(ValueReader.integer(text) == value)
  }
}
