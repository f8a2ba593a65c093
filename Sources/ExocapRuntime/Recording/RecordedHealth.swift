package import ExocapCore
internal import MCAP

/// How a source of samples was doing at one moment. Counters count since the daemon's start.
package struct RecordedHealth: Sendable {
  /// What one stream of it did.
  package struct Stream: Sendable {
    package var name = ""
    package var samples: UInt64 = 0
    package var gaps: UInt64 = 0
    /// [s]
    package var longestGap = Double.nan
    package var invalid: UInt64 = 0
    package var saturated: UInt64 = 0
    package var saturations: UInt64 = 0
    package var jumps: UInt64 = 0
    package var tickAge = TickAge()
  }

  /// What one servo, motor or slave of its bus did.
  package struct Node: Sendable {
    package var name = ""
    /// nil: one that this build does not know.
    package var state: NodeState?
    package var counters = NodeCounters()
  }

  package var isOpen: Bool
  package var openings: UInt32
  package var counters = DriverCounters()
  package var resyncs: UInt64
  package var errorFrames: UInt64
  package var lostSamples: UInt64
  package var lostRecords: UInt64
  /// [-] 0 … 1; NaN where there is no serial line.
  package var occupancy: Double
  package var clock = ClockState()
  package var streams: [Stream]
  package var nodes: [Node]
}

extension RecordedHealth {
  init(_ reader: inout CDRReader) throws(CDRError) {
    _ = try reader.readTime()
    isOpen = try reader.readBool()
    openings = try reader.read()
    counters.packets = try reader.read()
    counters.skippedBytes = try reader.read()
    resyncs = try reader.read()
    counters.badChecksums = try reader.read()
    counters.truncated = try reader.read()
    counters.overlong = try reader.read()
    counters.malformed = try reader.read()
    counters.timeouts = try reader.read()
    counters.retries = try reader.read()
    counters.deviceErrors = try reader.read()
    counters.hardwareAlerts = try reader.read()
    counters.writeFailures = try reader.read()
    counters.sequenceGaps = try reader.read()
    errorFrames = try reader.read()
    lostSamples = try reader.read()
    lostRecords = try reader.read()
    occupancy = try reader.read()
    clock.isSettled = try reader.readBool()
    clock.isTwoWay = try reader.readBool()
    clock.drift = try reader.read()
    clock.bias = Interval.seconds(rounding: try reader.read())
    clock.residual = try reader.read()
    streams = try reader.readStreams()
    nodes = try reader.readNodes()
  }
}

extension CDRReader {
  fileprivate mutating func readStreams() throws(CDRError) -> [RecordedHealth.Stream] {
    var streams: [RecordedHealth.Stream] = []
    for _ in 0..<(try readSequenceCount()) { streams.append(RecordedHealth.Stream(name: try readString())) }
    try readColumn(&streams, \.samples)
    try readColumn(&streams, \.gaps)
    try readColumn(&streams, \.longestGap)
    try readColumn(&streams, \.invalid)
    try readColumn(&streams, \.saturated)
    try readColumn(&streams, \.saturations)
    try readColumn(&streams, \.jumps)
    try readColumn(&streams, \.tickAge.p50)
    try readColumn(&streams, \.tickAge.p99)
    return streams
  }

  fileprivate mutating func readNodes() throws(CDRError) -> [RecordedHealth.Node] {
    var nodes: [RecordedHealth.Node] = []
    for _ in 0..<(try readSequenceCount()) { nodes.append(RecordedHealth.Node(name: try readString())) }
    let states = try readSequence(of: UInt8.self)
    for (index, state) in states.enumerated() where index < nodes.count { nodes[index].state = NodeState(rawValue: state) }
    try readColumn(&nodes, \.counters.replies)
    try readColumn(&nodes, \.counters.retries)
    try readColumn(&nodes, \.counters.timeouts)
    try readColumn(&nodes, \.counters.errors)
    try readColumn(&nodes, \.counters.alerts)
    return nodes
  }

  /// One field of each row; what a shorter column lacks stays as it is.
  private mutating func readColumn<Row, Value: CDRPrimitive>(
    _ rows: inout [Row], _ field: WritableKeyPath<Row, Value>
  ) throws(CDRError) {
    let column = try readSequence(of: Value.self)
    for (index, value) in column.enumerated() where index < rows.count { rows[index][keyPath: field] = value }
  }
}
