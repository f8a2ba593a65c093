internal import ExocapCore
internal import ExocapRuntime
internal import Testing

@Suite struct DeviceProfileReaderModbusTests {
  private let good = """
    profile: 1
    name: t
    title: t
    kind: arm
    line: {baud: 115200}
    protocol: modbus
    bus:
      rate: 50Hz
      reply_delay: 0.2ms
      pipelined: 3ms
      nodes:
        - {name: elbow, slave: 3, register: 0x41, type: u16}
        - {name: cells, slave: 4, function: 4, register: 256, count: 2, type: f32, word_order: low_first}
    streams:
      - {name: joints, kind: joints, stale_after: 50ms, values: [{name: a, linear: {node: elbow, scale: 0.1deg}}]}
      - {name: grip, kind: forces, stale_after: 50ms, values: [{name: f, force: {node: cells, number: 1, scale: 0.1N}}]}
    proven_against: nothing
    """

  private func read(_ text: String) -> (DeviceProfile?, [String]) {
    let diagnostics = Diagnostics()
    let profile = DeviceProfileReader.read(SourceText(name: "t.yaml", text: text), diagnostics: diagnostics)
    return (profile, reports(diagnostics))
  }

  private func problems(_ old: String, _ new: String) -> [String] {
    let parts = good.split(separator: old, maxSplits: 1, omittingEmptySubsequences: false)
    #expect(parts.count == 2)
    return read(parts.joined(separator: new)).1
  }

  @Test func readsEveryKey() throws {
    let (found, problems) = read(good)
    #expect(problems == [])
    let profile = try #require(found)
    #expect(
      profile.wire
        == .modbus(
          ModbusBus(
            nodes: [
              ModbusNode(name: "elbow", slave: 3, register: 0x41, type: .unsigned16),
              ModbusNode(
                name: "cells", slave: 4, function: .input, register: 256, count: 2, type: .float32, wordOrder: .lowFirst),
            ], rate: 50, replyDelay: .microseconds(200), pipelining: .milliseconds(3))))
    // The elbow is field 0, the cells are 1 and 2.
    #expect(profile.streams[1].values[0].source == .force(field: 2, scale: 0.1, saturatesAt: .infinity))
    #expect(profile.streams[0].rate == 50)
  }

  @Test(arguments: [
    (
      "slave: 4,", "slave: 3,",
      ["13:7: slave 3 is asked twice, and requests are pipelined", "= read its registers in one node, or leave 'pipelined' out"]
    ),
    (
      "- {name: cells, slave: 4", "- {name: elbow, slave: 4",
      ["13:7: node 'elbow' is there twice", "16:84: the bus has no node 'cells'", "= allowed here: elbow, elbow"]
    ),
    ("node: elbow", "node: elbov", ["15:87: the bus has no node 'elbov'", "= did you mean 'elbow'?", "= allowed here: elbow, cells"]),
    ("number: 1", "number: 2", ["16:99: streams[1].values[0].force.number is 2", "= allowed: 0 .. 1"]),
    ("function: 4", "function: 6", ["13:41: bus.nodes[1].function is '6'", "= allowed here: 3, 4"]),
    ("register: 256", "register: 65533", ["13:44: bus.nodes[1] reads behind the last register, 65535"]),
    // 8 + 5 + 8 bytes and 3.5 characters are 245 bits: 2.127 ms, and 0.2 ms of delay.
    (
      "pipelined: 3ms", "pipelined: 2ms",
      [
        "10:3: bus.pipelined is too short: a request, its reply and the silence behind it take 2.32674 ms",
        "= a request would meet the reply of the one before on the line",
      ]
    ),
  ])
  func explainsWhatIsWrong(old: String, new: String, expected: [String]) {
    #expect(problems(old, new) == expected)
  }

  /// 15 bytes and 21 at ten bits, 3.5 characters behind each, 0.2 ms of delay each: 430 bits and 0.4 ms are 4.1326 ms, 241.97 a second.
  @Test func theBudgetCountsSilenceAndDelay() {
    let unpipelined = good.replacing("  pipelined: 3ms\n", with: "")
    #expect(read(unpipelined).1 == [])
    let tooFast = read(unpipelined.replacing("rate: 50Hz", with: "rate: 250Hz")).1
    #expect(tooFast.first == "8:3: bus.rate: 250Hz does not fit on the bus")
    #expect(tooFast.contains { $0.hasSuffix("at most 241Hz fit") })
  }
}
