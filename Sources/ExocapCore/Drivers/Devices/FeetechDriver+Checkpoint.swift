extension FeetechDriver {
  /// Saves or restores everything that changes, the half packet too. Belongs to a bus of the same ids and registers.
  package mutating func checkpoint(_ archive: inout CheckpointArchive) {
    archive.section(0x4345_4546, version: 2)  // "FEEC"
    archive.field(&isOpen)
    exchange.checkpoint(&archive)
    archive.field(&nextTurn)
    archive.field(&lastCall)
    archive.field(&reading)
    archive.field(&counters)
    turn.checkpoint(&archive)
    setUp.checkpoint(&archive)
    servos.checkpoint(&archive)
    parser.checkpoint(&archive)
  }
}
